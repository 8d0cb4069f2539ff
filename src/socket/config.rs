//! The numbers of the socket layer.

use std::sync::Arc;
use std::time::Duration;

use crate::limits::seats::Seats;

/// How sessions are kept. `Default` is what production uses, but for the seats, which are unlimited.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where clients connect, with the slash at its end; it is served without it too.
    pub path: String,
    /// From one heartbeat to the next.
    pub ping_interval: Duration,
    /// How long a client may take to answer a heartbeat.
    pub ping_timeout: Duration,
    /// How long a session may be in no namespace.
    pub connect_timeout: Duration,
    /// How long a posted payload may pause.
    pub body_timeout: Duration,
    /// Bytes of one incoming packet or polling payload.
    pub max_payload: usize,
    /// Bytes that may wait for one client; more, and its transport is closed.
    pub max_buffer: usize,
    /// Events of one session that may be unanswered before no more are read.
    pub max_unanswered: usize,
    /// One for each session.
    pub seats: Arc<Seats>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            path: "/socket.io/".to_owned(),
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            max_payload: 65_536,
            max_buffer: 1 << 20,
            max_unanswered: 64,
            seats: Seats::unlimited(),
        }
    }
}
