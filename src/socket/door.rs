//! The door: what a request to the socket path asks for, and who is sent away.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use hyper::upgrade::OnUpgrade;
use warp::http::{HeaderMap, Method};
use warp::reply::Response;
use warp::{Filter, Rejection};

use super::engine::Engine;
use super::state::Transport;
use super::{answer, handshake, polling, websocket};
use crate::limits::seats::Peer;
use crate::wire::engine_io::Refusal;

/// A request, but for its body.
struct Knock {
    method: Method,
    headers: HeaderMap,
    transport: Option<Transport>,
    version: Option<String>,
    sid: Option<String>,
    peer: Peer,
    upgrade: Option<OnUpgrade>,
}

pub(super) fn filter(
    engine: Arc<Engine>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    let here = {
        let engine = Arc::clone(&engine);
        warp::path::full().and_then(move |path: warp::path::FullPath| {
            let here = path.as_str() == engine.config.path || Some(path.as_str()) == engine.config.path.strip_suffix('/');
            async move { if here { Ok(()) } else { Err(warp::reject::not_found()) } }
        })
    };
    here.untuple_one()
        .and(warp::method())
        .and(warp::header::headers_cloned())
        .and(query)
        .and(warp::ext::optional::<Peer>())
        .and(warp::ext::optional::<OnUpgrade>())
        .map(Knock::new)
        .and(warp::body::stream())
        .then(move |knock: Knock, body| {
            let engine = Arc::clone(&engine);
            async move { knock.answer(engine, body).await }
        })
}

impl Knock {
    fn new(method: Method, headers: HeaderMap, query: String, peer: Option<Peer>, upgrade: Option<OnUpgrade>) -> Self {
        // As everywhere on the web, the last of several is the one that counts.
        let value = |key| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(name, _)| *name == key).map(|(_, value)| value).next_back()
        };
        let transport = match value("transport") {
            Some("polling") => Some(Transport::Polling),
            Some("websocket") => Some(Transport::WebSocket),
            _ => None,
        };
        let owned = |key| value(key).filter(|value| !value.is_empty()).map(str::to_owned);
        let peer = peer.unwrap_or(Peer(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        Knock { version: owned("EIO"), sid: owned("sid"), method, headers, transport, peer, upgrade }
    }

    async fn answer(self, engine: Arc<Engine>, body: impl polling::Body) -> Response {
        if self.method == Method::OPTIONS {
            return answer::options();
        }
        let answered = match self.transport {
            None => Err(Refusal::UnknownTransport),
            Some(Transport::Polling) => self.poll(&engine, body).await,
            Some(Transport::WebSocket) => self.websocket(&engine),
        };
        answered.unwrap_or_else(|refusal| {
            tracing::debug!(code = refusal as u8, "request refused");
            answer::refused(refusal)
        })
    }

    /// Before a new session: GET alone, and one protocol alone.
    fn check_handshake(&self) -> Result<(), Refusal> {
        if self.method != Method::GET {
            return Err(Refusal::BadHandshakeMethod);
        }
        if self.version.as_deref() != Some("4") {
            return Err(Refusal::UnsupportedVersion);
        }
        Ok(())
    }

    async fn poll(self, engine: &Arc<Engine>, body: impl polling::Body) -> Result<Response, Refusal> {
        if let Some(sid) = &self.sid {
            let session = engine.find(sid).ok_or(Refusal::UnknownSession)?;
            return match self.method {
                Method::GET => polling::get(session, &self.headers).await,
                Method::POST => polling::post(session, &self.headers, body).await,
                _ => Err(Refusal::BadRequest),
            };
        }
        self.check_handshake()?;
        Ok(polling::open(engine, self.peer).unwrap_or_else(|error| answer::failed(&error)))
    }

    fn websocket(mut self, engine: &Arc<Engine>) -> Result<Response, Refusal> {
        let session = match &self.sid {
            Some(sid) => Some(engine.find(sid).ok_or(Refusal::UnknownSession)?),
            None => {
                self.check_handshake()?;
                None
            }
        };
        let accept = handshake::accept(&self.method, &self.headers).ok_or(Refusal::BadRequest)?;
        let upgrade = self.upgrade.take().ok_or(Refusal::BadRequest)?;
        let session = match session {
            Some(session) => websocket::Arrival::Upgrade(session),
            None => match engine.open(self.peer, Transport::WebSocket) {
                Ok(session) => websocket::Arrival::New(session),
                Err(error) => return Ok(answer::failed(&error)),
            },
        };
        tokio::spawn(websocket::serve(upgrade, session));
        Ok(accept)
    }
}
