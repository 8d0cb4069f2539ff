//! The control socket: verbs on this machine reach a running server by it. Whoever may open the data directory may use it.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

use super::closing::{Closing, Stage};
use crate::chat::Chat;
use crate::error::{Error, Result};
use crate::http;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::http::route::{Handler, post};
use crate::http::router::Router;
use crate::protocol::rest::AddUser;

const NAME: &str = "control";

/// Serves the verbs' own routes, until the server leaves; what was begun by then is finished.
///
/// # Errors
/// Where the socket cannot be made.
pub fn serve(dir: &Path, chat: Arc<Chat>, closing: Closing) -> Result<()> {
    let path = dir.join(NAME);
    let fault = |error: std::io::Error| Error::internal(format!("{} cannot be made: {error}", dir.join(NAME).display()));
    // We hold the directory's lock: whoever left a socket here is gone.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(fault(error)),
        _ => {}
    }
    let listener = UnixListener::bind(&path).map_err(fault)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(fault)?;
    let nothing = Handler::new(|_: Arc<Chat>, _: Request| async { Err(Error::not_found()) });
    let router = Arc::new(Router::new(chat, vec![post("/control/users", add)], nothing));
    let service = TowerToHyperService::new(warp::service(http::filter(router)));
    tokio::spawn(async move {
        loop {
            let stream = tokio::select! {
                () = closing.comes_to(Stage::Leaving) => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(_) => {
                        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
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

async fn add(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let body: AddUser = request.json().await?;
    Reply::json(201, &chat.add_user(body.username, body.password, body.role).await?)
}

/// Asks the server of `dir` to make an account; nothing where none is running.
///
/// # Errors
/// What the server answers.
pub async fn add_user(dir: &Path, body: &AddUser) -> Result<Option<String>> {
    let Ok(mut stream) = UnixStream::connect(dir.join(NAME)).await else { return Ok(None) };
    let body = serde_json::to_string(body).map_err(Error::internal)?;
    let head = format!(
        "POST /control/users HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut answer = String::new();
    stream.write_all(format!("{head}{body}").as_bytes()).await.map_err(Error::internal)?;
    stream.read_to_string(&mut answer).await.map_err(Error::internal)?;
    let json = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let answer: serde_json::Value = serde_json::from_str(json).map_err(Error::internal)?;
    match (answer["username"].as_str(), answer["message"].as_str()) {
        (Some(username), _) => Ok(Some(username.to_owned())),
        (None, message) => Err(Error::bad_request(message.unwrap_or("The running server gave no answer.").to_owned())),
    }
}
