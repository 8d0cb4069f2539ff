//! Sockets that the service manager has opened for us, as `parlor.socket` has it do: ports that this user may not open itself.

use std::net;

use listenfd::ListenFd;
use tokio::net::TcpListener;

use crate::error::{Code, Error, Result};

/// The name (`FileDescriptorName=`) of a socket on which HTTPS is spoken. On any other it is HTTP.
const SECURE: &str = "https";

/// A socket that was handed over.
#[derive(Debug)]
pub struct Handed {
    listener: net::TcpListener,
    secure: bool,
}

/// Those of this process, in the order of the units. Call it once, and before there are threads: it takes the variables that
/// tell of them out of the environment.
///
/// # Errors
/// One sentence about a socket that is none to listen on.
pub fn handed() -> Result<Vec<Handed>> {
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
            handed.push(Handed { listener, secure: name == SECURE });
        }
    }
    Ok(handed)
}

/// Makes them ours to accept from.
///
/// # Errors
/// One sentence about a socket on which nothing can be served.
pub(super) fn adopt(handed: Vec<Handed>) -> Result<Vec<TcpListener>> {
    let adopt = |Handed { listener, secure }: Handed| {
        if secure {
            let text = "A socket for HTTPS was handed over, and HTTPS is not spoken here yet; disable its unit.";
            return Err(Error::new(Code::Unavailable, text.to_owned()));
        }
        let adopted = listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener));
        adopted.map_err(Error::internal)
    };
    handed.into_iter().map(adopt).collect()
}
