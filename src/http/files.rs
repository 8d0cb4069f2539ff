//! `/api/files` and `/api/thumbnails`: uploading, and reading by those who may.

use std::sync::Arc;

use serde::Deserialize;
use warp::http::HeaderValue;
use warp::http::header::{AUTHORIZATION, CACHE_CONTROL, CONNECTION, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};

use super::caller::caller;
use super::disposition::named;
use super::reply::Reply;
use super::request::Request;
use super::served::Served;
use crate::chat::Chat;
use crate::chat::caller::Caller;
use crate::chat::uploads::Upload;
use crate::error::{Code, Error, Result};
use crate::media::sniff;
use crate::protocol::ids::{FileId, UserId};
use crate::store::blob::Blob;

/// For what is no picture, sound or film: nothing in it runs, whatever a browser takes it for.
const HARMLESS: &str = "sandbox; default-src 'none'";

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WithToken {
    token: Option<String>,
}

/// 201. The body is the file, whatever its `Content-Type`.
pub async fn upload(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let begun = async {
        let name = request.query::<Named>()?.name;
        Ok((receive(&chat, &mut request, true).await?.0, name))
    };
    match begun.await {
        Ok((upload, name)) => Reply::json(201, &upload.keep(&name).await?),
        Err(error) => refuse(request, error),
    }
}

/// All of a body, by somebody who is still signed in at its end; to be kept, or to make something else of it.
///
/// # Errors
/// `unauthorized`, those of [`Chat::begin_upload`] and of the body.
pub(super) async fn receive(chat: &Arc<Chat>, request: &mut Request, kept: bool) -> Result<(Upload, Caller)> {
    let caller = caller(chat, request)?;
    let mut upload = chat.begin_upload(&caller, request.body().declared(), kept).await?;
    while let Some(chunk) = request.body().chunk().await? {
        upload.write(&chunk).await?;
    }
    Ok((upload, self::caller(chat, request)?))
}

/// Who is refused may be in the middle of sending.
pub(super) fn refuse(request: Request, error: Error) -> Result<Reply> {
    request.into_body().linger();
    match error.code() {
        Code::Internal => Err(error),
        _ => Ok(Reply::failure(&error).header(CONNECTION, HeaderValue::from_static("close"))),
    }
}

pub async fn token(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.file_token(&caller(&chat, &request)?)?)
}

/// By the token in its header, or by one for files in the query.
fn reader(chat: &Chat, request: &Request) -> Result<UserId> {
    if request.headers().contains_key(AUTHORIZATION) {
        return Ok(caller(chat, request)?.user);
    }
    chat.file_reader(&request.query::<WithToken>()?.token.ok_or_else(Error::unauthorized)?)
}

/// The name in the path is decoration.
pub async fn show(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let id = FileId::parse(request.param("id"));
    let file = chat.file(reader(&chat, &request)?, id).await?;
    let inline = sniff::is_inline(&file.mime);
    let mut headers = vec![private(), (CONTENT_DISPOSITION, named(inline, &file.name))];
    if !inline {
        headers.push((CONTENT_SECURITY_POLICY, HeaderValue::from_static(HARMLESS)));
    }
    let served = Served { tag: id.to_string(), kind: kind(&file.mime), headers };
    send(&chat, &request, served, Blob::File(id)).await
}

pub async fn thumbnail(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let id = FileId::parse(request.param("id"));
    let mime = chat.file(reader(&chat, &request)?, id).await?.thumbnail.ok_or_else(Error::not_found)?;
    let served = Served { tag: format!("{id}-small"), kind: kind(&mime), headers: vec![private()] };
    send(&chat, &request, served, Blob::Thumbnail(id)).await
}

/// The answer to who may have it.
pub(super) async fn send(chat: &Chat, request: &Request, served: Served, blob: Blob) -> Result<Reply> {
    if let Some(unchanged) = served.unchanged(request) {
        return Ok(unchanged);
    }
    let (file, length) = chat.open_blob(blob).await?;
    Ok(served.reply(request, file, length))
}

/// It may be kept, and has to be asked for again each time: access can end.
fn private() -> (warp::http::HeaderName, HeaderValue) {
    (CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))
}

fn kind(mime: &str) -> HeaderValue {
    let text = if mime == sniff::TEXT { "text/plain; charset=utf-8" } else { mime };
    // Media types of ours are plain text.
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(sniff::UNKNOWN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::Settings;
    use crate::config::Options;
    use crate::http::body::{Body, PAUSE};
    use crate::protocol::rest::Setup;
    use futures_util::StreamExt;
    use std::net::Ipv4Addr;
    use warp::http::{HeaderMap, Method};

    #[tokio::test(start_paused = true)]
    async fn an_upload_that_pauses_too_long_is_given_up_and_leaves_nothing() {
        let home = tempfile::tempdir().expect("a directory");
        let mut settings = Settings::from(&Options::default());
        settings.files.min_free_disk = 0;
        let chat = Chat::open(home.path(), settings).expect("a house");
        let setup = Setup {
            setup_code: chat.setup_code().to_owned(),
            username: "ann".into(),
            password: "a lamp in the window".into(),
            display_name: None,
        };
        let ann = chat.setup(Ipv4Addr::LOCALHOST.into(), setup, None).await.expect("set up");
        let bearer = HeaderValue::try_from(format!("Bearer {}", ann.token)).expect("a header");
        let headers = HeaderMap::from_iter([(AUTHORIZATION, bearer)]);

        let begun = tokio::time::Instant::now();
        let some = futures_util::stream::iter([Ok::<_, warp::Error>(&[7; 1024][..])]).chain(futures_util::stream::pending());
        let body = Body::new(some, &headers, PAUSE);
        let request = Request::new(Method::POST, "/api/files".into(), "name=a".into(), headers, None, body);
        let answer = upload(Arc::clone(&chat), request).await.expect("a refusal").into_response(&HeaderMap::new());
        assert_eq!((answer.status().as_u16(), &answer.headers()[CONNECTION]), (408, &HeaderValue::from_static("close")));
        assert!(begun.elapsed() >= PAUSE);
        let incoming = || std::fs::read_dir(home.path().join("files/incoming")).expect("there").count();
        // Removed on a thread of its own, that tells nobody.
        for _ in 0..1_000_000 {
            if incoming() == 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(incoming(), 0);
        chat.close();
    }
}
