//! A WebSocket's two ends: reading through the library, writing past it.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream as _;
use hyper::upgrade::Upgraded;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message as Incoming};

use super::config::Config;
use super::session::Session;
use super::stream::Stream;
use crate::wire::engine_io::{Malformed, Message, Packet};
use crate::wire::frame::Frame;

/// Of the library's read buffer, which an idle connection keeps. With 2 KiB an idle connection costs half of what it costs
/// with 8 KiB, and chat messages fit.
const READ_BUFFER: usize = 2048;

/// Messages heard before the writing is seen to.
const HEARD: usize = 32;

/// How long a client may take to hang up after our goodbye.
const HANG_UP: Duration = Duration::from_secs(1);

/// What came of listening.
pub(super) enum Heard {
    Pending,
    /// There may be more, but others want their turn.
    Enough,
    /// The session does not want more for now.
    Held,
    /// Against the rules of WebSocket, and the close code that says so.
    Wrong(Option<u16>),
    /// The client has closed, as one should.
    Left,
    /// The client is no more.
    Gone,
}

pub(super) struct Link(WebSocketStream<Stream>);

impl Link {
    pub async fn new(upgraded: Upgraded, config: &Config) -> Self {
        let limits = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_write_buffer_size(512)
            .max_message_size(Some(config.max_payload))
            .max_frame_size(Some(config.max_payload));
        let (stream, read) = Stream::new(upgraded);
        Link(WebSocketStream::from_partially_read(stream, read, Role::Server, Some(limits)).await)
    }

    pub fn io(&mut self) -> &mut Stream {
        self.0.get_mut()
    }

    /// The next message as an Engine.IO packet would have it; control frames are answered on the way.
    pub fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Incoming, Error>>> {
        loop {
            match Pin::new(&mut self.0).poll_next(cx) {
                Poll::Ready(Some(Ok(Incoming::Ping(_) | Incoming::Pong(_) | Incoming::Close(_) | Incoming::Frame(_)))) => {}
                other => return other,
            }
        }
    }

    /// Hears what is there, as far as the session wants to.
    pub fn hear(&mut self, cx: &mut Context<'_>, session: &Session) -> Heard {
        for _ in 0..HEARD {
            match self.poll_message(cx) {
                Poll::Ready(Some(Ok(Incoming::Text(text)))) => match Packet::decode(&text) {
                    Ok(packet) => session.receive(packet),
                    Err(Malformed) => return Heard::Wrong(None),
                },
                Poll::Ready(Some(Ok(Incoming::Binary(data)))) => session.receive(Packet::Message(Message::Binary(data))),
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(Error::Capacity(_)))) => return Heard::Wrong(Some(1009)),
                Poll::Ready(Some(Err(Error::Utf8(_)))) => return Heard::Wrong(Some(1007)),
                Poll::Ready(Some(Err(Error::Protocol(wrong)))) if !is_reset(&wrong) => return Heard::Wrong(Some(1002)),
                Poll::Ready(Some(Err(_))) => return Heard::Gone,
                Poll::Ready(None) => return Heard::Left,
                Poll::Pending => return Heard::Pending,
            }
            if !session.may_read() {
                return Heard::Held;
            }
        }
        Heard::Enough
    }

    /// Says goodbye, if the library has not answered the client's already, and waits a moment for the client to hang up first: closing on unread bytes would make the kernel
    /// send a reset, which can overtake what the client has not read yet.
    pub async fn part(mut self, code: Option<u16>) {
        let hang_up = async {
            let io = self.io();
            io.drop_unsent();
            if !io.has_control() {
                io.batch.push_back(Frame::goodbye(code));
            }
            poll_fn(|cx| io.poll_write_batch(cx)).await?;
            io.shutdown().await?;
            let mut unread = [0; 1024];
            while io.read(&mut unread).await? > 0 {}
            io::Result::Ok(())
        };
        let _ = timeout(HANG_UP, hang_up).await;
    }
}

fn is_reset(error: &ProtocolError) -> bool {
    matches!(error, ProtocolError::ResetWithoutClosingHandshake)
}
