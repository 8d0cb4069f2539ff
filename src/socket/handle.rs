//! A socket: one client in one namespace, as a handle to emit to from anywhere.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use super::session::Session;
use crate::limits::seats::Peer;
use crate::wire::frame::Frame;
use crate::wire::socket_io;

const ENTERING: u8 = 0;
const HERE: u8 = 1;
const LEFT: u8 = 2;

/// Cheap to clone; keeps nobody connected.
#[derive(Clone)]
pub struct Socket(Arc<Inner>);

struct Inner {
    session: Arc<Session>,
    id: Box<str>,
    namespace: Box<str>,
    /// Read and written under the session's lock, so that it is in step with the order of the queue.
    stage: AtomicU8,
}

impl Socket {
    pub(super) fn new(session: Arc<Session>, id: Box<str>, namespace: &str) -> Self {
        Socket(Arc::new(Inner { session, id, namespace: namespace.into(), stage: AtomicU8::new(ENTERING) }))
    }

    /// The sid of Socket.IO, which the client knows too.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    pub fn namespace(&self) -> &str {
        &self.0.namespace
    }

    pub fn peer(&self) -> Peer {
        self.0.session.peer()
    }

    pub(super) fn session(&self) -> &Arc<Session> {
        &self.0.session
    }

    fn stage(&self) -> u8 {
        self.0.stage.load(Ordering::Relaxed)
    }

    pub(super) fn has_left(&self) -> bool {
        self.stage() == LEFT
    }

    /// Queues a frame. Never waits; says nothing to a socket that is not connected, and closes the transport of a client
    /// that has let too much pile up.
    pub fn emit(&self, frame: &Frame) {
        self.emit_all(std::slice::from_ref(frame));
    }

    /// Queues frames with nothing in between: a packet and its attachments.
    pub fn emit_all(&self, frames: &[Frame]) {
        let session = &self.0.session;
        session.with(|state| {
            if self.stage() == HERE {
                frames.iter().for_each(|frame| state.push(frame.clone(), session.config()));
            }
        });
    }

    /// Queues the answer to CONNECT; from here on the socket can be emitted to. Not if it was told to leave meanwhile.
    pub(super) fn enter(&self) {
        let session = &self.0.session;
        session.with(|state| {
            state.heart.joined();
            state.push(socket_io::connect(&self.0.namespace, &self.0.id), session.config());
            if self.stage() == LEFT {
                state.push(socket_io::disconnect(&self.0.namespace), session.config());
            } else {
                self.0.stage.store(HERE, Ordering::Relaxed);
            }
        });
    }

    /// Sends the client out of the namespace, after what is queued. The transport stays open.
    pub fn disconnect(&self) {
        let session = &self.0.session;
        let stage = session.with(|state| {
            let stage = self.0.stage.swap(LEFT, Ordering::Relaxed);
            if stage == HERE {
                state.push(socket_io::disconnect(&self.0.namespace), session.config());
            }
            stage
        });
        if stage != LEFT {
            session.unsettle();
        }
    }

    /// The client has left by itself, or is gone.
    pub(super) fn leave(&self) {
        self.0.session.with(|_| self.0.stage.store(LEFT, Ordering::Relaxed));
    }

    /// Closes the transport after what is queued, so that the client comes back by itself.
    pub fn close(&self) {
        self.0.session.close();
    }
}

/// The same client in the same namespace, since the same CONNECT.
impl PartialEq for Socket {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Socket {}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").field("id", &self.0.id).field("namespace", &self.0.namespace).finish_non_exhaustive()
    }
}
