//! The answer that an event waits for.

use bytes::Bytes;
use serde::Serialize;

use super::handle::Socket;
use crate::wire::frame::Frame;
use crate::wire::socket_io;

/// Counts as an unanswered event of its session until it is answered or dropped; past the bound nothing more is read.
#[derive(Debug)]
pub struct Ack {
    socket: Socket,
    id: Option<u64>,
    turn: Option<Turn>,
}

/// What counts; an answer that waits for the clock alone may be had without.
#[derive(Debug)]
pub struct Turn(Socket);

impl Ack {
    pub(super) fn new(socket: &Socket, id: Option<u64>) -> Self {
        socket.session().asked();
        Ack { socket: socket.clone(), id, turn: Some(Turn(socket.clone())) }
    }

    /// From here on the event counts for as long as this is kept, answered or not.
    pub fn take_turn(&mut self) -> Option<Turn> {
        self.turn.take()
    }

    /// Did the client ask for an answer?
    pub fn wanted(&self) -> bool {
        self.id.is_some()
    }

    /// Queues the answer, if one is wanted. `arguments` serialises to an array.
    pub fn answer(self, arguments: &impl Serialize) {
        self.queue(|namespace, id| socket_io::ack(namespace, id, arguments).map(|frame| vec![frame]));
    }

    /// An answer whose `arguments` hold placeholders for `attachments`.
    pub fn answer_binary(self, arguments: &impl Serialize, attachments: &[Bytes]) {
        self.queue(|namespace, id| socket_io::binary_ack(namespace, id, arguments, attachments));
    }

    fn queue(self, encode: impl FnOnce(&str, u64) -> serde_json::Result<Vec<Frame>>) {
        let Some(id) = self.id else { return };
        match encode(self.socket.namespace(), id) {
            Ok(frames) => self.socket.emit_all(&frames),
            Err(error) => tracing::error!(%error, "an acknowledgement does not serialise"),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.session().answered();
    }
}
