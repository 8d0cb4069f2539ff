//! One POST over HTTP/1.1, and what came back.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout_at};

use super::addresses::Addresses;
use super::answer::Answer;
use super::connect::connect;
use super::target::Target;
use super::tls;

/// For everything: the name, the connection, the request and the answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// For noticing that an answer does not end.
const GRACE: Duration = Duration::from_secs(1);

/// Bytes of an answer that are read; what is longer is none that we understand.
const ANSWER: usize = 64 * 1024;

/// Bytes that are buffered each way.
const BUFFER: usize = 64 * 1024;

/// Sends JSON. Whatever the answer's status: a redirect is an answer too.
///
/// # Errors
/// Why there was none, in words for an administrator.
pub(super) async fn post(
    target: &Target,
    allowed: &Addresses,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
) -> Result<Answer, String> {
    let end = Instant::now() + PATIENCE;
    let exchange = async {
        let request = request(target, headers, body)?;
        let stream = connect(target, allowed).await?;
        if target.secure {
            exchange(tls::wrap(stream, &target.host).await?, request, end).await
        } else {
            exchange(stream, request, end).await
        }
    };
    timeout_at(end + GRACE, exchange).await.unwrap_or_else(|_| Err(format!("no answer within {} seconds", PATIENCE.as_secs())))
}

fn request(target: &Target, headers: Vec<(HeaderName, HeaderValue)>, body: Bytes) -> Result<Request<Full<Bytes>>, String> {
    let mut request = Request::post(&target.path)
        .header(HOST, &target.authority)
        .header(USER_AGENT, concat!("Parlor/", env!("CARGO_PKG_VERSION")))
        .header(CONTENT_TYPE, "application/json")
        .header(CONNECTION, "close")
        .body(Full::new(body))
        .map_err(|error| error.to_string())?;
    request.headers_mut().extend(headers);
    Ok(request)
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    request: Request<Full<Bytes>>,
    end: Instant,
) -> Result<Answer, String> {
    let broken = |error: hyper::Error| format!("the connection broke: {error}");
    let mut http = http1::Builder::new();
    http.max_buf_size(BUFFER);
    let (mut sender, connection) = http.handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let talk = async { read(sender.send_request(request).await.map_err(broken)?, end).await };
    let drive = async {
        // Its end, good or bad, shows in the answer.
        let _ = connection.await;
        std::future::pending().await
    };
    tokio::select! {
        biased;
        answer = talk => answer,
        () = drive => Err("the connection broke".to_owned()),
    }
}

async fn read(response: Response<Incoming>, end: Instant) -> Result<Answer, String> {
    let status = response.status().as_u16();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.trim_start().to_ascii_lowercase().starts_with("application/json") {
        return Ok(Answer { status, json: None });
    }
    let mut body = response.into_body();
    let mut json = Vec::new();
    loop {
        // A status that has come is an answer, whatever becomes of the rest.
        let frame = match timeout_at(end, body.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => return Ok(Answer { status, json: None }),
        };
        if let Some(data) = frame.data_ref() {
            if json.len() + data.len() > ANSWER {
                return Ok(Answer { status, json: None });
            }
            json.extend_from_slice(data);
        }
    }
    Ok(Answer { status, json: Some(json) })
}
