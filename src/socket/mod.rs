//! Engine.IO 4 and Socket.IO 5 on warp.
//!
//! ```text
//! door        the requests that come in: what they ask, and how they are refused
//! polling     GET and POST            websocket   frames over TCP: handshake, link, stream, upgrade
//! engine      all sessions            session     one of them: state, queue, heart
//! server      Socket.IO on top: client (namespaces), handle (Socket), ack, application
//! ```
//!
//! Each session has one driver: the task of its WebSocket, or a keeper while it polls. The driver alone ends the session, so
//! that everybody else, on whatever thread, only leaves a mark and wakes it.

mod ack;
mod answer;
mod application;
mod client;
mod config;
mod door;
pub mod engine;
pub mod events;
mod handle;
mod handshake;
mod heart;
mod link;
mod polling;
mod queue;
mod server;
pub mod session;
mod state;
mod stream;
mod upgrade;
mod websocket;

use std::sync::Arc;

use warp::reply::Response;
use warp::{Filter, Rejection};

pub use ack::Ack;
pub use application::{Application, Event, Refusal};
pub use config::Config;
pub use handle::Socket;
pub use server::Server;

/// Everything at the configured path. Takes the extension `Peer` from the request; without it the peer is loopback.
pub fn routes<A: Application>(
    server: Arc<Server<A>>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    engine_routes(Arc::clone(server.engine()))
}

/// The same for bare Engine.IO.
pub fn engine_routes(
    engine: Arc<engine::Engine>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    door::filter(engine)
}
