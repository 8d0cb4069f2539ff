//! HTTP long-polling: GET takes what is queued, POST brings packets, a keeper watches the clock between them.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Buf;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, sleep_until, timeout};
use warp::http::HeaderMap;
use warp::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use warp::reply::Response;

use super::answer;
use super::config::Config;
use super::engine::Engine;
use super::heart::set;
use super::session::Session;
use super::state::{Goodbye, Phase, Seat, Transport};
use crate::error::Result;
use crate::limits::seats::Peer;
use crate::wire::engine_io::{self, Packet, Refusal};

/// Bytes after which an answer is full; the client polls again at once for the rest.
const FULL: usize = 64 * 1024;

/// How long a client that is behind waits with its POST for its own next poll. Not for ever: while a client upgrades or leaves,
/// it does not poll before its POST is answered.
const HOLD: Duration = Duration::from_secs(1);

/// A request's body, as warp gives it.
pub(super) trait Body: Stream<Item = std::result::Result<Self::Piece, warp::Error>> + Send {
    type Piece: Buf + Send;
}

impl<B: Buf + Send, S: Stream<Item = std::result::Result<B, warp::Error>> + Send> Body for S {
    type Piece = B;
}

/// A new session; the answer opens it.
///
/// # Errors
/// When there is no seat, or no more sessions are opened.
pub(super) fn open(engine: &Arc<Engine>, peer: Peer) -> Result<Response> {
    let session = engine.open(peer, Transport::Polling)?;
    let handshake = session.handshake(&["websocket"]);
    tokio::spawn(keep(session));
    Ok(answer::payload(&HeaderMap::new(), handshake.payload().to_vec()))
}

/// Drives a session for as long as it polls.
async fn keep(session: Arc<Session>) {
    let mut alarm = pin!(sleep_until(Instant::now()));
    let mut unused = VecDeque::new();
    poll_fn(|cx| {
        loop {
            let Some(turn) = session.turn(cx, Transport::Polling, &mut unused) else { return Poll::Ready(()) };
            if turn.settle {
                session.settle();
            }
            match turn.phase {
                Phase::Open => {}
                Phase::Flushing | Phase::Left => session.dismiss(),
                Phase::Closed(_) => {
                    session.end();
                    return Poll::Ready(());
                }
            }
            set(alarm.as_mut(), turn.due);
            if alarm.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    })
    .await;
}

/// A GET or a POST under way. Its client may go away at any moment, and then packets are lost: the session ends.
struct Request {
    session: Arc<Session>,
    seat: Seat,
    finished: bool,
}

impl Request {
    /// A second one of its kind at the same time ends the session.
    fn begin(session: Arc<Session>, seat: Seat) -> std::result::Result<Self, Refusal> {
        session.with(|state| {
            if state.transport != Transport::Polling {
                return Err(Refusal::BadRequest);
            }
            match (state.phase, seat) {
                (Phase::Closed(_), _) | (Phase::Left, Seat::Post) => return Err(Refusal::UnknownSession),
                (_, Seat::Poll) if !state.polled => state.begin_poll(Instant::now()),
                (_, Seat::Post) if !state.posted => state.posted = true,
                _ => {
                    tracing::debug!("a client sent two requests at a time; its transport is closed");
                    state.shut(Goodbye::Close);
                    return Err(Refusal::BadRequest);
                }
            }
            Ok(())
        })?;
        Ok(Request { session, seat, finished: false })
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.session.with(|state| {
            match self.seat {
                Seat::Poll => state.end_poll(),
                _ => state.posted = false,
            }
            if !self.finished && state.transport == Transport::Polling {
                state.shut(Goodbye::Close);
            }
        });
    }
}

pub(super) async fn get(session: Arc<Session>, headers: &HeaderMap) -> std::result::Result<Response, Refusal> {
    let mut request = Request::begin(session, Seat::Poll)?;
    let body = poll_fn(|cx| take(&request.session, cx)).await;
    request.finished = true;
    Ok(answer::payload(headers, body?))
}

/// What a poll gets, as soon as there is something.
fn take(session: &Session, cx: &Context<'_>) -> Poll<std::result::Result<Vec<u8>, Refusal>> {
    session.with(|state| {
        let mut payload = Vec::new();
        if state.transport != Transport::Polling {
            return Poll::Ready(Err(Refusal::BadRequest));
        }
        state.take(Instant::now(), session.config(), |queue| {
            while payload.len() < FULL
                && let Some(frame) = queue.pop()
            {
                engine_io::append(&mut payload, &frame);
            }
        });
        // CLOSE comes in a payload of its own: socket.io-client hands on what stands before it only after it has closed.
        let last = match state.phase {
            _ if !payload.is_empty() => None,
            Phase::Flushing | Phase::Closed(_) => Some(engine_io::close()),
            Phase::Left => Some(engine_io::noop()),
            Phase::Open => None,
        };
        if let Some(last) = last {
            engine_io::append(&mut payload, &last);
            state.shut(Goodbye::Close);
        }
        if payload.is_empty() {
            state.wait(Seat::Poll, cx);
            return Poll::Pending;
        }
        Poll::Ready(Ok(payload))
    })
}

pub(super) async fn post(session: Arc<Session>, headers: &HeaderMap, body: impl Body) -> std::result::Result<Response, Refusal> {
    let mut request = Request::begin(session, Seat::Post)?;
    let session = Arc::clone(&request.session);
    let refuse = |request: &mut Request| {
        request.finished = true;
        session.shut(Goodbye::Close);
        Err(Refusal::BadRequest)
    };
    if headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"application/octet-stream") {
        return refuse(&mut request);
    }
    let body = match read(headers, body, session.config()).await {
        Ok(body) => body,
        Err(Unread::TooLarge) => {
            request.finished = true;
            return Ok(answer::too_large());
        }
        Err(Unread::Broken) => return refuse(&mut request),
    };
    let Ok(payload) = std::str::from_utf8(&body) else { return refuse(&mut request) };
    catch_up(&session).await;
    for text in engine_io::split(payload) {
        // Waits here while too many events are unanswered.
        if !poll_fn(|cx| room(&session, cx)).await {
            // Nobody hears it any more, but an error would keep the client from fetching what is still queued for it.
            break;
        }
        match Packet::decode(text) {
            Ok(Packet::Close) => {
                session.receive(Packet::Close);
                break;
            }
            Ok(packet) => session.receive(packet),
            Err(engine_io::Malformed) => return refuse(&mut request),
        }
    }
    request.finished = true;
    Ok(answer::ok())
}

/// Waits until a client that is behind has taken enough of what it was sent, or takes nothing of it.
async fn catch_up(session: &Session) {
    let mut before = usize::MAX;
    loop {
        let waiting = session.with(|state| state.queue.waiting());
        if waiting >= before || timeout(HOLD, poll_fn(|cx| caught_up(session, cx))).await.is_ok() {
            return;
        }
        before = waiting;
    }
}

fn caught_up(session: &Session, cx: &Context<'_>) -> Poll<()> {
    session.with(|state| {
        if state.phase == Phase::Open && state.is_behind(session.config()) {
            state.wait(Seat::Post, cx);
            return Poll::Pending;
        }
        Poll::Ready(())
    })
}

/// Waits until the next packet may be read; never, if the session is over.
fn room(session: &Session, cx: &Context<'_>) -> Poll<bool> {
    session.with(|state| {
        if state.phase != Phase::Open {
            Poll::Ready(false)
        } else if session.held(state) {
            state.wait(Seat::Post, cx);
            Poll::Pending
        } else {
            Poll::Ready(true)
        }
    })
}

enum Unread {
    TooLarge,
    /// The client went away, fell silent, or does not speak HTTP.
    Broken,
}

async fn read(headers: &HeaderMap, body: impl Body, config: &Config) -> std::result::Result<Vec<u8>, Unread> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let limit = config.max_payload;
    if declared.is_some_and(|length| length > limit) {
        return Err(Unread::TooLarge);
    }
    let mut body = pin!(body);
    let mut bytes = Vec::with_capacity(declared.unwrap_or(0));
    while let Some(piece) = timeout(config.body_timeout, body.next()).await.map_err(|_| Unread::Broken)? {
        let mut piece = piece.map_err(|_| Unread::Broken)?;
        if bytes.len() + piece.remaining() > limit {
            return Err(Unread::TooLarge);
        }
        while piece.has_remaining() {
            bytes.extend_from_slice(piece.chunk());
            piece.advance(piece.chunk().len());
        }
    }
    Ok(bytes)
}
