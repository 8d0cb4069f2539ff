//! A session: one client, its transport of the moment, and what waits for it. Knows no transport and no Socket.IO.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Context;

use tokio::time::Instant;

use super::config::Config;
use super::engine::Engine;
use super::state::{Goodbye, Phase, Seat, State, Transport, Turn};
use crate::limits::seats::Peer;
use crate::wire::engine_io::{Handshake, Message, Packet};
use crate::wire::frame::Frame;

/// What stands above a session: Socket.IO, or an echo.
///
/// It is called by one task at a time, in the order in which messages arrived.
pub trait Listener: Send {
    /// # Errors
    /// What the client did against the protocol: its transport is closed.
    fn message(&mut self, message: Message<'_>) -> Result<(), &'static str>;

    /// Something was marked with `Session::unsettle`, on whatever thread.
    fn settle(&mut self) {}

    /// The session is over, whatever ended it. Called once; nothing is called after it.
    fn closed(&mut self);
}

pub struct Session {
    engine: Arc<Engine>,
    sid: Box<str>,
    peer: Peer,
    state: Mutex<State>,
    listener: Mutex<Option<Box<dyn Listener>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(super) fn new(engine: Arc<Engine>, sid: Box<str>, peer: Peer, transport: Transport) -> Arc<Self> {
        let state = State::new(transport, Instant::now(), &engine.config);
        let session = Arc::new(Session { engine, sid, peer, state: Mutex::new(state), listener: Mutex::new(None) });
        *lock(&session.listener) = Some((session.engine.listen)(&session));
        session
    }

    pub fn peer(&self) -> Peer {
        self.peer
    }

    pub(super) fn sid(&self) -> &str {
        &self.sid
    }

    pub(super) fn config(&self) -> &Config {
        &self.engine.config
    }

    /// The packet that opens the session on the client's side.
    pub(super) fn handshake(&self, upgrades: &[&str]) -> Frame {
        let config = self.config();
        Handshake {
            sid: &self.sid,
            upgrades,
            ping_interval: config.ping_interval.as_millis() as u64,
            ping_timeout: config.ping_timeout.as_millis() as u64,
            max_payload: config.max_payload,
        }
        .encode()
    }

    /// The one way to the state: wakes whoever has to know, after the lock was given back.
    pub(super) fn with<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut state = lock(&self.state);
        let result = change(&mut state);
        let wakers = state.take_woken();
        drop(state);
        wakers.into_iter().flatten().for_each(|waker| waker.wake());
        result
    }

    /// Queues frames that belong together. Never waits.
    pub fn send(&self, frames: impl IntoIterator<Item = Frame>) {
        self.with(|state| frames.into_iter().for_each(|frame| state.push(frame, self.config())));
    }

    /// Closes the transport once what is queued has gone out.
    pub fn close(&self) {
        self.with(|state| state.flush(Instant::now(), self.config().ping_timeout));
    }

    /// Closes the transport now.
    pub(super) fn shut(&self, goodbye: Goodbye) {
        self.with(|state| state.shut(goodbye));
    }

    /// Has `Listener::settle` called soon, on a task of its own.
    pub(super) fn unsettle(&self) {
        self.with(|state| {
            state.unsettled = true;
            state.wake(Seat::Driver);
        });
    }

    /// The client has joined something: the connect time-out is off.
    pub fn joined(&self) {
        self.with(|state| state.heart.joined());
    }

    /// The client has left the last namespace: the connect time-out is on again.
    pub(super) fn left_all(&self) {
        self.with(|state| state.heart.left_all(Instant::now(), self.config()));
    }

    /// One event more is unanswered.
    pub(super) fn asked(&self) {
        self.with(|state| state.unanswered += 1);
    }

    /// One event less is unanswered; at the bound, reading goes on.
    pub(super) fn answered(&self) {
        self.with(|state| {
            let held = self.held(state);
            state.unanswered = state.unanswered.saturating_sub(1);
            if held && !self.held(state) {
                state.heart.resume(Instant::now(), self.config());
                state.wake(Seat::Driver);
                state.wake(Seat::Post);
            }
        });
    }

    /// The client is held up by us.
    pub(super) fn held(&self, state: &State) -> bool {
        state.unanswered >= self.config().max_unanswered || self.engine.is_deaf()
    }

    /// May the next packet be read?
    pub(super) fn may_read(&self) -> bool {
        self.with(|state| state.phase == Phase::Open && !self.held(state) && !state.is_behind(self.config()))
    }

    /// Whether it still lives, with what is due by now done first, so that nobody is served after his time.
    pub(super) fn is_alive(&self) -> bool {
        self.with(|state| {
            state.beat(Instant::now(), self.held(state), self.config());
            !matches!(state.phase, Phase::Closed(_))
        })
    }

    /// One packet from the client, by whatever transport.
    pub(super) fn receive(&self, packet: Packet<'_>) {
        match packet {
            Packet::Message(message) => self.hear(message),
            Packet::Pong => self.with(|state| state.heart.pong(Instant::now(), self.config())),
            Packet::Close => self.with(|state| state.leave(Instant::now())),
            Packet::Ping(_) => self.shut(Goodbye::Close),
            Packet::Open | Packet::Upgrade | Packet::Noop => {}
        }
    }

    /// A panic in the level above costs this session alone.
    fn hear(&self, message: Message<'_>) {
        let mut listener = lock(&self.listener);
        let Some(above) = listener.as_mut() else { return };
        match catch_unwind(AssertUnwindSafe(|| above.message(message))) {
            Ok(Ok(())) => {}
            Ok(Err(violation)) => {
                tracing::debug!(violation, "a client broke the protocol; its transport is closed");
                self.close();
            }
            Err(_) => {
                tracing::error!("an event's handler panicked; the transport of its client is closed");
                self.close();
            }
        }
    }

    pub(super) fn settle(&self) {
        if let Some(above) = lock(&self.listener).as_mut()
            && catch_unwind(AssertUnwindSafe(|| above.settle())).is_err()
        {
            tracing::error!("leaving a namespace panicked");
        }
    }

    /// Tells the level above that it is over. For drivers alone; a second time does nothing.
    pub(super) fn dismiss(&self) {
        let Some(mut above) = lock(&self.listener).take() else { return };
        if catch_unwind(AssertUnwindSafe(|| above.closed())).is_err() {
            tracing::error!("the end of a session panicked");
        }
    }

    /// The end of it, for drivers alone.
    pub(super) fn end(&self) {
        self.retire();
        self.engine.forget(&self.sid);
    }

    /// All of the end but that it keeps its seat and its place among the sessions: a shutdown waits for those who part.
    pub(super) fn retire(&self) {
        self.shut(Goodbye::Cut);
        self.with(State::forget_waiters);
        self.dismiss();
    }

    /// One turn of whoever drives the session over `transport`: does what is due and says what is next.
    /// Nothing when another transport has taken over.
    pub(super) fn turn(&self, cx: &Context<'_>, transport: Transport, batch: &mut VecDeque<Frame>) -> Option<Turn> {
        self.with(|state| {
            if state.transport != transport {
                return None;
            }
            state.wait(Seat::Driver, cx);
            let now = Instant::now();
            state.beat(now, self.held(state), self.config());
            if transport == Transport::WebSocket {
                state.load(batch, now, self.config());
            }
            let settle = std::mem::take(&mut state.unsettled);
            Some(Turn { phase: state.phase, settle, due: state.due() })
        })
    }
}
