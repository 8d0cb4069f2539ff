//! What a certificate says of itself, read from its DER: for whom, from when, until when, and what its maker may vouch for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::oid::db::rfc4519::COMMON_NAME;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{NameConstraints, SubjectAltName};
use x509_cert::time::Time;

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
    let certificate = Certificate::from_der(der).ok()?.tbs_certificate;
    let mut facts = Facts {
        name: common_name(&certificate.subject).unwrap_or_default(),
        from: seconds(certificate.validity.not_before)?,
        until: seconds(certificate.validity.not_after)?,
        ..Facts::default()
    };
    if let Some((_, SubjectAltName(names))) = certificate.get().ok()? {
        for name in names {
            match name {
                GeneralName::DnsName(name) => facts.names.push(name.as_str().to_ascii_lowercase()),
                GeneralName::IpAddress(bytes) => facts.addresses.extend(address(bytes.as_bytes())),
                _ => {}
            }
        }
    }
    if let Some((_, NameConstraints { permitted_subtrees: Some(subtrees), .. })) = certificate.get().ok()? {
        for subtree in subtrees {
            match subtree.base {
                GeneralName::DnsName(name) => facts.permitted.names.push(name.as_str().to_ascii_lowercase()),
                GeneralName::IpAddress(bytes) => {
                    let (base, mask) = bytes.as_bytes().split_at(bytes.as_bytes().len() / 2);
                    facts.permitted.networks.extend(address(base).zip(address(mask)));
                }
                _ => {}
            }
        }
    }
    Some(facts)
}

/// Of whatever kind of string it is, its letters.
fn common_name(subject: &x509_cert::name::Name) -> Option<String> {
    let mut pairs = subject.0.iter().flat_map(|set| set.0.iter());
    let found = pairs.find(|pair| pair.oid == COMMON_NAME)?;
    Some(String::from_utf8_lossy(found.value.value()).into_owned())
}

fn seconds(time: Time) -> Option<i64> {
    i64::try_from(time.to_unix_duration().as_secs()).ok()
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(|bytes| Ipv4Addr::from(bytes).into());
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(|bytes| Ipv6Addr::from(bytes).into())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_ends_when_it_says_in_either_way_of_writing_years() {
        let key = rcgen::KeyPair::generate().expect("a key");
        for (year, until) in [(2049, 2_493_072_000), (2050, 2_524_608_000)] {
            let mut params = rcgen::CertificateParams::default();
            (params.not_before, params.not_after) = (rcgen::date_time_ymd(1970, 1, 1), rcgen::date_time_ymd(year, 1, 1));
            let found = facts(params.self_signed(&key).expect("signed").der()).expect("a certificate");
            assert_eq!((found.from, found.until), (0, until));
        }
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
