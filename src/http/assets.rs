//! The embedded web client: which file answers which path, compressed how, and kept for how long.

use std::borrow::Cow;
use std::fmt::Write;
use std::io::Read;

use bytes::Bytes;
use flate2::read::GzDecoder;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{etag, weights};

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/web"]
struct Page;

/// What the build of the page compressed each file of text with, best first, and what that is called on the wire.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];
/// Under this folder a name holds the hash of its content, so it never changes.
const HASHED: &str = "assets/";
const INDEX: &str = "index.html";
/// The page at `/docs`, for people who write programs.
const DOCS: &str = "docs.html";

/// Answers a GET for anything that is neither `/api` nor `/socket.io`.
///
/// A path without a file extension is a place inside the client and answers its `index.html`; a file that is not there is 404.
pub fn serve(path: &str, headers: &HeaderMap) -> Response<Bytes> {
    let path = path.trim_start_matches('/');
    let Some(name) = name_of(path) else { return not_found() };
    let Some(form) = representation(name, headers) else { return not_found() };

    let (etag, encoding) = (form.tag(), form.encoding());
    let seen = etag::is_known(headers, &etag);
    let Some(body) = (if seen { Some(Bytes::new()) } else { form.body() }) else { return not_found() };
    let mut response = Response::new(body);
    if seen {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let kept = if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut set = |name: HeaderName, value: &'static str| response.headers_mut().insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, content_type(name));
    set(header::CACHE_CONTROL, kept);
    set(header::VARY, "accept-encoding");
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

/// The file that a path asks for; `None` for what is not the client's to answer.
fn name_of(path: &str) -> Option<&str> {
    let first = path.split('/').next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    match () {
        () if matches!(first, "api" | "socket.io") => None,
        () if path.trim_end_matches('/') == "docs" => Some(DOCS),
        () if !last.contains('.') => Some(INDEX),
        () if ENCODINGS.iter().any(|(_, suffix)| last.ends_with(suffix)) => None,
        () => Some(path),
    }
}

/// A file as it is sent.
enum Form {
    /// As it is embedded; with the name of its encoding where it has one.
    Kept(EmbeddedFile, Option<&'static str>),
    /// What is compressed is not embedded plain as well: who takes no encoding gets this one, unpacked.
    Unpacked(EmbeddedFile),
}

impl Form {
    fn encoding(&self) -> Option<&'static str> {
        match self {
            Form::Kept(_, encoding) => *encoding,
            Form::Unpacked(_) => None,
        }
    }

    /// A strong tag: each encoding of a file has its own.
    fn tag(&self) -> String {
        let (file, half) = match self {
            Form::Kept(file, _) => (file, 0..16),
            Form::Unpacked(file) => (file, 16..32),
        };
        let mut tag = String::with_capacity(34);
        tag.push('"');
        for byte in &file.metadata.sha256_hash()[half] {
            // Writing to a String cannot fail.
            let _ = write!(tag, "{byte:02x}");
        }
        tag.push('"');
        tag
    }

    fn body(self) -> Option<Bytes> {
        match self {
            Form::Kept(EmbeddedFile { data: Cow::Borrowed(bytes), .. }, _) => Some(Bytes::from_static(bytes)),
            Form::Kept(EmbeddedFile { data: Cow::Owned(bytes), .. }, _) => Some(Bytes::from(bytes)),
            Form::Unpacked(file) => {
                let mut plain = Vec::new();
                GzDecoder::new(&*file.data).read_to_end(&mut plain).ok()?;
                Some(Bytes::from(plain))
            }
        }
    }
}

/// The form of a file that the client likes best among those there are.
fn representation(name: &str, headers: &HeaderMap) -> Option<Form> {
    let accepted: Vec<&str> = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    let mut best: Option<(f32, &str, &'static str)> = None;
    for (encoding, suffix) in ENCODINGS {
        let liking = quality(&accepted, encoding).unwrap_or(0.0);
        if liking > 0.0 && best.is_none_or(|(other, ..)| liking > other) {
            best = Some((liking, suffix, encoding));
        }
    }
    // Plain is what everybody takes; only who asks for it by name prefers it to being compressed.
    let best = best.filter(|(liking, ..)| quality_of_plain(&accepted) <= *liking);
    let compressed =
        best.and_then(|(_, suffix, encoding)| Some(Form::Kept(Page::get(&format!("{name}{suffix}"))?, Some(encoding))));
    let plain = || Page::get(name).map(|file| Form::Kept(file, None));
    compressed.or_else(plain).or_else(|| Page::get(&format!("{name}.gz")).map(Form::Unpacked))
}

fn quality_of_plain(accepted: &[&str]) -> f32 {
    let named = accepted.iter().any(|list| list.to_ascii_lowercase().contains("identity"));
    if named { quality(accepted, "identity").unwrap_or(0.0) } else { 0.0 }
}

/// How much an encoding is liked, 0 to 1, by its own name or by `*`; `None` where neither stands.
fn quality(accepted: &[&str], encoding: &str) -> Option<f32> {
    let mut any = None;
    for (name, q) in accepted.iter().flat_map(|list| weights::of(list)) {
        if name.eq_ignore_ascii_case(encoding) {
            return Some(q);
        }
        if name == "*" {
            any = Some(q);
        }
    }
    any
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn not_found() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"There is no such file.\n"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    fn header_of<'a>(response: &'a Response<Bytes>, name: &HeaderName) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn the_page_for_programs_is_another_one() {
        for path in ["/docs", "/docs/"] {
            let page = String::from_utf8(serve(path, &HeaderMap::new()).body().to_vec()).unwrap();
            assert!(page.contains("<title>Parlor for programs</title>"), "{path}");
        }
        assert!(!serve("/docs/x", &HeaderMap::new()).body().starts_with(b"<!doctype html><title>Parlor for"));
    }

    fn script() -> String {
        let script = Page::iter().find_map(|name| {
            name.strip_suffix(".br").filter(|name| name.starts_with("assets/index-") && name.ends_with(".js")).map(str::to_owned)
        });
        script.expect("the page has a script")
    }

    #[test]
    fn a_place_inside_the_client_answers_the_page_itself() {
        for path in ["/", "", "/c/conv_01", "/join/abcd", "/apiary"] {
            let response = serve(path, &HeaderMap::new());
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(header_of(&response, &header::CONTENT_TYPE), "text/html; charset=utf-8");
            assert_eq!(header_of(&response, &header::CACHE_CONTROL), "no-cache");
            assert!(response.body().starts_with(b"<!doctype html>"), "{path}");
        }
    }

    #[test]
    fn the_api_and_files_that_are_not_there_do_not_answer_the_page() {
        for path in
            ["/api", "/api/nothing", "/socket.io/", "/favicon.ico", "/assets/old-12345678.js", "/index.html.br", "/../Cargo.toml"]
        {
            assert_eq!(serve(path, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn a_hashed_file_is_kept_for_good_in_the_encoding_that_is_liked_best() {
        let path = format!("/{}", script());
        let cases = [
            ("gzip, deflate, br, zstd", "br"),
            ("br;q=0.4, gzip", "gzip"),
            ("GZIP", "gzip"),
            ("br;q=0, gzip;q=0", ""),
            ("*", "br"),
            ("br;q=0, *;q=0.5", "gzip"),
            ("identity, br;q=0.5", ""),
            ("identity;q=0.5, br", "br"),
            ("deflate", ""),
            ("br;q=nonsense", ""),
        ];
        for (accepted, encoding) in cases {
            let response = serve(&path, &asking(&[(header::ACCEPT_ENCODING, accepted)]));
            assert_eq!(header_of(&response, &header::CONTENT_ENCODING), encoding, "{accepted}");
            assert_eq!(header_of(&response, &header::CONTENT_TYPE), "text/javascript; charset=utf-8");
            assert_eq!(header_of(&response, &header::CACHE_CONTROL), "public, max-age=31536000, immutable");
            assert_eq!(header_of(&response, &header::VARY), "accept-encoding");
        }
        let plain = serve(&path, &HeaderMap::new());
        let brotli = serve(&path, &asking(&[(header::ACCEPT_ENCODING, "br")]));
        assert!(brotli.body().len() * 2 < plain.body().len());
        assert_ne!(header_of(&plain, &header::ETAG), header_of(&brotli, &header::ETAG));
    }

    #[test]
    fn a_page_that_the_browser_still_has_is_not_sent_again() {
        let first = serve("/", &HeaderMap::new());
        let etag = header_of(&first, &header::ETAG).to_owned();
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
            let again = serve("/c/conv_01", &asking(&[(header::IF_NONE_MATCH, &known)]));
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert!(again.body().is_empty());
            assert_eq!(header_of(&again, &header::ETAG), etag);
        }
        assert_eq!(serve("/", &asking(&[(header::IF_NONE_MATCH, "\"other\"")])).status(), StatusCode::OK);
    }

    #[test]
    fn the_first_load_is_small_and_asks_for_nothing_inline() {
        let page = String::from_utf8(serve("/", &HeaderMap::new()).body().to_vec()).unwrap();
        assert!(!page.contains("style=") && !page.contains("<style") && !page.contains("javascript:") && !page.contains("data:"));
        assert!(page.split("<script").skip(1).all(|tag| tag.contains(" src=\"/") && tag.contains("></script>")));
        // The page, and each file that it names; what is loaded later is named inside of these.
        let brotli = asking(&[(header::ACCEPT_ENCODING, "br")]);
        let named = page.split('"').filter(|text| text.starts_with('/') && text.contains('.') && !text.ends_with(".png"));
        let total: usize = named.chain(["/"]).map(|path| serve(path, &brotli).body().len()).sum();
        assert!((20_000..120_000).contains(&total), "{total} bytes");
    }
}
