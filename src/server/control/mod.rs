//! The control socket: verbs on this machine reach a running server by it. Whoever may open the data directory may use it.

mod routes;
mod way;

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::UnixListener;

use super::closing::{Closing, Stage};
use crate::error::{Error, Result};
use crate::http;

pub use self::routes::Desk;
pub use self::way::Way;

const NAME: &str = "control";

/// Until a connection is tried again that the system could not give, as when all descriptors are taken.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves the verbs' own routes, until the server leaves; what was begun by then is finished.
///
/// # Errors
/// Where the socket cannot be made.
pub fn serve(dir: &Path, desk: Desk, closing: Closing) -> Result<()> {
    let path = dir.join(NAME);
    let fault = |error: std::io::Error| Error::internal(format!("{} cannot be made: {error}", dir.join(NAME).display()));
    // We hold the directory's lock: whoever left a socket here is gone.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(fault(error)),
        _ => {}
    }
    let listener = UnixListener::bind(&path).map_err(fault)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(fault)?;
    let service = TowerToHyperService::new(warp::service(http::filter(desk.router())));
    tokio::spawn(async move {
        loop {
            let stream = tokio::select! {
                () = closing.comes_to(Stage::Leaving) => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(_) => {
                        tokio::time::sleep(PAUSE).await;
                        continue;
                    }
                },
            };
            let (service, work) = (service.clone(), closing.work());
            tokio::spawn(async move {
                let _work = work;
                let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            });
        }
        let _ = std::fs::remove_file(path);
    });
    Ok(())
}
