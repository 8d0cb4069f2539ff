//! What is true of a session right now, and who waits for that to change. Lives under the session's one lock.

use std::collections::VecDeque;
use std::mem;
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::time::Instant;

use super::config::Config;
use super::heart::{Beat, Heart};
use super::queue::Queue;
use crate::metrics::COUNTS;
use crate::wire::engine_io;
use crate::wire::frame::Frame;

/// How long an idle poll stays open while a WebSocket probes, as in the reference: a client that is quick to complete
/// the upgrade needs no release, and one that polls again at once does not spin.
const RELEASE: Duration = Duration::from_millis(100);

/// A client is behind, and read no further, while more than this part of the bound waits for it: so that whoever sends without
/// listening is held up before the answers close his transport. What is read already may still lead to a lot: 64 unanswered
/// events of the longest messages, answered and heard, are 0.7 MiB.
const BEHIND: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Polling,
    WebSocket,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// Nothing more comes in or is queued; what waits still goes out.
    Flushing,
    /// The client has closed by POST. The GET that it sent at the same time may still be on its way to us, and is released.
    Left,
    Closed(Goodbye),
}

/// How a transport that waits is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goodbye {
    /// We close: CLOSE for a poll, a close frame for a WebSocket.
    Close,
    /// The client closed.
    Answer,
    /// Nothing can be said any more.
    Cut,
}

/// The tasks that may wait for a session, each in its place.
#[derive(Clone, Copy)]
pub(super) enum Seat {
    /// Whoever drives the session: the WebSocket's task, or a keeper while it polls.
    Driver,
    Poll,
    Post,
    Probe,
}

#[derive(Debug)]
pub(super) struct State {
    pub queue: Queue,
    pub heart: Heart,
    pub phase: Phase,
    pub transport: Transport,
    /// A WebSocket has come for this polling session.
    pub upgrading: bool,
    /// It was answered, so that idle polls are released.
    pub probed: bool,
    pub polled: bool,
    pub posted: bool,
    /// When to release the idle poll.
    release: Option<Instant>,
    pub unanswered: usize,
    /// A socket has left its namespace and the listener does not know yet.
    pub unsettled: bool,
    wakers: [Option<Waker>; 4],
    /// Which of them to wake when the lock is given back.
    woken: [bool; 4],
}

/// What a driver has to do next.
pub(super) struct Turn {
    pub phase: Phase,
    pub settle: bool,
    /// When to turn again if nothing happens.
    pub due: Instant,
}

impl State {
    pub fn new(transport: Transport, now: Instant, config: &Config) -> Self {
        State {
            queue: Queue::default(),
            heart: Heart::new(now, config),
            phase: Phase::Open,
            transport,
            upgrading: false,
            probed: false,
            polled: false,
            posted: false,
            release: None,
            unanswered: 0,
            unsettled: false,
            wakers: Default::default(),
            woken: Default::default(),
        }
    }

    pub fn wait(&mut self, seat: Seat, cx: &Context<'_>) {
        let waker = &mut self.wakers[seat as usize];
        if !waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            *waker = Some(cx.waker().clone());
        }
    }

    pub fn wake(&mut self, seat: Seat) {
        self.woken[seat as usize] = true;
    }

    fn wake_all(&mut self) {
        self.woken = [true; 4];
    }

    /// Whom to wake once the lock is given back.
    pub fn take_woken(&mut self) -> [Option<Waker>; 4] {
        let woken = mem::take(&mut self.woken);
        std::array::from_fn(|seat| if woken[seat] { self.wakers[seat].take() } else { None })
    }

    /// Whoever keeps a handle to the session keeps no task by it.
    pub fn forget_waiters(&mut self) {
        self.wakers = Default::default();
    }

    /// Queues a frame. A queue that is full closes the transport at once: whoever does not listen costs only himself.
    pub fn push(&mut self, frame: Frame, config: &Config) {
        if self.phase != Phase::Open {
            return;
        }
        let first = self.queue.is_empty();
        if !self.queue.push(frame, config.max_buffer) {
            tracing::debug!("a client does not take what it is sent; its transport is closed");
            COUNTS.slow.add(1);
            self.shut(Goodbye::Cut);
        } else if first {
            self.wake(if self.transport == Transport::Polling { Seat::Poll } else { Seat::Driver });
        }
    }

    /// Does not keep up with what it is sent. What is under way does not count, since whoever writes that looks again after it.
    pub fn is_behind(&self, config: &Config) -> bool {
        self.queue.waiting() > config.max_buffer / BEHIND
    }

    /// Has `take` take from the queue. Whoever was behind and takes what waits is alive, although his pong may stand behind
    /// events that we did not read.
    pub fn take<R>(&mut self, now: Instant, config: &Config, take: impl FnOnce(&mut Queue) -> R) -> R {
        let was_behind = self.is_behind(config);
        let taken = take(&mut self.queue);
        if was_behind {
            self.heart.resume(now, config);
            if !self.is_behind(config) {
                self.wake(Seat::Post);
            }
        }
        taken
    }

    /// Closes at once and frees what was queued.
    pub fn shut(&mut self, goodbye: Goodbye) {
        if !matches!(self.phase, Phase::Closed(_)) {
            self.phase = Phase::Closed(goodbye);
            self.queue.clear();
            self.wake_all();
        }
    }

    /// Closes once what is queued has gone out, or when `limit` has passed.
    pub fn flush(&mut self, now: Instant, limit: Duration) {
        if matches!(self.phase, Phase::Open | Phase::Flushing) {
            self.phase = Phase::Flushing;
            self.heart.flush(now, limit);
            self.wake_all();
        }
    }

    /// The client has closed: what waits is of no use any more.
    pub fn leave(&mut self, now: Instant) {
        if self.transport == Transport::WebSocket {
            self.shut(Goodbye::Answer);
        } else if !matches!(self.phase, Phase::Closed(_)) {
            self.phase = Phase::Left;
            self.queue.clear();
            self.heart.flush(now, RELEASE);
            self.wake_all();
        }
    }

    /// Does what is due by now.
    pub fn beat(&mut self, now: Instant, held: bool, config: &Config) {
        match self.heart.beat(now, held, config) {
            Beat::Rest => {}
            Beat::Ping => self.push(engine_io::ping(), config),
            Beat::Dead => {
                if self.phase == Phase::Open {
                    tracing::debug!("a client does not answer; its transport is closed");
                }
                self.shut(Goodbye::Close);
            }
            Beat::Idle => {
                tracing::debug!("a client has joined no namespace; its transport is closed");
                self.flush(now, config.ping_timeout);
            }
        }
        if self.release.is_some_and(|due| due <= now) {
            self.release = None;
            if self.polled && self.queue.is_empty() {
                self.push(engine_io::noop(), config);
            }
        }
    }

    pub fn due(&self) -> Instant {
        self.release.map_or(self.heart.due(), |due| due.min(self.heart.due()))
    }

    /// Moves what waits into an empty `batch`, for a WebSocket; the last of it ends a flush.
    pub fn load(&mut self, batch: &mut VecDeque<Frame>, now: Instant, config: &Config) {
        if batch.is_empty() {
            self.take(now, config, |queue| queue.fill(batch));
        }
        if self.phase == Phase::Flushing && batch.is_empty() {
            self.shut(Goodbye::Close);
        }
    }

    /// A poll begins to wait.
    pub fn begin_poll(&mut self, now: Instant) {
        self.polled = true;
        self.plan_release(now);
    }

    pub fn end_poll(&mut self) {
        self.polled = false;
        self.release = None;
    }

    /// The probe was answered.
    pub fn probed(&mut self, now: Instant) {
        self.probed = true;
        self.plan_release(now);
    }

    fn plan_release(&mut self, now: Instant) {
        if self.probed && self.polled {
            self.release = Some(now + RELEASE);
            self.wake(Seat::Driver);
        }
    }

    pub fn end_upgrade(&mut self) {
        (self.upgrading, self.probed, self.release) = (false, false, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_that_is_full_closes_the_transport_and_is_freed() {
        let config = Config { max_buffer: 1 << 20, ..Config::default() };
        let mut state = State::new(Transport::WebSocket, Instant::now(), &config);
        let frame = Frame::text(&"x".repeat(5000));
        let said = (0..1000).take_while(|_| {
            state.push(frame.clone(), &config);
            state.phase == Phase::Open
        });
        assert_eq!(said.count(), (1 << 20) / (5004 + 32 + 1));
        assert_eq!(state.phase, Phase::Closed(Goodbye::Cut));
        assert!(state.queue.is_empty() && frame.is_unshared(), "nobody holds what was queued");
    }

    #[test]
    fn who_is_behind_and_takes_what_waits_is_alive_and_who_takes_nothing_is_not() {
        const SECOND: Duration = Duration::from_secs(1);
        let (config, start) = (Config::default(), Instant::now());
        let behind = || {
            let mut state = State::new(Transport::WebSocket, start, &config);
            state.heart.joined();
            while !state.is_behind(&config) {
                state.push(Frame::text(&"x".repeat(5000)), &config);
            }
            assert_eq!(state.queue.waiting() / (config.max_buffer / BEHIND), 1, "a quarter and a bit");
            state.beat(start + 25 * SECOND, false, &config);
            state
        };
        let (mut slow, mut dead) = (behind(), behind());
        slow.load(&mut VecDeque::new(), start + 44 * SECOND, &config);
        assert!(!slow.is_behind(&config), "a batch is more than the bit");
        for state in [&mut slow, &mut dead] {
            state.beat(start + 46 * SECOND, false, &config);
        }
        assert_eq!((slow.phase, dead.phase), (Phase::Open, Phase::Closed(Goodbye::Close)));
    }
}
