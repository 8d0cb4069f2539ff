//! HTTP answers of this layer.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use warp::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, RETRY_AFTER, VARY};
use warp::http::{HeaderMap, StatusCode};
use warp::reply::Response;

use crate::error::Error;
use crate::metrics::COUNTS;
use crate::wire::engine_io::Refusal;

/// Answers below this many bytes are not worth compressing.
const COMPRESSED_FROM: usize = 1024;

fn answer(status: u16, content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Packets for a poll.
pub(super) fn payload(request: &HeaderMap, body: Vec<u8>) -> Response {
    const TEXT: &str = "text/plain; charset=UTF-8";
    COUNTS.socket_bytes.add(body.len() as u64);
    if body.len() < COMPRESSED_FROM {
        return answer(200, TEXT, body);
    }
    let gzipped = if accepts_gzip(request) { gzip(&body) } else { None };
    let compressed = gzipped.is_some();
    let mut response = answer(200, TEXT, gzipped.unwrap_or(body));
    response.headers_mut().insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if compressed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// The answer to a POST; HTML as in the reference, since some browsers offered other types for download.
pub(super) fn ok() -> Response {
    answer(200, "text/html", b"ok".to_vec())
}

pub(super) fn too_large() -> Response {
    answer(413, "text/plain; charset=UTF-8", Vec::new())
}

/// What a browser asks before it sends anything across origins; who may is decided before this layer.
pub(super) fn options() -> Response {
    answer(204, "text/plain; charset=UTF-8", Vec::new())
}

pub(super) fn refused(refusal: Refusal) -> Response {
    answer(refusal.status(), "application/json", refusal.body().into_bytes())
}

/// A refusal of the house and not of the protocol.
pub(super) fn failed(error: &Error) -> Response {
    let body = serde_json::to_vec(&error.public()).unwrap_or_default();
    let mut response = answer(error.code().status(), "application/json", body);
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 2), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

/// Whether `Accept-Encoding` names gzip, or everything, with a weight above nought.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let (mut gzip, mut any) = (None, None);
    let values = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    for coding in values.flat_map(|value| value.split(',')) {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let accepted = weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0));
        match name {
            "*" => any = Some(accepted),
            name if name.eq_ignore_ascii_case("gzip") => gzip = Some(accepted),
            _ => {}
        }
    }
    gzip.or(any).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_only_for_those_who_take_it() {
        for (value, accepted) in [
            ("gzip", true),
            ("deflate, GZIP;q=0.5", true),
            ("*", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000, *", false),
            ("*;q=0", false),
            ("deflate, br", false),
            ("", false),
            ("gzip;q=x", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]);
            assert_eq!(accepts_gzip(&headers), accepted, "{value:?}");
        }
    }
}
