//! WebSocket: the one task that drives a session over it, from its handshake to its end.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use futures_util::FutureExt;
use hyper::upgrade::OnUpgrade;
use tokio::time::{Instant, sleep_until};

use super::heart::set;
use super::link::{Heard, Link};
use super::session::Session;
use super::state::{Goodbye, Phase, Transport};
use super::upgrade;

/// Whom a new WebSocket is for.
pub(super) enum Arrival {
    New(Arc<Session>),
    /// One that polls so far.
    Upgrade(Arc<Session>),
}

/// The task.
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
    session.retire();
    if let Some(code) = code {
        Box::pin(link.part(code)).await;
    }
    session.end();
}

/// Until the session is over. The close code to part with, if there is anybody to part from.
async fn drive(session: &Session, link: &mut Link) -> Option<Option<u16>> {
    let mut alarm = pin!(sleep_until(Instant::now()));
    let mut code = None;
    poll_fn(|cx| {
        loop {
            let mut more = false;
            let mut held = !session.may_read();
            if !held {
                match link.hear(cx, session) {
                    Heard::Pending => {}
                    Heard::Held => held = true,
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
            // Whoever let reading go on before the turn began to wait has woken nobody.
            more |= held && session.may_read();
            set(alarm.as_mut(), turn.due);
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
