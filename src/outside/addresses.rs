//! What webhooks may reach: hosts, addresses and networks that an administrator named. Nothing, unless told.

use std::net::{IpAddr, SocketAddr};

use super::target::Target;

/// A list of them. An entry without a port stands for all ports.
#[derive(Clone, Debug, Default)]
pub struct Addresses(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    Name(String, Option<u16>),
    /// The first bits of an address: all of them, or a network's.
    Network(IpAddr, u8, Option<u16>),
}

impl Addresses {
    /// `host`, `host:port`, `address`, `address:port` (of IPv6 in brackets) or `network/bits`. What is none opens nothing.
    pub fn new(texts: &[String]) -> Self {
        Addresses(texts.iter().filter_map(|text| Entry::parse(text)).collect())
    }

    /// The host is named itself: whatever it resolves to is meant.
    pub(super) fn name(&self, target: &Target) -> bool {
        self.0.iter().any(|entry| matches!(entry, Entry::Name(name, port) if *name == target.host && port.is_none_or(|port| port == target.port)))
    }

    pub(super) fn hold(&self, address: SocketAddr) -> bool {
        let (ip, here) = (address.ip().to_canonical(), address.port());
        self.0.iter().any(|entry| {
            matches!(entry, Entry::Network(network, bits, port) if within(ip, *network, *bits) && port.is_none_or(|port| port == here))
        })
    }

    /// Whether the target could be reached, as far as that shows without asking for the host's address.
    pub fn may_hold(&self, target: &Target) -> bool {
        match target.host.parse::<IpAddr>() {
            Ok(ip) => self.hold(SocketAddr::new(ip, target.port)),
            Err(_) => self.name(target) || self.0.iter().any(|entry| matches!(entry, Entry::Network(..))),
        }
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if let Some((network, bits)) = text.split_once('/') {
            let (network, bits) = (network.parse::<IpAddr>().ok()?, bits.parse().ok()?);
            return (bits <= width(network)).then_some(Entry::Network(network, bits, None));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            let address = address.to_canonical();
            return Some(Entry::Network(address, width(address), None));
        }
        if let Ok(address) = text.parse::<SocketAddr>() {
            let ip = address.ip().to_canonical();
            return Some(Entry::Network(ip, width(ip), Some(address.port())));
        }
        let (name, port) = match text.split_once(':') {
            Some((name, port)) => (name, Some(port.parse().ok()?)),
            None => (text.as_str(), None),
        };
        let name = name.trim_end_matches('.');
        let good = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        (!name.is_empty() && name.chars().all(good)).then(|| Entry::Name(name.to_owned(), port))
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// Of the same kind, and the same in the first bits.
fn within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let (ours, theirs, width) = match (address, network) {
        (IpAddr::V4(ours), IpAddr::V4(theirs)) => (u128::from(ours.to_bits()), u128::from(theirs.to_bits()), 32),
        (IpAddr::V6(ours), IpAddr::V6(theirs)) => (ours.to_bits(), theirs.to_bits(), 128),
        _ => return false,
    };
    let free = width - u32::from(bits).min(width);
    // All bits are free in a network of everything, and then the shift would overflow.
    (ours ^ theirs).checked_shr(free).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: &[&str]) -> Addresses {
        Addresses::new(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_is_held_by_itself_or_by_its_network() {
        for (entry, address, held) in [
            ("10.0.0.7", "10.0.0.7:1", true),
            ("10.0.0.7", "10.0.0.8:1", false),
            ("10.0.0.7:80", "10.0.0.7:80", true),
            ("10.0.0.7:80", "10.0.0.7:81", false),
            ("10.0.0.0/8", "10.255.0.1:9", true),
            ("10.0.0.0/8", "11.0.0.1:9", false),
            ("10.1.2.3/8", "10.9.9.9:9", true),
            ("0.0.0.0/0", "8.8.8.8:9", true),
            ("0.0.0.0/0", "[::1]:9", false),
            ("::/0", "[fd00::1]:9", true),
            ("::/0", "8.8.8.8:9", false),
            ("fd00::/8", "[fdff::1]:9", true),
            ("fd00::/8", "[fe80::1]:9", false),
            ("::1", "[::1]:9", true),
            ("[::1]:9", "[::1]:9", true),
            ("[::1]:9", "[::1]:8", false),
            ("127.0.0.1", "[::ffff:127.0.0.1]:9", true),
            ("::ffff:127.0.0.1", "127.0.0.1:9", true),
            ("10.0.0.0/33", "10.0.0.0:9", false),
            ("nas", "10.0.0.7:1", false),
            ("", "10.0.0.7:1", false),
        ] {
            assert_eq!(list(&[entry]).hold(address.parse().expect(address)), held, "{entry} holds {address}");
        }
        assert!(!list(&[]).hold("127.0.0.1:80".parse().expect("an address")));
    }

    #[test]
    fn a_host_is_held_by_its_name_alone() {
        let target = |text| Target::parse(text).expect(text);
        let named = list(&["nas:8080", "Chat.Lan", "a b", "nas:x"]);
        for (url, held) in [
            ("http://nas:8080/", true),
            ("http://NAS.:8080/", true),
            ("http://nas/", false),
            ("http://chat.lan/", true),
            ("https://chat.lan:9/", true),
            ("http://evil.chat.lan/", false),
            ("http://chat.lan.evil/", false),
        ] {
            assert_eq!(named.name(&target(url)), held, "{url}");
            assert_eq!(named.may_hold(&target(url)), held, "{url}");
        }
        let network = list(&["10.0.0.0/8"]);
        assert!(network.may_hold(&target("http://nas/")), "nobody knows yet where it is");
        assert!(network.may_hold(&target("http://10.1.1.1/")) && !network.may_hold(&target("http://127.0.0.1/")));
        assert!(!list(&[]).may_hold(&target("http://nas/")));
    }
}
