//! The roof: who may come in over the network, how many and how slowly, and how they leave.

mod connection;
pub mod control;
pub mod door;
mod listener;
pub mod lock;

use std::sync::Arc;
use std::time::Duration;

use self::door::Door;
use crate::limits::seats::Seats;

pub use self::listener::serve;

/// What [`serve`] holds every connection to.
pub struct Config {
    pub door: Door,
    /// Connections at once. A request carries its seat as an `Arc<Seat>` in its extensions: what outlives the request,
    /// as a WebSocket does, keeps that for as long as it lives.
    pub seats: Arc<Seats>,
    pub timeouts: Timeouts,
}

#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// From the connection to the end of its first request's headers.
    pub first_headers: Duration,
    /// From the end of an answer to the end of the next request's headers.
    pub next_headers: Duration,
    /// For what is being answered when the server stops.
    pub drain: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts { first_headers: Duration::from_secs(5), next_headers: Duration::from_secs(75), drain: Duration::from_secs(3) }
    }
}
