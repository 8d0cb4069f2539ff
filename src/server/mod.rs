//! The roof: who may come in over the network, how many and how slowly, and how they leave.

pub mod closing;
mod connection;
pub mod control;
mod descriptors;
pub mod door;
pub mod forwarded;
mod greeting;
mod held;
pub mod house;
pub mod lan;
mod listener;
pub mod lock;
pub mod owner;
mod qr;
pub mod readers;
mod service;
mod signals;
pub mod sockets;
pub mod tls;
pub mod urls;

use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;

use self::door::Door;
use crate::config::Limits;
use crate::limits::networks::Networks;
use crate::limits::seats::Seats;

pub use self::listener::serve;

/// What [`serve`] holds every connection to.
#[derive(Clone)]
pub struct Config {
    pub door: Door,
    /// Connections at once. A request carries its seat as an `Arc<Seat>` in its extensions: what outlives the request,
    /// as a WebSocket does, keeps that for as long as it lives.
    pub seats: Arc<Seats>,
    /// Of connections that begin with a handshake; nothing where HTTPS is off.
    pub tls: Option<Arc<ServerConfig>>,
    /// Who is believed about those behind them.
    pub proxies: Networks,
    /// Of these the header and idle time-outs and the bounds of headers.
    pub limits: Limits,
    /// Paths of requests that wait for news, and end when the sockets close.
    pub lingers: fn(&str) -> bool,
}
