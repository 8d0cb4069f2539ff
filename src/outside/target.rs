//! Where a request goes: an `http` or `https` address, taken apart.

use hyper::Uri;

use crate::error::{Error, Result};

/// Bytes of an address.
const LENGTH: usize = 2048;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub secure: bool,
    /// A name in lower case, or an address without brackets.
    pub host: String,
    pub port: u16,
    /// As the receiver is told it: with the port, where the address has one.
    pub authority: String,
    pub path: String,
}

impl Target {
    /// # Errors
    /// `bad_request` with the field `url`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong =
            || Error::bad_request("A webhook's address is written as http://host/path or https://host/path.").field("url");
        if text.len() > LENGTH {
            return Err(wrong());
        }
        let uri: Uri = text.trim().parse().map_err(|_| wrong())?;
        let secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        if authority.as_str().contains('@') {
            return Err(Error::bad_request("A name and password in the address are not sent; leave them out.").field("url"));
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
        // `http://host:/` names no port and is no mistake.
        let port = match authority.as_str()[authority.host().len()..].trim_start_matches(':') {
            "" => None,
            port => Some(port.parse::<u16>().ok().filter(|port| *port > 0).ok_or_else(wrong)?),
        };
        if host.is_empty() {
            return Err(wrong());
        }
        Ok(Target {
            secure,
            host,
            port: port.unwrap_or(if secure { 443 } else { 80 }),
            authority: authority.as_str().trim_end_matches(':').to_owned(),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        for (text, secure, host, port, path) in [
            ("http://nas", false, "nas", 80, "/"),
            ("https://NAS.Lan./hook?a=b#c", true, "nas.lan", 443, "/hook?a=b"),
            ("http://10.0.0.7:8080/x", false, "10.0.0.7", 8080, "/x"),
            ("http://[fd00::7]:81/", false, "fd00::7", 81, "/"),
            ("HTTPS://nas:/", true, "nas", 443, "/"),
        ] {
            let target = Target::parse(text).expect(text);
            assert_eq!(
                (target.secure, target.host.as_str(), target.port, target.path.as_str()),
                (secure, host, port, path),
                "{text}"
            );
        }
        for wrong in [
            "",
            "nas",
            "/hook",
            "ftp://nas/",
            "file:///etc/passwd",
            "http://",
            "http:///x",
            "http://ann:secret@nas/",
            "http://nas:99999/",
            "http://nas:0/",
            "http://a b/",
            "http://上海/",
        ] {
            assert_eq!(Target::parse(wrong).expect_err(wrong).public().field.as_deref(), Some("url"), "{wrong}");
        }
    }
}
