//! Every live session by its sid: how they open, and how all of them close.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::config::Config;
use super::session::{Listener, Session};
use super::state::{Goodbye, Transport};
use crate::error::{Error, Result};
use crate::limits::seats::{Peer, Seat};

/// How long clients have to take what is queued for them when everything closes.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Makes the level above for each new session.
pub type Listen = Box<dyn Fn(&Arc<Session>) -> Box<dyn Listener> + Send + Sync>;

/// The open sessions by sid, each with the seat that it holds.
type Sessions = HashMap<Box<str>, (Arc<Session>, Seat)>;

/// Engine.IO: sessions and their transports, without a word of what they carry.
pub struct Engine {
    pub(super) config: Config,
    pub(super) listen: Listen,
    sessions: Mutex<Sessions>,
    shut: AtomicBool,
    deaf: AtomicBool,
    emptied: Notify,
}

impl Engine {
    pub fn new(config: Config, listen: Listen) -> Arc<Self> {
        Arc::new(Engine {
            config,
            listen,
            sessions: Mutex::default(),
            shut: AtomicBool::new(false),
            deaf: AtomicBool::new(false),
            emptied: Notify::new(),
        })
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sessions that are open.
    pub fn len(&self) -> usize {
        self.sessions().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// # Errors
    /// `rate_limited` when no seat is free, `unavailable` while shutting down.
    pub(super) fn open(self: &Arc<Self>, peer: Peer, transport: Transport) -> Result<Arc<Session>> {
        let seat = self.config.seats.take(peer.0).ok_or_else(|| Error::rate_limited(10))?;
        let session = Session::new(Arc::clone(self), mint()?, peer, transport);
        let mut sessions = self.sessions();
        // Under the lock, so that no session slips in behind `close_all`.
        if self.shut.load(Ordering::Relaxed) {
            drop(sessions);
            session.dismiss();
            return Err(Error::closing());
        }
        sessions.insert(session.sid().into(), (Arc::clone(&session), seat));
        drop(sessions);
        tracing::debug!(peer = %peer.0, ?transport, "session opened");
        Ok(session)
    }

    pub(super) fn find(&self, sid: &str) -> Option<Arc<Session>> {
        let session = Arc::clone(&self.sessions().get(sid)?.0);
        session.is_alive().then_some(session)
    }

    pub(super) fn forget(&self, sid: &str) {
        let mut sessions = self.sessions();
        let gone = sessions.remove(sid);
        let last = sessions.is_empty();
        drop(sessions);
        if let Some((session, _)) = gone {
            tracing::debug!(peer = %session.peer().0, "session closed");
        }
        if last {
            self.emptied.notify_waiters();
        }
    }

    pub(super) fn is_deaf(&self) -> bool {
        self.deaf.load(Ordering::Relaxed)
    }

    /// No new sessions from here on.
    pub fn stop_accepting(&self) {
        let _sessions = self.sessions();
        self.shut.store(true, Ordering::Relaxed);
    }

    /// Nothing that clients send is read from here on; what is queued for them still goes out, and so do heartbeats.
    pub fn stop_reading(&self) {
        self.deaf.store(true, Ordering::Relaxed);
    }

    /// Closes every transport, after what is queued has gone out or two seconds have passed. No DISCONNECT is sent, so
    /// clients come back by themselves.
    pub async fn close_all(&self) {
        self.stop_accepting();
        let all = || self.sessions().values().map(|(session, _)| Arc::clone(session)).collect::<Vec<_>>();
        for session in all() {
            session.with(|state| state.flush(Instant::now(), LAST_WORDS));
        }
        // Whoever has not taken it by then is cut off.
        if timeout(LAST_WORDS, self.emptied()).await.is_err() {
            all().iter().for_each(|session| session.shut(Goodbye::Cut));
            let _ = timeout(LAST_WORDS / 4, self.emptied()).await;
        }
    }

    async fn emptied(&self) {
        loop {
            let emptied = self.emptied.notified();
            tokio::pin!(emptied);
            emptied.as_mut().enable();
            if self.is_empty() {
                return;
            }
            emptied.await;
        }
    }
}

/// Twenty characters that nobody can guess.
///
/// # Errors
/// `internal` when the system has no randomness to give.
pub(super) fn mint() -> Result<Box<str>> {
    let mut bytes = [0; 15];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}
