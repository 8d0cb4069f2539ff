//! The door: by which names this server may be called, and whose pages may call it.
//!
//! Without it any page on the web could have its own name point here (DNS rebinding) and speak with the server from
//! inside the network, as the person who looks at the page.

use warp::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderName, ORIGIN, STRICT_TRANSPORT_SECURITY, VARY,
};
use warp::http::{HeaderMap, HeaderValue, Method, Request, Version};

use super::forwarded::Forwarded;
use crate::config::origin::{Host, Origin};
use crate::error::{Code, Error, Result};

/// Names that no stranger can register.
const LOCAL: [&str; 5] = [".localhost", ".local", ".lan", ".home.arpa", ".internal"];

/// Who is let in.
#[derive(Clone, Debug, Default)]
pub struct Door {
    machine: Option<Host>,
    public: Vec<Origin>,
    allowed: Vec<Origin>,
}

/// How a request is let in.
#[derive(Debug)]
pub struct Pass {
    /// Asked by a browser before the request itself: the door answers.
    pub preflight: bool,
    /// The foreign origin that may read the answer.
    reader: Option<HeaderValue>,
    /// Whether the answer would differ for another origin.
    varies: bool,
    /// The name is one that people should never again call without TLS.
    strict: bool,
}

impl Door {
    /// For a server that is reached at `public` URLs, besides local names, and from pages of `allowed` origins, besides its own.
    pub fn new(public: Vec<Origin>, allowed: Vec<Origin>) -> Self {
        Door { machine: hostname::get().ok().and_then(|name| Host::parse(name.to_str()?)), public, allowed }
    }

    /// # Errors
    /// `bad_request` without one clear host, `misdirected` for a name that is not ours, `forbidden` for a foreign page.
    pub fn admit<B>(&self, request: &Request<B>, forwarded: &Forwarded) -> Result<Pass> {
        let host = self.host(request, forwarded)?;
        let varies = !self.allowed.is_empty() && is_shared(request.uri().path());
        let strict = forwarded.https && host.as_ref().is_some_and(|host| self.is_strict(host));
        let mut pass = Pass { preflight: false, reader: None, varies, strict };
        let Some(value) = only(request.headers(), &ORIGIN)? else { return Ok(pass) };
        let origin = value.to_str().ok().and_then(Origin::parse);
        let origin =
            origin.ok_or_else(|| Error::forbidden("A page that does not say where it is from may not use this server."))?;
        // Where a proxy ends TLS, a page that came without it is another site. The reverse is not: TLS may end further out.
        let same = |host: Host| origin.is_of(&host) && (origin.is_https() || !forwarded.https);
        if host.is_some_and(same) || self.public.contains(&origin) {
            return Ok(pass);
        }
        if !self.allowed.contains(&origin) {
            return Err(Error::forbidden(format!(
                "Pages of {origin} may not use this server; to let them, add the line allowed_origins = [\"{origin}\"] to its configuration."
            )));
        }
        if pass.varies {
            pass.reader = Some(value.clone());
            pass.preflight = request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        }
        Ok(pass)
    }

    /// The name that the client believes to speak with; HTTP/1.0 need not say.
    ///
    /// That a proxy forwards one does not make the other good: many pass on a header that the client made up.
    fn host<B>(&self, request: &Request<B>, forwarded: &Forwarded) -> Result<Option<Host>> {
        let unclear = || Error::bad_request("The request does not say clearly which host it is for.");
        let header = only(request.headers(), &HOST).map_err(|_| unclear())?;
        let header = header.map(|value| value.to_str().ok().and_then(Host::parse).ok_or_else(unclear)).transpose()?;
        let target = request.uri().authority().map(|target| Host::parse(target.as_str()).ok_or_else(unclear)).transpose()?;
        let host = match (header, target) {
            (None, None) if request.version() == Version::HTTP_10 => None,
            (None, _) if request.version() != Version::HTTP_10 => return Err(unclear()),
            (Some(header), Some(target)) if header != target => return Err(unclear()),
            (header, target) => Some(header.or(target).ok_or_else(unclear)?),
        };
        let foreign = [&host, &forwarded.host].into_iter().flatten().find(|host| !self.goes_by(host));
        match foreign {
            None => Ok(forwarded.host.clone().or(host)),
            Some(host) => Err(Error::new(
                Code::Misdirected,
                format!(
                    "This server does not go by the name {}; if it should, add the line public_url = \"http://{host}\" to its configuration.",
                    host.name
                ),
            )),
        }
    }

    /// Browsers carry that over to every port of the name, and keep it for a year: only a name that the configuration says is
    /// HTTPS, at the port of HTTPS, is told so. What `--tls auto` serves never is: it must be left to turn that off.
    fn is_strict(&self, host: &Host) -> bool {
        !host.is_address() && self.public.iter().any(|origin| origin.is_https() && origin.port() == 443 && origin.is_of(host))
    }

    fn goes_by(&self, host: &Host) -> bool {
        host.is_address()
            || !host.name.contains('.')
            || LOCAL.iter().any(|suffix| host.name.ends_with(suffix))
            || self.machine.as_ref().is_some_and(|machine| machine.name == host.name)
            || self.public.iter().any(|origin| origin.name() == host.name)
    }
}

impl Pass {
    /// What lets a page of an allowed origin read the answer.
    pub fn open(&self, headers: &mut HeaderMap) {
        if self.strict {
            headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        if self.varies {
            headers.append(VARY, HeaderValue::from_static("origin"));
        }
        let Some(reader) = &self.reader else { return };
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, reader.clone());
        if self.preflight {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE"));
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
            headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        }
    }
}

/// What allowed origins may use: not the client's own files.
fn is_shared(path: &str) -> bool {
    ["/api", "/socket.io"].iter().any(|room| path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// A header that is there at most once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a HeaderValue>> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(Error::forbidden(format!("The header {name} is there more than once."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door() -> Door {
        let origin = |text| vec![Origin::of_url(text).expect("an address")];
        Door {
            machine: Host::parse("pi.example.net"),
            ..Door::new(origin("https://Chat.Example/"), origin("https://app.example:8443"))
        }
    }

    fn admit(path: &str, headers: &[(HeaderName, &str)]) -> Result<Pass, (u16, String)> {
        admit_forwarded(path, headers, &Forwarded::direct([127, 0, 0, 1].into()))
    }

    fn admit_forwarded(path: &str, headers: &[(HeaderName, &str)], forwarded: &Forwarded) -> Result<Pass, (u16, String)> {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let request = request.body(()).expect("a request");
        door().admit(&request, forwarded).map_err(|error| (error.code().status(), error.public().message))
    }

    fn status(headers: &[(HeaderName, &str)]) -> u16 {
        admit("/api/info", headers).map_or_else(|(status, _)| status, |_| 200)
    }

    #[test]
    fn the_server_answers_to_names_that_no_stranger_can_own() {
        for ours in [
            "127.0.0.1",
            "192.168.1.7:8080",
            "[::1]",
            "[fd00::7]:8080",
            "8.8.8.8",
            "localhost",
            "LOCALHOST:3000",
            "a.localhost",
            "parlor",
            "parlor.local",
            "Parlor.LAN.",
            "nas.home.arpa:80",
            "chat.corp.internal",
            "pi.example.net",
            "chat.example",
            "CHAT.example.:8080",
        ] {
            assert_eq!(status(&[(HOST, ours)]), 200, "{ours}");
        }
        for foreign in [
            "evil.example",
            "evil.example:80",
            "local.evil.example",
            "x.localx",
            "xlan.example",
            "127.0.0.1.nip.io",
            "localhost.evil.example",
            "sub.chat.example",
            "example.net",
            "evil-local.com",
        ] {
            assert_eq!(status(&[(HOST, foreign)]), 421, "{foreign}");
        }
        for broken in ["", " ", "a b", "user@localhost", "localhost:port", "http://localhost", ".lan", "local..lan"] {
            assert_eq!(status(&[(HOST, broken)]), 400, "{broken:?}");
        }
        assert_eq!(status(&[]), 400, "HTTP/1.1 names its host");
        assert_eq!(status(&[(HOST, "localhost"), (HOST, "localhost")]), 400, "once");
        let (_, message) = admit("/", &[(HOST, "Evil.Example:8080")]).expect_err("foreign");
        assert!(message.contains("public_url = \"http://evil.example:8080\""), "{message}");
    }

    #[test]
    fn a_whole_address_as_target_must_agree_with_the_header() {
        let target = |host| admit("http://evil.example/", &[(HOST, host)]).map_or_else(|(status, _)| status, |_| 200);
        assert_eq!((target("localhost"), target("evil.example")), (400, 421));
        assert!(admit("http://localhost/", &[(HOST, "localhost")]).is_ok());
    }

    #[test]
    fn only_its_own_and_allowed_pages_may_use_it() {
        for (host, origin) in [
            ("localhost:3000", "http://localhost:3000"),
            ("parlor.local", "http://parlor.local"),
            ("chat.example", "https://chat.example"),
            ("127.0.0.1:3000", "https://chat.example"),
            ("localhost", "https://app.example:8443"),
        ] {
            assert_eq!(status(&[(HOST, host), (ORIGIN, origin)]), 200, "{origin} at {host}");
        }
        for (host, origin) in [
            ("localhost:3000", "http://localhost:3001"),
            ("localhost:3000", "http://localhost"),
            ("localhost", "http://parlor.local"),
            ("localhost", "http://chat.example"),
            ("localhost", "https://app.example"),
            ("localhost", "null"),
            ("localhost", ""),
            ("localhost", "http://localhost/"),
            ("localhost", "chrome-extension://localhost"),
        ] {
            assert_eq!(status(&[(HOST, host), (ORIGIN, origin)]), 403, "{origin} at {host}");
        }
        assert_eq!(status(&[(HOST, "localhost"), (ORIGIN, "http://localhost"), (ORIGIN, "http://localhost")]), 403);
    }

    #[test]
    fn a_foreign_page_reads_only_when_allowed_and_only_what_is_shared() {
        let reader = |path, origin| {
            let mut headers = HeaderMap::new();
            admit(path, &[(HOST, "localhost"), (ORIGIN, origin)]).expect("let in").open(&mut headers);
            (headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN), headers.contains_key(VARY))
        };
        assert_eq!(reader("/api/info", "https://app.example:8443"), (true, true));
        assert_eq!(reader("/socket.io/?EIO=4", "https://app.example:8443"), (true, true));
        assert_eq!(reader("/api/info", "http://localhost"), (false, true));
        assert_eq!(reader("/", "https://app.example:8443"), (false, false));
        assert_eq!(reader("/apiary", "https://app.example:8443"), (false, false));
    }

    #[test]
    fn only_a_public_name_that_is_called_by_tls_is_bound_to_it() {
        let strict = |host, https| {
            let mut headers = HeaderMap::new();
            let forwarded = Forwarded { https, ..Forwarded::direct([127, 0, 0, 1].into()) };
            admit_forwarded("/", &[(HOST, host)], &forwarded).expect("let in").open(&mut headers);
            headers.contains_key(STRICT_TRANSPORT_SECURITY)
        };
        assert!(strict("chat.example", true) && strict("chat.example:443", true));
        for (host, https) in [
            ("chat.example", false),
            ("chat.example:8787", true),
            ("parlor.local", true),
            ("127.0.0.1", true),
            ("localhost", true),
        ] {
            assert!(!strict(host, https), "{host} {https}");
        }
    }

    #[test]
    fn behind_a_proxy_both_names_count_and_pages_belong_to_the_outer_one() {
        let status = |host: &str, outer: &str, https: bool, origin: &str| {
            let forwarded = Forwarded { client: [10, 0, 0, 1].into(), https, host: Host::parse(outer) };
            let mut headers = vec![(HOST, host)];
            headers.extend((!origin.is_empty()).then_some((ORIGIN, origin)));
            admit_forwarded("/api/info", &headers, &forwarded).map_or_else(|(status, _)| status, |_| 200)
        };
        for (host, outer, https, origin, expected) in [
            ("127.0.0.1:8787", "chat.lan", true, "https://chat.lan", 200),
            ("127.0.0.1:8787", "chat.lan:8443", true, "https://chat.lan:8443", 200),
            ("chat.lan", "", true, "https://chat.lan", 200),
            ("chat.lan", "", false, "https://chat.lan", 200),
            ("127.0.0.1:8787", "chat.lan", false, "http://chat.lan", 200),
            ("127.0.0.1:8787", "chat.lan", true, "", 200),
            ("127.0.0.1:8787", "chat.lan", true, "http://chat.lan", 403),
            ("127.0.0.1:8787", "chat.lan", true, "http://127.0.0.1:8787", 403),
            ("127.0.0.1:8787", "chat.lan", true, "https://evil.example", 403),
            ("127.0.0.1:8787", "evil.example", true, "", 421),
            ("evil.example", "chat.lan", true, "", 421),
            ("evil.example", "localhost", false, "http://evil.example", 421),
        ] {
            assert_eq!(status(host, outer, https, origin), expected, "{origin} at {outer}, which is {host}");
        }
    }
}
