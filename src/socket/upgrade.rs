//! From polling to WebSocket, without a packet lost: the client probes, ends its polling, and then says so.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message as Incoming;

use super::session::Session;
use super::websocket::Link;
use crate::wire::engine_io::{self, Packet};

/// From the WebSocket's handshake to the end of the upgrade, as in the reference.
const LIMIT: Duration = Duration::from_secs(10);

/// Gives the session free for another attempt, unless this one succeeded.
struct Attempt<'a>(&'a Session);

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.0.with(|state| state.end_upgrade());
    }
}

/// Whether the WebSocket has become the session's transport. If not, the session goes on polling.
pub(super) async fn probe(session: &Session, link: &mut Link) -> bool {
    if session.begin_upgrade().is_err() {
        return false;
    }
    let _attempt = Attempt(session);
    timeout(LIMIT, attempt(session, link)).await.unwrap_or(false)
}

async fn attempt(session: &Session, link: &mut Link) -> bool {
    loop {
        let message = poll_fn(|cx| {
            if session.poll_gone(cx).is_ready() {
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
            Ok(Packet::Upgrade) => return session.take_over().is_ok(),
            _ => return false,
        }
    }
}
