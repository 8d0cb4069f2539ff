//! Hosts and origins as browsers write them, compared as browsers mean them.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The name and port of a `Host` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// In lower case, without a trailing dot and without brackets.
    pub name: String,
    pub port: Option<u16>,
}

/// Where a page came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    https: bool,
    name: String,
    port: u16,
}

impl Host {
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix('[') {
            let (address, port) = rest.split_once(']')?;
            let address: Ipv6Addr = address.parse().ok()?;
            let port = if port.is_empty() { None } else { port_of(port.strip_prefix(':')?)? };
            return Some(Host { name: address.to_string(), port });
        }
        let (name, port) = text.split_once(':').unwrap_or((text, ""));
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        let label =
            |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        name.split('.').all(label).then_some(())?;
        Some(Host { name, port: port_of(port)? })
    }

    pub fn is_address(&self) -> bool {
        self.name.parse::<IpAddr>().is_ok()
    }
}

/// The outer option is about the syntax; an empty port is none.
fn port_of(text: &str) -> Option<Option<u16>> {
    match text {
        "" => Some(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    }
}

impl Origin {
    /// `http` or `https`, a host, perhaps a port, and nothing behind it.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let Host { name, port } = Host::parse(host)?;
        Some(Origin { https, name, port: port.unwrap_or(default_port(https)) })
    }

    /// The origin of a whole address.
    pub fn of_url(text: &str) -> Option<Self> {
        let start = text.find("://")? + 3;
        let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |end| start + end);
        Origin::parse(&text[..end])
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Whether a page from here talks to where it came from. The scheme is a proxy's business: it may end TLS before us.
    pub fn is_of(&self, host: &Host) -> bool {
        self.name == host.name && self.port == host.port.unwrap_or(default_port(self.https))
    }
}

fn default_port(https: bool) -> u16 {
    if https { 443 } else { 80 }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.contains(':') {
            write!(f, "[{}]", self.name)?;
        } else {
            f.write_str(&self.name)?;
        }
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = (self.port != default_port(self.https)).then_some(self.port);
        let host = Host { name: self.name.clone(), port };
        write!(f, "{}://{host}", if self.https { "https" } else { "http" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_as_browsers_write_it() {
        for (text, written) in [
            ("Chat.Lan", "chat.lan"),
            ("chat.lan.:8080", "chat.lan:8080"),
            ("chat.lan:", "chat.lan"),
            ("my_box-2", "my_box-2"),
            ("127.0.0.1:1", "127.0.0.1:1"),
            ("[::1]", "[::1]"),
            ("[FE80:0::1]:80", "[fe80::1]:80"),
        ] {
            assert_eq!(Host::parse(text).map(|host| host.to_string()).as_deref(), Some(written), "{text}");
        }
        for text in [
            "", ".", "..", "a..b", ".lan", ":80", "a:b", "a:+1", "a:99999", "a:1:2", "::1", "[::1", "[::1]1", "[lan]", "a@b",
            "a b", "a/b", "ä",
        ] {
            assert_eq!(Host::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_origin_is_that_of_a_host_when_name_and_port_are() {
        let is_of = |origin: &str, host: &str| Origin::parse(origin).expect(origin).is_of(&Host::parse(host).expect(host));
        for (origin, host) in [
            ("http://chat.lan", "chat.lan"),
            ("http://CHAT.lan", "chat.lan.:80"),
            ("https://chat.lan", "chat.lan"),
            ("https://chat.lan", "chat.lan:443"),
            ("http://chat.lan:8080", "chat.lan:8080"),
            ("http://[0::1]:8080", "[::1]:8080"),
        ] {
            assert!(is_of(origin, host), "{origin} at {host}");
        }
        for (origin, host) in
            [("http://chat.lan:8080", "chat.lan"), ("https://chat.lan", "chat.lan:80"), ("http://lan", "chat.lan")]
        {
            assert!(!is_of(origin, host), "{origin} at {host}");
        }
        for none in ["null", "", "chat.lan", "ftp://chat.lan", "http://", "http://chat.lan/", "http://a@chat.lan", "file://"] {
            assert_eq!(Origin::parse(none), None, "{none}");
        }
        let url = |text| Origin::of_url(text).map(|origin| origin.to_string());
        assert_eq!(url("HTTPS://Chat.Example:443/talk/?a#b").as_deref(), Some("https://chat.example"));
        assert_eq!(url("http://chat.example:8080").as_deref(), Some("http://chat.example:8080"));
    }
}
