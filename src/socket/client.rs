//! Socket.IO on a session: which namespaces its client is in, and what arrives for them.

use std::mem;
use std::sync::Arc;

use bytes::Bytes;

use super::ack::Ack;
use super::application::{Application, Event};
use super::engine::mint;
use super::handle::Socket;
use super::session::{Listener, Session};
use crate::wire::engine_io::Message;
use crate::wire::socket_io::{self, Body, Packet};

pub(super) struct Client<A: Application> {
    application: Arc<A>,
    session: Arc<Session>,
    sockets: Vec<(Socket, A::Connection)>,
    partial: Option<Partial>,
}

/// A packet that waits for its attachments.
struct Partial {
    text: String,
    missing: usize,
    attachments: Vec<Bytes>,
}

impl<A: Application> Client<A> {
    pub fn new(application: Arc<A>, session: Arc<Session>) -> Self {
        Client { application, session, sockets: Vec::new(), partial: None }
    }

    fn text(&mut self, text: &str) -> Result<(), &'static str> {
        if self.partial.is_some() {
            return Err("text among attachments");
        }
        let packet = Packet::decode(text).map_err(|_| "malformed packet")?;
        match packet.attachments {
            0 => self.packet(packet, Vec::new()),
            missing => {
                self.partial = Some(Partial { text: text.to_owned(), missing, attachments: Vec::new() });
                Ok(())
            }
        }
    }

    fn binary(&mut self, data: Bytes) -> Result<(), &'static str> {
        let mut partial = self.partial.take().ok_or("an attachment of nothing")?;
        partial.attachments.push(data);
        if partial.attachments.len() < partial.missing {
            self.partial = Some(partial);
            return Ok(());
        }
        let packet = Packet::decode(&partial.text).map_err(|_| "malformed packet")?;
        self.packet(packet, partial.attachments)
    }

    fn packet(&mut self, packet: Packet<'_>, attachments: Vec<Bytes>) -> Result<(), &'static str> {
        let here = self.sockets.iter().position(|(socket, _)| socket.namespace() == packet.namespace);
        match (packet.body, here) {
            (Body::Connect(auth), None) => {
                self.connect(packet.namespace, auth);
                Ok(())
            }
            (Body::Disconnect, Some(at)) => {
                self.sockets[at].0.leave();
                self.settle();
                Ok(())
            }
            (Body::Event(event), Some(at)) => {
                let (socket, connection) = &self.sockets[at];
                if let Some((name, arguments)) = event {
                    let event = Event { name, arguments, attachments };
                    self.application.event(socket, connection, event, Ack::new(socket, packet.id));
                }
                Ok(())
            }
            // Nothing that we emit asks for one.
            (Body::Ack, Some(_)) => Ok(()),
            _ => Err("packet in the wrong state"),
        }
    }

    fn connect(&mut self, namespace: &str, auth: Option<&serde_json::value::RawValue>) {
        let Ok(id) = mint() else {
            self.session.send([socket_io::connect_error(namespace, "Something failed inside the server.", None)]);
            return;
        };
        let socket = Socket::new(Arc::clone(&self.session), id, namespace);
        match self.application.connect(&socket, namespace, auth) {
            Ok(connection) => {
                socket.enter();
                // Kept before anything else can fail, so that its end is told whatever happens next.
                self.sockets.push((socket.clone(), connection));
                let connection = &self.sockets[self.sockets.len() - 1].1;
                self.application.connected(&socket, connection);
            }
            Err(refusal) => {
                self.session.send([socket_io::connect_error(namespace, &refusal.message, refusal.data.as_deref())]);
            }
        }
    }
}

impl<A: Application> Listener for Client<A> {
    fn message(&mut self, message: Message<'_>) -> Result<(), &'static str> {
        self.settle();
        match message {
            Message::Text(text) => self.text(text),
            Message::Binary(data) => self.binary(data),
        }
    }

    fn settle(&mut self) {
        let mut left = false;
        while let Some(at) = self.sockets.iter().position(|(socket, _)| socket.has_left()) {
            let (_, connection) = self.sockets.swap_remove(at);
            self.application.disconnected(connection);
            left = true;
        }
        if left && self.sockets.is_empty() {
            self.session.left_all();
        }
    }

    fn closed(&mut self) {
        for (socket, connection) in mem::take(&mut self.sockets) {
            socket.leave();
            self.application.disconnected(connection);
        }
    }
}
