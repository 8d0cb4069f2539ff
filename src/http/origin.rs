//! Under which address a client has reached this server, for links that it hands on.

use warp::http::header::{HOST, ORIGIN};

use super::request::Request;
use crate::chat::Chat;

/// Such as `http://parlor.local:8787`, without a slash at the end. The door has checked the host and the origin.
///
/// A configured public URL of the same host is believed about scheme and port, since a proxy may have changed both; then the
/// connection, and a browser about the scheme of its own page.
pub fn of(chat: &Chat, request: &Request) -> String {
    let host = request.header(&HOST).unwrap_or("localhost");
    let public = chat.settings().public_urls.iter().map(|url| url.trim_end_matches('/'));
    if let Some(url) = public.into_iter().find(|url| name(url).eq_ignore_ascii_case(name(host))) {
        return url.to_owned();
    }
    match request.header(&ORIGIN) {
        _ if request.is_secured() => format!("https://{host}"),
        Some(origin) if origin.strip_prefix("https://").is_some_and(|page| page.eq_ignore_ascii_case(host)) => {
            format!("https://{host}")
        }
        _ => format!("http://{host}"),
    }
}

/// The host alone, of an address or of what stands in the header.
fn name(address: &str) -> &str {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    match host.rfind(']') {
        Some(end) => &host[..=end],
        None => host.split(':').next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_from_its_port_and_its_scheme() {
        for (address, host) in [
            ("localhost", "localhost"),
            ("localhost:8787", "localhost"),
            ("https://chat.example:8443/x", "chat.example"),
            ("[::1]:8787", "[::1]"),
            ("http://[fd00::7]/", "[fd00::7]"),
        ] {
            assert_eq!(name(address), host, "{address}");
        }
    }
}
