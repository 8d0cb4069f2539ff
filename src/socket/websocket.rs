//! WebSocket: the handshake, and the one task that drives a session over it.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{FutureExt, Stream as _};
use hyper::upgrade::OnUpgrade;
use sha1::{Digest, Sha1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message as Incoming};
use warp::http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use warp::http::{HeaderMap, HeaderValue, Method, StatusCode};
use warp::reply::Response;

use super::config::Config;
use super::session::Session;
use super::state::{Goodbye, Phase, Transport};
use super::stream::Stream;
use super::upgrade;
use crate::wire::engine_io::{Malformed, Message, Packet};
use crate::wire::frame::Frame;

/// Of the library's read buffer, which an idle connection keeps. With 2 KiB an idle connection costs half of what it costs
/// with 8 KiB, and chat messages fit.
const READ_BUFFER: usize = 2048;

/// Messages heard before the writing is seen to.
const HEARD: usize = 32;

/// How long a client may take to hang up after our goodbye.
const HANG_UP: Duration = Duration::from_secs(1);

/// Whom a new WebSocket is for.
pub(super) enum Arrival {
    New(Arc<Session>),
    /// One that polls so far.
    Upgrade(Arc<Session>),
}

/// The answer that opens a WebSocket; nothing if this was no proper handshake.
pub(super) fn accept(method: &Method, headers: &HeaderMap) -> Option<Response> {
    let lists = |name, token: &str| {
        let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|item| item.trim().eq_ignore_ascii_case(token))
    };
    let key = headers.get(SEC_WEBSOCKET_KEY)?;
    let is_handshake = method == Method::GET
        && lists(CONNECTION, "upgrade")
        && lists(UPGRADE, "websocket")
        && headers.get(SEC_WEBSOCKET_VERSION)? == "13"
        && STANDARD.decode(key).is_ok_and(|key| key.len() == 16);
    if !is_handshake {
        return None;
    }
    // RFC 6455, 4.2.2.
    let digest = Sha1::new().chain_update(key).chain_update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").finalize();
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, STANDARD.encode(digest).parse().ok()?);
    Some(response)
}

/// The one task of a WebSocket, from its handshake to its end.
pub(super) async fn serve(upgrade: OnUpgrade, arrival: Arrival) {
    let (session, new) = match arrival {
        Arrival::New(session) => (session, true),
        Arrival::Upgrade(session) => (session, false),
    };
    let Ok(upgraded) = upgrade.await else {
        if new {
            session.end();
        }
        return;
    };
    let mut link = Link::new(upgraded, session.config()).await;
    if new {
        session.send([session.handshake(&[])]);
    } else if !Box::pin(upgrade::probe(&session, &mut link)).await {
        return Box::pin(link.part(None)).await;
    }
    let code = drive(&session, &mut link).await;
    session.end();
    if let Some(code) = code {
        Box::pin(link.part(code)).await;
    }
}

/// Until the session is over. The close code to part with, if there is anybody to part from.
async fn drive(session: &Session, link: &mut Link) -> Option<Option<u16>> {
    let mut alarm = pin!(sleep_until(Instant::now()));
    let mut code = None;
    poll_fn(|cx| {
        loop {
            let mut more = false;
            if session.may_read() {
                match link.hear(cx, session) {
                    Heard::Pending => {}
                    Heard::Enough => more = true,
                    Heard::Wrong(wrong) => {
                        code = wrong;
                        session.shut(Goodbye::Close);
                    }
                    Heard::Left => session.shut(Goodbye::Answer),
                    Heard::Gone => session.shut(Goodbye::Cut),
                }
            }
            // Another transport never takes over from a WebSocket.
            let Some(turn) = session.turn(cx, Transport::WebSocket, &mut link.io().batch) else { return Poll::Ready(None) };
            if turn.settle {
                session.settle();
            }
            match turn.phase {
                Phase::Open => {}
                Phase::Flushing | Phase::Left => session.dismiss(),
                Phase::Closed(Goodbye::Cut) => return Poll::Ready(None),
                Phase::Closed(_) => return Poll::Ready(Some(code)),
            }
            let blocked = match link.io().poll_write_batch(cx) {
                Poll::Ready(Ok(wrote)) => {
                    more |= wrote;
                    false
                }
                Poll::Ready(Err(_)) => return Poll::Ready(None),
                Poll::Pending => true,
            };
            alarm.as_mut().reset(turn.due);
            if alarm.poll_unpin(cx).is_ready() {
                continue;
            }
            if !more || blocked {
                if more {
                    cx.waker().wake_by_ref();
                }
                return Poll::Pending;
            }
        }
    })
    .await
}

/// What came of listening.
enum Heard {
    Pending,
    /// There may be more, but others want their turn.
    Enough,
    /// Against the rules of WebSocket, and the close code that says so.
    Wrong(Option<u16>),
    /// The client has closed, as one should.
    Left,
    /// The client is no more.
    Gone,
}

/// A WebSocket: reading through the library, writing past it.
pub(super) struct Link(WebSocketStream<Stream>);

impl Link {
    async fn new(upgraded: hyper::upgrade::Upgraded, config: &Config) -> Self {
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
    fn hear(&mut self, cx: &mut Context<'_>, session: &Session) -> Heard {
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
                return Heard::Pending;
            }
        }
        Heard::Enough
    }

    /// Says goodbye, if the library has not answered the client's already, and waits a moment for the client to hang up first: closing on unread bytes would make the kernel
    /// send a reset, which can overtake what the client has not read yet.
    async fn part(mut self, code: Option<u16>) {
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

fn is_reset(error: &tokio_tungstenite::tungstenite::error::ProtocolError) -> bool {
    matches!(error, tokio_tungstenite::tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)
}
