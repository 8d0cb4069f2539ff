//! How far long work has come: a bar on a terminal, plain lines otherwise, on standard error. And the signals that end it.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicI32, Ordering};

use tokio::signal::unix::{SignalKind, signal};

use super::here;
use crate::archive::Progress;
use crate::error::{Error, Result};
use crate::store::copies::Stop;

/// Letters of a bar.
const WIDTH: usize = 32;

/// The signal that asked for the end; 0 until then.
static ASKED: AtomicI32 = AtomicI32::new(0);

/// A line a part; its bar only where somebody watches.
pub struct Told(Option<Bar>);

impl Told {
    /// From here on a signal ends the work in order, and a second one at once. Call it once this thread has the rights that it
    /// keeps.
    ///
    /// # Errors
    /// Where the system does not let us.
    pub fn new() -> Result<Self> {
        let runtime = here::runtime()?;
        let hear = |kind: SignalKind| {
            let _inside = runtime.enter();
            signal(kind).map_err(Error::internal)
        };
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        // Before it is listened to: whoever started us by nohup wants us to go on.
        let minded = !is_ignored(kinds[2]);
        let [mut interrupt, mut terminate, mut hangup] = [hear(kinds[0])?, hear(kinds[1])?, hear(kinds[2])?];
        let listen = move || {
            runtime.block_on(async {
                loop {
                    let kind = tokio::select! {
                        _ = interrupt.recv() => kinds[0],
                        _ = terminate.recv() => kinds[1],
                        _ = hangup.recv(), if minded => kinds[2],
                    };
                    if ASKED.swap(kind.as_raw_value(), Ordering::Relaxed) != 0 {
                        std::process::exit(128 + kind.as_raw_value());
                    }
                }
            });
        };
        std::thread::Builder::new().name("signals".into()).spawn(listen).map_err(Error::internal)?;
        Ok(Told(None))
    }
}

/// Whether whoever started us has us ignore a signal.
fn is_ignored(kind: SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    mask.is_some_and(|mask| mask & (1 << (kind.as_raw_value() - 1)) != 0)
}

/// The signal that ended the work, if one did.
pub fn ended_by() -> Option<u8> {
    u8::try_from(ASKED.load(Ordering::Relaxed)).ok().filter(|signal| *signal != 0)
}

fn asked() -> bool {
    ended_by().is_some()
}

impl Progress for Told {
    fn begins(&mut self, what: &str, total: u64) {
        if !std::io::stderr().is_terminal() {
            let _ = writeln!(std::io::stderr(), "{what}.");
            return;
        }
        // Without a total of its own, per cent.
        let bar = Bar { what: what.to_owned(), total: if total == 0 { 100 } else { total }, shown: 0 };
        bar.draw();
        self.0 = Some(bar);
    }

    fn at(&mut self, done: u64) {
        if let Some(bar) = &mut self.0 {
            bar.comes_to(done);
        }
    }

    fn ends(&mut self) {
        if let Some(mut bar) = self.0.take() {
            bar.comes_to(bar.total);
            let _ = writeln!(std::io::stderr());
        }
    }

    fn stop(&self) -> Stop {
        asked
    }
}

impl Drop for Told {
    /// What is said next begins on a line of its own.
    fn drop(&mut self) {
        if self.0.take().is_some() {
            let _ = writeln!(std::io::stderr());
        }
    }
}

/// A line of a terminal that is written again whenever the per cent of it change.
struct Bar {
    what: String,
    total: u64,
    /// Per cent.
    shown: u64,
}

impl Bar {
    fn comes_to(&mut self, done: u64) {
        let now = (u128::from(done.min(self.total)) * 100 / u128::from(self.total.max(1))) as u64;
        if now != self.shown {
            self.shown = now;
            self.draw();
        }
    }

    fn draw(&self) {
        let full = (self.shown as usize * WIDTH) / 100;
        let (done, left) = ("=".repeat(full), " ".repeat(WIDTH - full));
        let mut to = std::io::stderr().lock();
        let _ = write!(to, "\r{:24} [{done}{left}] {:>3}%", self.what, self.shown).and_then(|()| to.flush());
    }
}
