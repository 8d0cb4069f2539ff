//! The way of a verb to what is kept: by the server that runs there, or else by opening the house itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;
use tokio::net::UnixStream;
use warp::http::header::{CONTENT_TYPE, HOST};
use warp::http::{HeaderMap, Method};

use super::NAME;
use super::routes::Desk;
use crate::chat::{Chat, Settings};
use crate::config::Options;
use crate::error::{Code, Error, Result};
use crate::http::body::{Body, PAUSE};
use crate::http::request::Request;
use crate::http::router::Router;
use crate::server::lock::DataDir;
use crate::server::urls::Urls;

/// For so long, a server that holds the directory may take to open its control socket.
const PATIENCE: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(50);

pub struct Way(Kind);

enum Kind {
    /// Its control socket.
    Server(PathBuf),
    House {
        chat: Arc<Chat>,
        router: Arc<Router<Desk>>,
        _dir: DataDir,
    },
}

impl Way {
    /// `urls` are where people would find a server, were one started here.
    ///
    /// # Errors
    /// One line on what keeps the house closed.
    pub async fn open(dir: &Path, urls: Option<Urls>) -> Result<Self> {
        let begun = Instant::now();
        loop {
            if let Some(way) = Way::to_server(dir).await {
                return Ok(way);
            }
            if let Some(held) = DataDir::unless_held(dir)? {
                let chat = Chat::open(held.path(), Settings::from(&Options::default()))?;
                let router = Desk::new(Arc::clone(&chat), urls, None).router();
                return Ok(Way(Kind::House { chat, router, _dir: held }));
            }
            // One that comes up or goes; it does either soon.
            if begun.elapsed() > PATIENCE {
                let text = format!("The server in {} does not answer here; restart it.", dir.display());
                return Err(Error::new(Code::Unavailable, text));
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Only to a server that runs.
    pub async fn to_server(dir: &Path) -> Option<Self> {
        let path = dir.join(NAME);
        UnixStream::connect(&path).await.ok().map(|_| Way(Kind::Server(path)))
    }

    /// Nothing where the server went before it did what was asked: there is another way then.
    ///
    /// # Errors
    /// What is answered.
    pub async fn ask(&self, method: Method, path: &[&str], body: Option<&impl Serialize>) -> Result<Option<Value>> {
        let parts = path.iter().map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string());
        let path = format!("/control/{}", parts.collect::<Vec<_>>().join("/"));
        let body = body.map(serde_json::to_vec).transpose().map_err(Error::internal)?.unwrap_or_default();
        match &self.0 {
            Kind::Server(socket) => by_socket(socket, method, &path, body).await,
            Kind::House { router, .. } => {
                let stream = futures_util::stream::iter([Ok::<_, warp::Error>(Bytes::from(body))]);
                let body = Body::new(stream, &HeaderMap::new(), PAUSE);
                let request = Request::new(method, path, String::new(), HeaderMap::new(), None, body);
                let (parts, body) = router.answer(request).await.into_parts();
                let bytes = body.collect().await.map_err(Error::internal)?.to_bytes();
                read(parts.status.is_success(), &bytes).map(Some)
            }
        }
    }

    /// Leaves a house that was opened as it was found. Blocks until then.
    pub fn close(self) {
        if let Kind::House { chat, .. } = self.0 {
            chat.end();
        }
    }
}

async fn by_socket(socket: &Path, method: Method, path: &str, body: Vec<u8>) -> Result<Option<Value>> {
    let Ok(stream) = UnixStream::connect(socket).await else { return Ok(None) };
    let reads = method == Method::GET;
    let request = hyper::Request::builder().method(method).uri(path).header(HOST, "localhost");
    let request = request.header(CONTENT_TYPE, "application/json").body(Full::new(Bytes::from(body))).map_err(Error::internal)?;
    match over(stream, request).await {
        Ok((good, bytes)) => read(good, &bytes).map(Some),
        // To read once more does no harm.
        Err(_) if reads => Ok(None),
        Err(error) => {
            let text = "The running server went away before it answered; look whether it was done, and else try again.";
            Err(Error::new(Code::Unavailable, text).detail(&error))
        }
    }
}

async fn over(stream: UnixStream, request: hyper::Request<Full<Bytes>>) -> hyper::Result<(bool, Bytes)> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await?.into_parts();
    Ok((parts.status.is_success(), body.collect().await?.to_bytes()))
}

fn read(good: bool, bytes: &[u8]) -> Result<Value> {
    let answer: Value = serde_json::from_slice(bytes).map_err(Error::internal)?;
    if good {
        return Ok(answer);
    }
    let message = answer["message"].as_str().unwrap_or("The running server gave no answer; restart it.");
    Err(Error::bad_request(message.to_owned()))
}
