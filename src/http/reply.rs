//! An answer, and the one shape of all failures.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::Stream;
use serde::Serialize;
use warp::Reply as _;
use warp::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use warp::http::{HeaderMap, HeaderValue, StatusCode};
use warp::reply::Response;

use crate::error::{Code, Error, Result};

/// Below this compression costs more than it saves.
const WORTH_IT: usize = 1024;

/// What a handler answers.
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Content,
}

enum Content {
    Json(Vec<u8>),
    Bytes(Bytes),
    Stream(Response),
}

impl Reply {
    /// # Errors
    /// `internal`, where the value has no JSON.
    pub fn json(status: u16, value: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(value).map_err(Error::internal)?;
        Ok(Reply::new(status, Content::Json(body)).header(CONTENT_TYPE, HeaderValue::from_static("application/json")))
    }

    pub fn empty(status: u16) -> Self {
        Reply::new(status, Content::Bytes(Bytes::new()))
    }

    pub fn bytes(status: u16, kind: HeaderValue, body: impl Into<Bytes>) -> Self {
        Reply::new(status, Content::Bytes(body.into())).header(CONTENT_TYPE, kind)
    }

    /// For what is too large for memory; give it a `Content-Length` where that is known.
    pub fn stream<S, E>(status: u16, kind: HeaderValue, body: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Sync + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + Send + 'static,
    {
        let body = warp::reply::stream(body).into_response();
        Reply::new(status, Content::Stream(body)).header(CONTENT_TYPE, kind)
    }

    /// All that a client reads of an error.
    pub fn failure(error: &Error) -> Self {
        // A failure is three strings and a number: it always has JSON.
        let mut reply = Reply::json(error.code().status(), &error.public()).unwrap_or_else(|_| Reply::empty(500));
        if let Some(seconds) = error.retry_after() {
            reply.headers.insert(RETRY_AFTER, seconds.into());
        }
        if error.code() == Code::Unauthorized {
            reply.headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // What is left of the request still stands in the connection: it can carry no other.
        if matches!(error.code(), Code::Timeout | Code::PayloadTooLarge) {
            reply.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        reply
    }

    /// Puts a header in the place of any that had its name.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// What changes with who asks must not stay in a cache, unless the handler knows better.
    pub(super) fn unless_cached_otherwise(mut self) -> Self {
        self.headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        self
    }

    /// Compressed where `asked` allows it, at the fastest level, since this runs on an async thread.
    pub fn into_response(mut self, asked: &HeaderMap) -> Response {
        let mut response = match self.body {
            Content::Json(body) if body.len() > WORTH_IT => {
                self.headers.append(VARY, HeaderValue::from_static("accept-encoding"));
                match accepts_gzip(asked).then(|| gzip(&body)).flatten() {
                    Some(small) => {
                        self.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                        small.into_response()
                    }
                    None => body.into_response(),
                }
            }
            Content::Json(body) => body.into_response(),
            Content::Bytes(body) => Response::new(body.into()),
            Content::Stream(response) => response,
        };
        *response.status_mut() = self.status;
        // warp names a content type of its own for bytes.
        *response.headers_mut() = self.headers;
        response
    }

    fn new(status: u16, body: Content) -> Self {
        debug_assert!(StatusCode::from_u16(status).is_ok(), "{status} is no status");
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Reply { status, headers: HeaderMap::new(), body }
    }
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

fn accepts_gzip(asked: &HeaderMap) -> bool {
    let offers = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    offers.into_iter().any(|offer| {
        let (coding, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|weight| weight.parse() == Ok(0.0));
        coding.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_for_those_who_ask_for_it() {
        let accepts =
            |value: &'static str| accepts_gzip(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]));
        for yes in ["gzip", "br, GZIP", "deflate,gzip;q=0.5", "gzip; q=1.0"] {
            assert!(accepts(yes), "{yes}");
        }
        for no in ["", "br", "identity", "gzip;q=0", "gzip; q=0.000", "gzipped"] {
            assert!(!accepts(no), "{no}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
