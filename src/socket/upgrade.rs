//! From polling to WebSocket, without a packet lost: the client probes, ends its polling, and then says so.

use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message as Incoming;

use super::link::Link;
use super::session::Session;
use super::state::{Phase, Seat, Transport};
use crate::wire::engine_io::{self, Packet};

/// From the WebSocket's handshake to the end of the upgrade, as in the reference.
const LIMIT: Duration = Duration::from_secs(10);

/// The session is reserved for one WebSocket at a time.
struct Attempt<'a>(&'a Session);

impl<'a> Attempt<'a> {
    fn begin(session: &'a Session) -> Option<Self> {
        let free = session.with(|state| {
            let free = state.transport == Transport::Polling && !state.upgrading && state.phase == Phase::Open;
            state.upgrading |= free;
            free
        });
        free.then(|| Attempt(session))
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.0.with(|state| state.end_upgrade());
    }
}

/// Whether the WebSocket has become the session's transport. If not, the session goes on polling.
pub(super) async fn probe(session: &Session, link: &mut Link) -> bool {
    let Some(_attempt) = Attempt::begin(session) else { return false };
    timeout(LIMIT, attempt(session, link)).await.unwrap_or(false)
}

async fn attempt(session: &Session, link: &mut Link) -> bool {
    loop {
        let message = poll_fn(|cx| {
            if gone(session, cx) {
                return Poll::Ready(None);
            }
            let message = link.poll_message(cx);
            // The library's own answers go out on the way; whether that works shows when there is something to say.
            let _ = link.io().poll_write_batch(cx);
            message
        });
        let Some(Ok(Incoming::Text(text))) = message.await else { return false };
        match Packet::decode(&text) {
            Ok(Packet::Ping("probe")) => {
                link.io().batch.push_back(engine_io::probe_answer());
                if poll_fn(|cx| link.io().poll_write_batch(cx)).await.is_err() {
                    return false;
                }
                session.with(|state| state.probed(Instant::now()));
            }
            Ok(Packet::Upgrade) => return take_over(session),
            _ => return false,
        }
    }
}

/// Is the session over while it is being probed? If not yet, the task is woken when it is.
fn gone(session: &Session, cx: &Context<'_>) -> bool {
    session.with(|state| {
        let gone = matches!(state.phase, Phase::Closed(_));
        if !gone {
            state.wait(Seat::Probe, cx);
        }
        gone
    })
}

/// From here on everything goes through the WebSocket.
fn take_over(session: &Session) -> bool {
    session.with(|state| {
        if matches!(state.phase, Phase::Left | Phase::Closed(_)) {
            return false;
        }
        state.transport = Transport::WebSocket;
        state.heart.forgive();
        // The keeper goes; a poll that a client should have ended first is refused.
        state.wake(Seat::Driver);
        state.wake(Seat::Poll);
        true
    })
}
