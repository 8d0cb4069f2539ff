//! A request as a handler sees it.

use serde::de::DeserializeOwned;
use warp::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, USER_AGENT};
use warp::http::{HeaderMap, Method};

use super::body::Body;
use super::query;
use crate::error::{Code, Error, Result};
use crate::limits::seats::Peer;
use crate::protocol::decode;

/// Bytes of JSON in one request; the same bound as a packet of the socket has.
pub const JSON: usize = 64 * 1024;

/// In the extensions of a request that came by TLS, to us or to a proxy that we trust.
#[derive(Clone, Copy, Debug)]
pub struct Secured;

/// Never printed: its headers hold tokens.
pub struct Request {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    peer: Option<Peer>,
    secured: bool,
    pub(super) params: Vec<(&'static str, String)>,
    body: Body,
}

impl Request {
    pub fn new(method: Method, path: String, query: String, headers: HeaderMap, peer: Option<Peer>, body: Body) -> Self {
        Request { method, path, query, headers, peer, secured: false, params: Vec::new(), body }
    }

    pub fn secured(self, secured: bool) -> Self {
        Request { secured, ..self }
    }

    /// Whether it came by TLS.
    pub fn is_secured(&self) -> bool {
        self.secured
    }

    pub fn method(&self) -> &Method {
        &self.method
    }

    /// As it was sent, not decoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A part of the path by its name in the route, decoded; empty where the route has no such part.
    pub fn param(&self, name: &str) -> &str {
        let param = self.params.iter().find(|(known, _)| *known == name);
        debug_assert!(param.is_some(), "the route has no :{name}");
        param.map_or("", |(_, value)| value)
    }

    /// # Errors
    /// `bad_request`, with the parameter at fault.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T> {
        query::decode(&self.query)
    }

    /// # Errors
    /// `unsupported_media_type`, `payload_too_large`, `timeout`, or `bad_request` with the field at fault.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T> {
        if !self.is_json() {
            return Err(Error::new(Code::UnsupportedMediaType, "The body must be JSON, with the Content-Type application/json."));
        }
        let body = self.body.read(JSON).await?;
        let text = str::from_utf8(&body).map_err(|_| Error::bad_request("The body is not valid UTF-8."))?;
        decode::json(text)
    }

    fn is_json(&self) -> bool {
        if !self.headers.contains_key(CONTENT_TYPE) {
            return true;
        }
        let kind = self.header(&CONTENT_TYPE).and_then(|kind| kind.split(';').next()).unwrap_or_default();
        let kind = kind.trim().to_ascii_lowercase();
        kind == "application/json" || (kind.contains('/') && kind.ends_with("+json"))
    }

    /// The token, from the one place where it may stand: a query string ends up in logs and histories.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header(&AUTHORIZATION)?.split_once(' ')?;
        let token = token.trim();
        (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
    }

    /// A header that is there once and is text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        if values.next().is_some() {
            return None;
        }
        value.to_str().ok()
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Whose address it came from; nothing where it came through no network.
    pub fn peer(&self) -> Option<Peer> {
        self.peer
    }

    pub fn user_agent(&self) -> Option<&str> {
        self.header(&USER_AGENT)
    }

    pub fn into_body(self) -> Body {
        self.body
    }

    /// For what is not JSON.
    pub fn body(&mut self) -> &mut Body {
        &mut self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::body::PAUSE;

    fn request(headers: &[(HeaderName, &'static str)], query: &str, chunks: Vec<&'static [u8]>) -> Request {
        let headers: HeaderMap = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value"))).collect();
        let stream = futures_util::stream::iter(chunks.into_iter().map(Ok::<_, warp::Error>));
        let body = Body::new(stream, &headers, PAUSE);
        Request::new(Method::POST, "/".into(), query.into(), headers, None, body)
    }

    #[test]
    fn a_token_counts_in_its_header_alone() {
        let bearer = |value| request(&[(AUTHORIZATION, value)], "", vec![]).bearer().map(str::to_owned);
        assert_eq!(bearer("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(bearer("bEARER  abc ").as_deref(), Some("abc"));
        for none in ["abc", "Basic abc", "Bearer", "Bearer ", "Bearerabc"] {
            assert_eq!(bearer(none), None, "{none}");
        }
        assert_eq!(request(&[], "token=abc", vec![]).bearer(), None);
        let twice = request(&[(AUTHORIZATION, "Bearer abc")], "", vec![]);
        let mut headers = twice.headers.clone();
        headers.append(AUTHORIZATION, "Bearer def".parse().expect("a value"));
        assert_eq!(Request { headers, ..twice }.bearer(), None, "which one would it be?");
    }

    #[tokio::test]
    async fn json_is_taken_whatever_its_dialect_and_nothing_else_is() {
        async fn read(headers: &[(HeaderName, &'static str)]) -> Option<Code> {
            let mut request = request(headers, "", vec![b"{\"a\":", b"1}"]);
            request.json::<serde_json::Value>().await.err().map(|error| error.code())
        }
        assert_eq!(read(&[]).await, None);
        for good in ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"] {
            assert_eq!(read(&[(CONTENT_TYPE, good)]).await, None, "{good}");
        }
        for bad in ["text/plain", "application/x-www-form-urlencoded", "", "json", "+json", "application/jsonp"] {
            assert_eq!(read(&[(CONTENT_TYPE, bad)]).await, Some(Code::UnsupportedMediaType), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_or_no_text_is_refused() {
        async fn read(chunks: Vec<&'static [u8]>) -> Option<Code> {
            request(&[], "", chunks).json::<serde_json::Value>().await.err().map(|error| error.code())
        }
        let spaces: &[u8] = Box::leak(vec![b' '; JSON - 1].into_boxed_slice());
        assert_eq!(read(vec![spaces, b"1"]).await, None, "just fits");
        assert_eq!(read(vec![spaces, b"1", b" "]).await, Some(Code::PayloadTooLarge), "though nothing announced it");
        assert_eq!(read(vec![b"\"\xff\""]).await, Some(Code::BadRequest));
        assert_eq!(read(vec![]).await, Some(Code::BadRequest));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_pauses_is_given_up() {
        let stream = futures_util::stream::pending::<Result<&[u8], warp::Error>>();
        let body = Body::new(stream, &HeaderMap::new(), PAUSE);
        let mut request = Request::new(Method::POST, "/".into(), String::new(), HeaderMap::new(), None, body);
        let begun = tokio::time::Instant::now();
        let error = request.json::<serde_json::Value>().await.expect_err("nothing came");
        assert_eq!((error.code(), begun.elapsed().as_secs()), (Code::Timeout, PAUSE.as_secs()));
    }
}
