//! What a certificate says of itself, read from its DER: for whom, from when, until when, and what its maker may vouch for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::protocol::time::Moment;

/// DER tags.
const SEQUENCE: u8 = 0x30;
const CONTEXT: u8 = 0xa0;
const NUMBER: u8 = 0x02;
const UTC: u8 = 0x17;
const GENERALIZED: u8 = 0x18;
const BYTES: u8 = 0x04;
const OID: u8 = 0x06;
const EXTENSIONS: u8 = 0xa3;
/// Of a general name: a name of the DNS, and an address, or in a constraint an address with its mask.
const DNS_NAME: u8 = 0x82;
const ADDRESS: u8 = 0x87;

const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 29, 17];
const NAME_CONSTRAINTS: &[u8] = &[0x55, 29, 30];

/// The little of a certificate that we have a use for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The subject's common name.
    pub name: String,
    /// Seconds since 1970.
    pub from: i64,
    pub until: i64,
    /// Whom it is for, as far as these are names.
    pub names: Vec<String>,
    pub addresses: Vec<IpAddr>,
    /// What it may vouch for, where that is bounded.
    pub permitted: Permitted,
}

/// Names, each with all that end in a dot and it, and networks as address and mask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permitted {
    pub names: Vec<String>,
    pub networks: Vec<(IpAddr, IpAddr)>,
}

impl Permitted {
    pub fn holds_name(&self, name: &str) -> bool {
        let within = |end: &String| name.strip_suffix(end.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        self.names.iter().any(within)
    }

    pub fn holds_address(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| match (address, *network) {
            (IpAddr::V4(address), (IpAddr::V4(base), IpAddr::V4(mask))) => address.to_bits() & mask.to_bits() == base.to_bits(),
            (IpAddr::V6(address), (IpAddr::V6(base), IpAddr::V6(mask))) => address.to_bits() & mask.to_bits() == base.to_bits(),
            _ => false,
        })
    }
}

/// Nothing where it is no certificate.
pub fn facts(der: &[u8]) -> Option<Facts> {
    let mut body = Reader(Reader(Reader(der).expect(SEQUENCE)?).expect(SEQUENCE)?);
    body.skip(CONTEXT);
    body.expect(NUMBER)?;
    body.expect(SEQUENCE)?;
    body.expect(SEQUENCE)?;
    let mut validity = Reader(body.expect(SEQUENCE)?);
    let (from, until) = (time(validity.next()?)?, time(validity.next()?)?);
    let mut facts = Facts { name: common_name(body.expect(SEQUENCE)?), from, until, ..Facts::default() };
    body.expect(SEQUENCE)?;
    let extensions = std::iter::from_fn(|| body.next()).find(|(tag, _)| *tag == EXTENSIONS);
    let mut extensions = Reader(Reader(extensions.map_or(&[SEQUENCE, 0][..], |(_, inside)| inside)).expect(SEQUENCE)?);
    while let Some((_, extension)) = extensions.next() {
        let mut extension = Reader(extension);
        let kind = extension.expect(OID)?;
        let Some((_, value)) = std::iter::from_fn(|| extension.next()).find(|(tag, _)| *tag == BYTES) else { continue };
        match kind {
            ALTERNATIVE_NAMES => alternatives(Reader(Reader(value).expect(SEQUENCE)?), &mut facts),
            NAME_CONSTRAINTS => facts.permitted = permitted(Reader(Reader(value).expect(SEQUENCE)?)),
            _ => {}
        }
    }
    Some(facts)
}

fn common_name(subject: &[u8]) -> String {
    let mut sets = Reader(subject);
    let pair = |set| {
        let mut pair = Reader(Reader(set).expect(SEQUENCE)?);
        (pair.expect(OID)? == COMMON_NAME).then(|| pair.next()).flatten()
    };
    let found = std::iter::from_fn(|| sets.next()).find_map(|(_, set)| pair(set));
    found.map(|(_, text)| String::from_utf8_lossy(text).into_owned()).unwrap_or_default()
}

fn alternatives(mut names: Reader<'_>, facts: &mut Facts) {
    while let Some((tag, value)) = names.next() {
        match tag {
            DNS_NAME => facts.names.push(String::from_utf8_lossy(value).to_ascii_lowercase()),
            ADDRESS => facts.addresses.extend(address(value)),
            _ => {}
        }
    }
}

fn permitted(mut constraints: Reader<'_>) -> Permitted {
    let mut permitted = Permitted::default();
    let Some((CONTEXT, subtrees)) = constraints.next() else { return permitted };
    let mut subtrees = Reader(subtrees);
    while let Some((_, subtree)) = subtrees.next() {
        match Reader(subtree).next() {
            Some((DNS_NAME, name)) => permitted.names.push(String::from_utf8_lossy(name).to_ascii_lowercase()),
            Some((ADDRESS, network)) => {
                let (base, mask) = network.split_at(network.len() / 2);
                permitted.networks.extend(address(base).zip(address(mask)));
            }
            _ => {}
        }
    }
    permitted
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(|bytes| Ipv4Addr::from(bytes).into());
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(|bytes| Ipv6Addr::from(bytes).into())).ok()
}

/// `YYMMDDhhmmssZ`, whose years begin in 1950, or `YYYYMMDDhhmmssZ`.
fn time((tag, text): (u8, &[u8])) -> Option<i64> {
    let text = str::from_utf8(text).ok().filter(|text| text.is_ascii())?;
    let full = match tag {
        UTC => format!("{}{text}", if text < "50" { "20" } else { "19" }),
        GENERALIZED => text.to_owned(),
        _ => return None,
    };
    let part = |from: usize, to: usize| full.get(from..to);
    let (date, clock) = ((part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(8, 10)?, part(10, 12)?, part(12, 14)?));
    let written = format!("{}-{}-{}T{}:{}:{}Z", date.0, date.1, date.2, clock.0, clock.1, clock.2);
    Some(Moment::span(&written)?.0.seconds())
}

/// Values one behind the other.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The next value's tag and what is in it.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let [tag, length, rest @ ..] = self.0 else { return None };
        let (length, rest) = match *length {
            short @ 0..=0x7f => (usize::from(short), rest),
            long @ 0x81..=0x83 => {
                let (digits, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
                (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, value))
    }

    fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, value)| value)
    }

    /// Passes over a value that may be missing.
    fn skip(&mut self, tag: u8) {
        if self.0.first() == Some(&tag) {
            self.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_two_digits_begin_in_1950() {
        assert_eq!(time((UTC, b"700101000000Z")), Some(0));
        assert_eq!(time((UTC, b"491231235959Z")), time((GENERALIZED, b"20491231235959Z")));
        assert_eq!(time((GENERALIZED, b"20260101000000Z")), Some(1_767_225_600));
        for none in [&b""[..], b"7001010000", b"20260101000000Z", b"\xff60101000000Z"] {
            assert_eq!(time((UTC, none)).filter(|_| none.len() < 13), None);
        }
        assert_eq!(time((BYTES, b"20260101000000Z")), None);
    }

    #[test]
    fn what_is_cut_short_is_no_certificate() {
        let key = rcgen::KeyPair::generate().expect("a key");
        let params = rcgen::CertificateParams::new(["pi.local".to_owned(), "192.168.1.7".to_owned()]).expect("names");
        let whole = params.self_signed(&key).expect("signed").der().to_vec();
        let found = facts(&whole).expect("a certificate");
        assert_eq!((found.names, found.addresses), (vec!["pi.local".to_owned()], vec![IpAddr::from([192, 168, 1, 7])]));
        for end in 0..whole.len() {
            assert_eq!(facts(&whole[..end]), None, "{end} bytes");
        }
    }

    #[test]
    fn a_name_is_permitted_with_all_that_is_beneath_it() {
        let permitted = Permitted {
            names: vec!["local".into(), "pi".into()],
            networks: vec![
                ([10, 0, 0, 0].into(), [255, 0, 0, 0].into()),
                (Ipv6Addr::LOCALHOST.into(), Ipv6Addr::from([0xff; 16]).into()),
            ],
        };
        for name in ["local", "parlor.local", "a.b.local", "pi", "x.pi"] {
            assert!(permitted.holds_name(name), "{name}");
        }
        for name in ["", "xlocal", "local.example", "api"] {
            assert!(!permitted.holds_name(name), "{name}");
        }
        let holds = |text: &str| permitted.holds_address(text.parse().expect("an address"));
        assert!(holds("10.1.2.3") && holds("::1"));
        assert!(!holds("11.0.0.1") && !holds("::2"));
    }
}
