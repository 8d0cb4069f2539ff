//! Sockets that the service manager has opened for us, as `parlor-http.socket` has it do: ports that this user may not open itself.

use std::net;

use listenfd::ListenFd;
use tokio::net::TcpListener;

use crate::error::{Code, Error, Result};

/// Those of this process, in the order of the units. Call it once, and before there are threads: it takes the variables that
/// tell of them out of the environment.
///
/// # Errors
/// One sentence about a socket that is none to listen on.
pub fn handed() -> Result<Vec<net::TcpListener>> {
    let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
    let mut names = names.split(':');
    let mut passed = ListenFd::from_env();
    let mut handed = Vec::with_capacity(passed.len());
    for at in 0..passed.len() {
        let name = names.next().unwrap_or_default();
        let unfit = |error| {
            let text =
                format!("Socket {name:?} of the service manager is none for TCP; set ListenStream= to a port in its unit.");
            Error::new(Code::Unavailable, text).detail(error)
        };
        if let Some(listener) = passed.take_tcp_listener(at).map_err(unfit)? {
            handed.push(listener);
        }
    }
    Ok(handed)
}

/// Makes them ours to accept from.
///
/// # Errors
/// `internal`, for what the system refuses.
pub(super) fn adopt(handed: Vec<net::TcpListener>) -> Result<Vec<TcpListener>> {
    let adopt = |listener: net::TcpListener| listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener));
    handed.into_iter().map(|listener| adopt(listener).map_err(Error::internal)).collect()
}
