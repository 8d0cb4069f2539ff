//! The accept loop: nothing that a client does ends it.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use warp::http::header::CONNECTION;
use warp::http::{HeaderMap, HeaderValue, Request};
use warp::reply::Response;
use warp::{Filter, Rejection, Reply};

use super::connection::attend;
use super::door::Door;
use super::{Config, Timeouts};
use crate::error::Error;
use crate::http::headers::secure;
use crate::http::panics::caught;
use crate::http::reply;
use crate::limits::seats::{Peer, Seat};
use crate::metrics::COUNTS;

/// After an error that the next `accept` would meet again, as when no file descriptor is left.
const PAUSE: Duration = Duration::from_millis(100);
/// Seconds; connections come and go.
const RETRY: u32 = 5;
/// Connections that are being told that there is no seat; any more are closed without a word.
const REFUSALS: usize = 64;

/// Serves `filter` to all who come, until `shutdown`; then lets running requests finish, up to `timeouts.drain`.
pub async fn serve<F, R>(listener: TcpListener, filter: F, config: Config, shutdown: impl Future<Output = ()>)
where
    F: Filter<Extract = (R,), Error = Rejection> + Clone + Send + Sync + 'static,
    R: Reply,
{
    let Config { door, seats, timeouts } = config;
    let door = Arc::new(door);
    let service = TowerToHyperService::new(warp::service(filter));
    let refusals = Arc::new(Semaphore::new(REFUSALS));
    let (stop, stopping) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let mut failing = false;
    loop {
        let accepted = tokio::select! {
            () = shutdown.as_mut() => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok((stream, from)) => (stream, Peer(from.ip().to_canonical())),
            Err(error) if is_the_clients(&error) => continue,
            Err(error) => {
                if !failing {
                    tracing::error!(%error, "no connection can be accepted; trying again");
                }
                failing = true;
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        failing = false;
        // Without it small answers wait for the client's delayed acknowledgement: 2.7 to 4.6 times fewer messages a second.
        let _ = stream.set_nodelay(true);
        let stopping = stopping.clone();
        match seats.take(peer.0) {
            Some(seat) => {
                let (door, service, seat) = (Arc::clone(&door), service.clone(), Arc::new(seat));
                connections.spawn(async move {
                    attend(stream, timeouts, stopping, |request| counted(welcome(&door, &service, peer, &seat, request))).await;
                });
            }
            None => {
                if let Ok(permit) = Arc::clone(&refusals).try_acquire_owned() {
                    connections.spawn(async move {
                        refuse(stream, timeouts, stopping).await;
                        drop(permit);
                    });
                }
            }
        }
    }
    drop(listener);
    stop.send_replace(true);
    let drained = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(timeouts.drain, drained).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// An error of one connection, and not of the next.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn counted(answer: impl Future<Output = Response>) -> Response {
    let response = answer.await;
    COUNTS.answered(response.status().as_u16());
    response
}

/// One request, past the door or not.
async fn welcome<S>(door: &Door, service: &S, peer: Peer, seat: &Arc<Seat>, mut request: Request<Incoming>) -> Response
where
    S: Service<Request<Incoming>, Response = Response, Error = std::convert::Infallible>,
{
    let pass = match door.admit(&request) {
        Ok(pass) => pass,
        Err(error) => return failure(&error),
    };
    let mut response = if pass.preflight {
        reply::Reply::empty(204).into_response(&HeaderMap::new())
    } else {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(Arc::clone(seat));
        match caught(async { service.call(request).await }).await {
            Ok(Ok(response)) => response,
            Err(error) => {
                tracing::error!(%error, "a request failed");
                failure(&error)
            }
        }
    };
    secure(response.headers_mut());
    pass.open(response.headers_mut());
    response
}

/// Tells a connection that there is no seat for it, and closes it.
async fn refuse(stream: TcpStream, timeouts: Timeouts, stopping: watch::Receiver<bool>) {
    let refusal = |_| async {
        let mut response = failure(&Error::rate_limited(RETRY));
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        response
    };
    attend(stream, timeouts, stopping, |request| counted(refusal(request))).await;
}

fn failure(error: &Error) -> Response {
    let mut response = reply::Reply::failure(error).into_response(&HeaderMap::new());
    secure(response.headers_mut());
    response
}
