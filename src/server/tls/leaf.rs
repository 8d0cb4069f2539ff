//! A certificate for this server, by the private authority. It lives in memory: every start makes another.

use std::sync::Arc;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SanType};
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::sign::CertifiedKey;

use super::authority::{Authority, BEGINNING, bound};
use super::names::Names;
use crate::error::{Error, Result};
use crate::outside::provider;

const DAY: i64 = 24 * 60 * 60;

/// Before now and after now, in seconds; Apple takes no more than 397 days. A machine without a battery in its clock may be behind
/// by all the time that it was off: what it makes then is still good for as long as people's own clocks are less than a
/// year ahead of it, and for those whose clocks are behind.
const BEFORE: i64 = 30 * DAY;
const AFTER: i64 = 366 * DAY;
/// One that has less than this left is made anew.
const LEAST: i64 = 276 * DAY;

pub struct Leaf {
    pub key: Arc<CertifiedKey>,
    names: Names,
    from: i64,
    until: i64,
}

impl Leaf {
    /// # Errors
    /// Where the system has no randomness, or a name cannot stand in a certificate.
    pub fn make(authority: &Authority, names: Names, now: i64) -> Result<Self> {
        let now = now.max(BEGINNING);
        let (from, until) = (now - BEFORE, now + AFTER);
        let mut params = CertificateParams::default();
        bound(&mut params, from.max(authority.facts.from), until.min(authority.facts.until));
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Parlor");
        let hosts = names.names.iter().map(|name| name.as_str().try_into().map(SanType::DnsName));
        params.subject_alt_names = hosts.collect::<Result<Vec<_>, _>>().map_err(Error::internal)?;
        params.subject_alt_names.extend(names.addresses.iter().copied().map(SanType::IpAddress));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(Error::internal)?;
        let certificate = params.signed_by(&pair, &authority.issuer).map_err(Error::internal)?;
        let key = PrivatePkcs8KeyDer::from(pair.serialize_der());
        let key = provider().key_provider.load_private_key(key.into()).map_err(Error::internal)?;
        let key = Arc::new(CertifiedKey::new(vec![certificate.der().clone()], key));
        Ok(Leaf { key, names, from, until })
    }

    /// Whether it is still for these names, and long enough. A clock that is certainly wrong says nothing about that.
    pub fn does(&self, names: &Names, now: i64) -> bool {
        self.names == *names && (now < BEGINNING || (self.from <= now && now <= self.until - LEAST))
    }
}

#[cfg(test)]
mod tests {
    use super::super::x509;
    use super::*;

    #[test]
    fn a_leaf_does_until_the_names_change_or_its_time_comes_or_the_clock_turns_out_to_be_wrong() {
        let home = tempfile::tempdir().expect("a directory");
        let authority = Authority::open(home.path()).expect("made");
        let names = Names { names: ["localhost".to_owned()].into(), addresses: [[10, 0, 0, 7].into()].into() };
        let now = BEGINNING + 1000 * DAY;
        let leaf = Leaf::make(&authority, names.clone(), now).expect("made");
        let facts = x509::facts(&leaf.key.cert[0]).expect("a certificate");
        assert_eq!((facts.from, facts.until), (now - 30 * DAY, now + 366 * DAY));
        assert!(facts.until - facts.from < 397 * DAY);
        for days in [-30, 0, 89] {
            assert!(leaf.does(&names, now + days * DAY), "{days} days later");
        }
        for days in [-31, 91, 400] {
            assert!(!leaf.does(&names, now + days * DAY), "{days} days later");
        }
        assert!(leaf.does(&names, 0), "1970 is no time at all");
        assert!(!leaf.does(&Names::default(), now));
    }

    #[test]
    fn a_machine_that_wakes_in_1970_makes_one_that_the_beginning_is_in() {
        let home = tempfile::tempdir().expect("a directory");
        let authority = Authority::open(home.path()).expect("made");
        let leaf = Leaf::make(&authority, Names::default(), 60).expect("made");
        let facts = x509::facts(&leaf.key.cert[0]).expect("a certificate");
        assert_eq!((facts.from, facts.until), (BEGINNING, BEGINNING + 366 * DAY));
    }
}
