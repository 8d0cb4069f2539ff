//! What the rest of Parlor is to this layer: somebody who lets clients in, and takes their events.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::ack::Ack;
use super::handle::Socket;

/// Called on the runtime's threads and never to wait there: everything needed is in memory.
///
/// A panic in here closes the transport of the client concerned and nothing else.
pub trait Application: Sized + Send + Sync + 'static {
    /// What is kept for each connected socket.
    type Connection: Send + Sync + 'static;

    /// May this socket come in? Nothing reaches its client before `connected`.
    ///
    /// # Errors
    /// The refusal becomes CONNECT_ERROR; the transport stays open.
    fn connect(&self, socket: &Socket, namespace: &str, auth: Option<&RawValue>) -> Result<Self::Connection, Refusal>;

    /// It is in, and the client hears so before anything that is emitted from here on.
    fn connected(&self, socket: &Socket, connection: &Self::Connection);

    /// Events of one session start in the order of their arrival, one at a time.
    fn event(&self, socket: &Socket, connection: &Self::Connection, event: Event<'_>, ack: Ack);

    /// Exactly once for each `connect` that let somebody in, whatever ended it.
    fn disconnected(&self, connection: Self::Connection);
}

/// Why a client may not come into a namespace, as it is told.
#[derive(Debug)]
pub struct Refusal {
    pub message: Cow<'static, str>,
    pub data: Option<Box<RawValue>>,
}

impl Refusal {
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Refusal { message: message.into(), data: None }
    }

    /// With more for the client's code: the `data` of its error.
    pub fn with_data(mut self, data: &impl serde::Serialize) -> Self {
        self.data = serde_json::value::to_raw_value(data).ok();
        self
    }
}

/// An event of a client. Its arguments are raw JSON: the syntax is checked, the depth is not.
#[derive(Debug)]
pub struct Event<'a> {
    pub name: Cow<'a, str>,
    /// Without the name. `{"_placeholder":true,"num":N}` stands for an attachment.
    pub arguments: Vec<&'a RawValue>,
    pub attachments: Vec<Bytes>,
}

impl<'a> Event<'a> {
    /// The text of the argument at `index`, counted from nought.
    pub fn argument(&self, index: usize) -> Option<&'a str> {
        self.arguments.get(index).map(|raw| raw.get())
    }
}
