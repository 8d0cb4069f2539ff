//! The accept loop: nothing that a client does ends it.

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use warp::http::header::CONNECTION;
use warp::http::{HeaderMap, HeaderValue, Request};
use warp::reply::Response;
use warp::{Filter, Rejection, Reply};

use super::Config;
use super::closing::{Closing, Stage};
use super::connection::Line;
use super::door::Pass;
use super::forwarded::Forwarded;
use super::held::hold;
use crate::error::{Error, Result};
use crate::http::headers::secure;
use crate::http::panics::caught;
use crate::http::reply;
use crate::http::request::Secured;
use crate::limits::seats::{Peer, Seat};
use crate::metrics::COUNTS;

/// After an error that the next `accept` would meet again, as when no file descriptor is left.
const PAUSE: Duration = Duration::from_millis(100);
/// Seconds; connections come and go.
const RETRY: u32 = 5;
/// Connections that are being told that there is no seat; any more are closed without a word.
const REFUSALS: usize = 64;
/// For refusals to go out once all is over.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What every connection shares.
struct Entrance<S> {
    config: Config,
    service: S,
    closing: Closing,
}

/// Serves `filter` to all who come. Once the server leaves, the door stays open for those alone who fetch over a new connection
/// what a socket has to say at last, and what was begun is finished, until all is over.
pub async fn serve<F, R>(listener: TcpListener, filter: F, config: Config, closing: Closing)
where
    F: Filter<Extract = (R,), Error = Rejection> + Clone + Send + Sync + 'static,
    R: Reply,
{
    let service = TowerToHyperService::new(warp::service(filter));
    let pause = config.limits.write_timeout;
    let entrance = Arc::new(Entrance { config, service, closing: closing.clone() });
    let refusals = Arc::new(Semaphore::new(REFUSALS));
    let mut connections = JoinSet::new();
    let mut failing = false;
    loop {
        let accepted = tokio::select! {
            () = closing.comes_to(Stage::Over) => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok((stream, from)) => (stream, from.ip().to_canonical()),
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
        give_up_after(&stream, pause);
        let entrance = Arc::clone(&entrance);
        let is_late = closing.has_come_to(Stage::Leaving);
        let line = entrance.line(stream, is_late);
        match entrance.config.seats.take(peer).map(Arc::new) {
            Some(seat) => {
                connections.spawn(async move {
                    let (entrance, seat) = (&entrance, &seat);
                    line.attend(|request, secured| async move {
                        if is_late && !(entrance.config.lingers)(request.uri().path()) {
                            return hold(counted((closed(&Error::closing()), Arc::clone(seat))));
                        }
                        hold(counted(entrance.welcome(peer, secured, seat, request).await))
                    })
                    .await;
                });
            }
            None => {
                if let Ok(permit) = Arc::clone(&refusals).try_acquire_owned() {
                    connections.spawn(async move {
                        line.attend(|_, _| async { counted((closed(&Error::rate_limited(RETRY)), ())).0 }).await;
                        drop(permit);
                    });
                }
            }
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    let cut = async {
        closing.comes_to(Stage::Over).await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! {
        () = ended => {}
        () = cut => tracing::warn!("some connections did not end in time"),
    }
}

/// Has the system end a connection whose client takes nothing for so long: a file that nobody reads would keep its seat for ever.
#[cfg(target_os = "linux")]
fn give_up_after(stream: &TcpStream, pause: Duration) {
    let milliseconds = u32::try_from(pause.as_millis()).unwrap_or(u32::MAX);
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, milliseconds) {
        tracing::debug!(%error, "a connection has no bound on being written to");
    }
}

/// The system has nothing like it.
#[cfg(not(target_os = "linux"))]
fn give_up_after(_: &TcpStream, _: Duration) {}

/// An error of one connection, and not of the next.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

fn counted<T>((response, held): (Response, T)) -> (Response, T) {
    COUNTS.answered(response.status().as_u16());
    (response, held)
}

impl<S> Entrance<S>
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
{
    /// Nobody waits for one that comes late.
    fn line(&self, stream: TcpStream, is_late: bool) -> Line {
        let Config { limits, lingers, .. } = self.config;
        let tls = self.config.tls.clone();
        let work = (!is_late).then(|| self.closing.work());
        Line { stream, tls, limits, closing: self.closing.clone(), work, lingers }
    }

    /// One request, past the door or not, and the seat that its answer holds until it has gone out.
    async fn welcome(
        &self,
        peer: IpAddr,
        secured: bool,
        connection: &Arc<Seat>,
        mut request: Request<Incoming>,
    ) -> (Response, Arc<Seat>) {
        let (pass, Forwarded { client, https, .. }, seat) = match self.admit(peer, secured, connection, &request) {
            Ok(admitted) => admitted,
            Err(error) => return (failure(&error), Arc::clone(connection)),
        };
        let mut response = if pass.preflight {
            reply::Reply::empty(204).into_response(&HeaderMap::new())
        } else {
            request.extensions_mut().insert(Peer(client));
            if https {
                request.extensions_mut().insert(Secured);
            }
            request.extensions_mut().insert(Arc::clone(&seat));
            self.answer(request).await
        };
        secure(response.headers_mut());
        pass.open(response.headers_mut());
        (response, seat)
    }

    /// Who it is from, and the seat that counts for them: behind a proxy everybody has their own.
    fn admit(
        &self,
        peer: IpAddr,
        secured: bool,
        connection: &Arc<Seat>,
        request: &Request<Incoming>,
    ) -> Result<(Pass, Forwarded, Arc<Seat>)> {
        let forwarded = Forwarded::read(peer, secured, request.headers(), &self.config.proxies)?;
        let pass = self.config.door.admit(request, &forwarded)?;
        let seat = if forwarded.client == peer {
            Some(Arc::clone(connection))
        } else {
            connection.behind(forwarded.client).map(Arc::new)
        };
        Ok((pass, forwarded, seat.ok_or_else(|| Error::rate_limited(RETRY))?))
    }

    async fn answer(&self, request: Request<Incoming>) -> Response {
        let error = tokio::select! {
            // Once all is over, what has been done is still told.
            biased;
            answered = caught(async { self.service.call(request).await }) => match answered {
                Ok(Ok(response)) => return response,
                Err(error) => {
                    tracing::error!(%error, "a request failed");
                    error
                }
            },
            () = self.closing.comes_to(Stage::Over) => Error::closing(),
        };
        failure(&error)
    }
}

/// Tells a connection why it is not served, and closes it.
fn closed(error: &Error) -> Response {
    let mut response = failure(error);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

fn failure(error: &Error) -> Response {
    let mut response = reply::Reply::failure(error).into_response(&HeaderMap::new());
    secure(response.headers_mut());
    response
}
