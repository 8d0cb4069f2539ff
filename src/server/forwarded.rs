//! What a trusted proxy says of those behind it, in `X-Forwarded-For`, `-Proto` and `-Host`. Nobody else is heard.

use std::net::{IpAddr, SocketAddr};

use warp::http::{HeaderMap, HeaderName};

use crate::config::origin::Host;
use crate::error::{Error, Result};
use crate::limits::networks::Networks;

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Who asks, and what they believe to speak with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    pub client: IpAddr,
    /// TLS ends at the proxy, or here.
    pub https: bool,
    /// The name by which the proxy was called.
    pub host: Option<Host>,
}

impl Forwarded {
    /// For those who are no proxy, or speak for nobody.
    pub fn direct(peer: IpAddr) -> Self {
        Forwarded { client: peer, https: false, host: None }
    }

    /// Headers are read from the right: what stands on the left may have come from the client. Of how it was called the proxy
    /// knows more than the connection, which is `secured` or not.
    ///
    /// # Errors
    /// `bad_request` where a proxy gives a host that is none.
    pub fn read(peer: IpAddr, secured: bool, headers: &HeaderMap, proxies: &Networks) -> Result<Self> {
        if !proxies.contain(peer) {
            return Ok(Forwarded { https: secured, ..Forwarded::direct(peer) });
        }
        let unclear = || Error::bad_request("The proxy does not say clearly which host the request is for.");
        let host = items(headers, &HOST).next().map(|host| Host::parse(host).ok_or_else(unclear)).transpose()?;
        let https = items(headers, &PROTO).next().map_or(secured, |proto| proto.eq_ignore_ascii_case("https"));
        Ok(Forwarded { client: client(peer, headers, proxies), https, host })
    }
}

/// The first address that is no proxy of ours. What is no address was not written by one: the search ends before it.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &Networks) -> IpAddr {
    let mut nearest = peer;
    for item in items(headers, &FOR) {
        let Some(address) = address(item) else { break };
        nearest = address;
        if !proxies.contain(address) {
            break;
        }
    }
    nearest
}

fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

/// The items of a list that may be spread over several headers, from the right.
fn items<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    // What is no text is an item that is nothing.
    let texts = headers.get_all(name).into_iter().rev().map(|value| value.to_str().unwrap_or("?"));
    texts.flat_map(|text| text.rsplit(',')).map(str::trim).filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use warp::http::HeaderValue;

    const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    fn read(peer: IpAddr, headers: &[(HeaderName, &[u8])]) -> Result<Forwarded> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_bytes(value).expect("a value"));
        }
        let proxies = Networks::new(["10.0.0.0/24", "fd00::1/128"].map(|network| network.parse().expect("a network")).into());
        Forwarded::read(peer, false, &map, &proxies)
    }

    #[test]
    fn the_client_is_the_first_from_the_right_that_is_no_proxy() {
        for (lists, client) in [
            (&["203.0.113.9"][..], "203.0.113.9"),
            (&["1.2.3.4, 203.0.113.9"], "203.0.113.9"),
            (&["1.2.3.4", "203.0.113.9, 10.0.0.7"], "203.0.113.9"),
            (&["203.0.113.9", "fd00::1", "10.0.0.7"], "203.0.113.9"),
            (&["203.0.113.9:4711"], "203.0.113.9"),
            (&["2001:db8::7"], "2001:db8::7"),
            (&["[2001:db8::7]"], "2001:db8::7"),
            (&["[2001:db8::7]:80"], "2001:db8::7"),
            (&["::ffff:203.0.113.9"], "203.0.113.9"),
            (&["203.0.113.9 , ,"], "203.0.113.9"),
            (&[], "10.0.0.1"),
            (&[""], "10.0.0.1"),
            (&["10.0.0.7"], "10.0.0.7"),
            (&["203.0.113.9, unknown"], "10.0.0.1"),
            (&["203.0.113.9, nonsense, 10.0.0.7"], "10.0.0.7"),
            (&["1.2.3.4; 203.0.113.9"], "10.0.0.1"),
        ] {
            let headers: Vec<_> = lists.iter().map(|list| (FOR, list.as_bytes())).collect();
            let found = read(PROXY, &headers).expect("read").client;
            assert_eq!(found.to_string(), client, "{lists:?}");
        }
        assert_eq!(read(PROXY, &[(FOR, b"1.2.3.4, \xff")]).expect("read").client, PROXY, "no text is no address");
    }

    #[test]
    fn the_proxy_says_how_and_by_which_name_it_was_called() {
        let both = |proto: &'static str, host: &'static str| read(PROXY, &[(PROTO, proto.as_bytes()), (HOST, host.as_bytes())]);
        let forwarded = both("https", "Chat.Example:8443").expect("read");
        assert_eq!((forwarded.https, forwarded.host), (true, Host::parse("chat.example:8443")));
        assert!(
            both("http, HTTPS", "evil.example, chat.example")
                .is_ok_and(|said| said.https && said.host == Host::parse("chat.example"))
        );
        assert!(both("https, http", "chat.example").is_ok_and(|said| !said.https));
        assert!(both("gopher", "").is_ok_and(|said| !said.https && said.host.is_none()));
        for host in ["a b", "http://chat.example", "chat.example/", "chat.example, @"] {
            assert_eq!(both("https", host).expect_err(host).code().status(), 400);
        }
    }

    #[test]
    fn nobody_else_is_heard() {
        for stranger in ["203.0.113.9", "127.0.0.1", "10.0.1.1", "::1", "::ffff:203.0.113.9"] {
            let stranger: IpAddr = stranger.parse().expect("an address");
            let said: [(HeaderName, &[u8]); 3] = [(FOR, b"1.2.3.4"), (PROTO, b"https"), (HOST, b"???")];
            assert_eq!(read(stranger, &said).expect("not even read"), Forwarded::direct(stranger));
        }
    }

    #[test]
    fn a_connection_by_tls_is_https_unless_a_proxy_knows_better() {
        let proxies = Networks::new(vec!["10.0.0.0/24".parse().expect("a network")]);
        let https = |peer: IpAddr, proto: Option<&'static str>| {
            let headers = proto.map(|proto| (PROTO, HeaderValue::from_static(proto)));
            Forwarded::read(peer, true, &HeaderMap::from_iter(headers), &proxies).expect("read").https
        };
        let visitor = IpAddr::from([192, 168, 1, 7]);
        assert!(https(visitor, None) && https(visitor, Some("http")) && https(PROXY, None) && https(PROXY, Some("https")));
        assert!(!https(PROXY, Some("http")));
    }
}
