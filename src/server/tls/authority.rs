//! The private authority: made once on this machine, its key never leaves it, and it can vouch for nothing beyond this network.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};
use sha2::{Digest, Sha256};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use super::names::{machine, whole_machine};
use super::x509::{self, Facts};
use crate::error::{Code, Error, Result};

const CERTIFICATE: &str = "authority.crt";
const KEY: &str = "authority.key";

/// Seconds: ten years.
const LIFE: i64 = 3652 * 24 * 60 * 60;

/// 2026-01-01: no clock that stands before it is right.
pub const BEGINNING: i64 = 1_767_225_600;

/// Of these a certificate may name addresses; none of them is reached from the internet.
const NETWORKS: [(&str, u8); 8] = [
    ("10.0.0.0", 8),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("169.254.0.0", 16),
    ("127.0.0.0", 8),
    ("fc00::", 7),
    ("fe80::", 10),
    ("::1", 128),
];

pub struct Authority {
    pub certificate: CertificateDer<'static>,
    pub facts: Facts,
    pub issuer: Issuer<'static, KeyPair>,
}

/// Where its two files lie.
pub fn paths(dir: &Path) -> (PathBuf, PathBuf) {
    let dir = dir.join("tls");
    (dir.join(CERTIFICATE), dir.join(KEY))
}

impl Authority {
    /// The one in the data directory; a new one where there is none.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub fn open(dir: &Path) -> Result<Self> {
        let (certificate, key) = paths(dir);
        if !certificate.try_exists().unwrap_or(true) {
            make(&dir.join("tls")).map_err(|error| {
                let text =
                    format!("The directory {} cannot be written ({error}); make it writable for this user.", dir.display());
                Error::new(Code::Unavailable, text)
            })?;
        }
        let again = |what: String| {
            let text = format!(
                "{what}; put it back from a backup, or remove {} for a new authority, which every device has to install again.",
                dir.join("tls").display()
            );
            Error::new(Code::Unavailable, text)
        };
        let certificate = public(dir)?.ok_or_else(|| again(format!("The file {} is not there", certificate.display())))?;
        let facts = x509::facts(&certificate).ok_or_else(|| again("The authority's certificate is none".to_owned()))?;
        let unreadable = |error: &dyn std::fmt::Display| again(format!("The key {} cannot be read ({error})", key.display()));
        let text = fs::read(&key).map_err(|error| unreadable(&error))?;
        let pem = PrivatePkcs8KeyDer::from_pem_slice(&text).map_err(|_| unreadable(&"it is no key in PEM form"))?;
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&pem, &PKCS_ECDSA_P256_SHA256);
        let pair = pair.map_err(|_| unreadable(&"it is no key of an authority"))?;
        // The certificate holds the public half as it is.
        if !certificate.windows(pair.public_key_raw().len()).any(|part| part == pair.public_key_raw()) {
            return Err(again(format!("The key {} is not that of the certificate beside it", key.display())));
        }
        let issuer = Issuer::new(itself(&facts.name), pair);
        Ok(Authority { certificate, facts, issuer })
    }
}

/// The authority's certificate, where there is one.
///
/// # Errors
/// One sentence, where it is there and cannot be read.
pub fn public(dir: &Path) -> Result<Option<CertificateDer<'static>>> {
    let (path, _) = paths(dir);
    let unreadable = |error: &dyn std::fmt::Display| {
        let text = format!("The certificate {} cannot be read ({error}); put it back from a backup.", path.display());
        Error::new(Code::Unavailable, text)
    };
    match fs::read(&path) {
        Ok(text) => CertificateDer::from_pem_slice(&text).map(Some).map_err(|_| unreadable(&"it is no certificate in PEM form")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(&error)),
    }
}

pub fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn itself(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

/// Valid from before anybody's clock: the machine's own may be wrong while this is made. The key is written first, so that a
/// certificate that is there has one.
fn make(dir: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(io::Error::other)?;
    let tail = Sha256::digest(key.public_key_raw());
    // Whoever has two of them tells them apart, also after one was made anew.
    let mut params = itself(&format!("Parlor on {} ({:02x}{:02x})", machine(), tail[0], tail[1]));
    bound(&mut params, BEGINNING, super::now().max(BEGINNING) + LIFE);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.name_constraints = Some(NameConstraints { permitted_subtrees: subtrees(), excluded_subtrees: Vec::new() });
    let certificate = params.self_signed(&key).map_err(io::Error::other)?;
    write(dir, KEY, &pem("PRIVATE KEY", key.serialized_der()))?;
    write(dir, CERTIFICATE, &pem("CERTIFICATE", certificate.der()))?;
    if let Some(above) = dir.parent() {
        File::open(above)?.sync_all()?;
    }
    Ok(())
}

/// Names that nobody on the internet can own, of this machine where a router makes them, and private addresses.
fn subtrees() -> Vec<GeneralSubtree> {
    let mut names = vec!["localhost".to_owned(), "local".to_owned(), machine()];
    names.extend(["lan", "home.arpa", "internal"].map(|network| format!("{}.{network}", machine())));
    names.extend(whole_machine());
    names.sort();
    names.dedup();
    let networks = NETWORKS.iter().filter_map(|(base, bits)| {
        let base: IpAddr = base.parse().ok()?;
        Some(GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(base, *bits)))
    });
    names.into_iter().map(GeneralSubtree::DnsName).chain(networks).collect()
}

/// From and until when it is valid, in seconds since 1970.
pub(super) fn bound(params: &mut CertificateParams, from: i64, until: i64) {
    let moment = |seconds: i64| date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds.max(0).unsigned_abs());
    params.not_before = moment(from);
    params.not_after = moment(until);
}

/// Whole on disk before it has its name.
fn write(dir: &Path, name: &str, text: &str) -> io::Result<()> {
    let draft = dir.join(format!("{name}.new"));
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, dir.join(name))?;
    File::open(dir)?.sync_all()
}
