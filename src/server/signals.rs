//! SIGTERM and SIGINT: the first asks for the end, the second is the end.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::error::{Error, Result};

pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From here on a signal ends nothing by itself.
    ///
    /// # Errors
    /// Where the system does not let us.
    pub fn listen() -> Result<Self> {
        let hear = |kind| signal(kind).map_err(Error::internal);
        Ok(Signals { terminate: hear(SignalKind::terminate())?, interrupt: hear(SignalKind::interrupt())? })
    }

    /// Waits for the next; its number.
    pub async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.terminate.recv() => SignalKind::terminate().as_raw_value(),
            _ = self.interrupt.recv() => SignalKind::interrupt().as_raw_value(),
        }
    }
}
