//! A certificate and a key of one's own, from two files in PEM form, read again when they change.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{Error as TlsError, InconsistentKeys};

use super::x509::{self, Facts};
use crate::error::{Code, Error, Result};
use crate::outside::provider;

#[derive(Clone, Debug)]
pub struct Own {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// What shows that a file is another one, or has been written to.
pub type Stamp = [Option<(u64, i64, i64, u64)>; 2];

impl Own {
    /// # Errors
    /// One sentence on what is wrong with the files, that says what to do.
    pub fn load(&self) -> Result<(Arc<CertifiedKey>, Facts)> {
        let wrong = |path: &Path, what: &str, option: &str| {
            let text = format!("The file {} {what}; name one with {option}.", path.display());
            Error::new(Code::Unavailable, text)
        };
        let read =
            |path: &Path, option: &str| fs::read(path).map_err(|error| wrong(path, &format!("cannot be read ({error})"), option));
        let (certificate, key) = (read(&self.certificate, "--tls-cert")?, read(&self.key, "--tls-key")?);
        let no_chain = || wrong(&self.certificate, "holds no certificate in PEM form", "--tls-cert");
        let chain: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(&certificate).collect::<Result<_, _>>().map_err(|_| no_chain())?;
        let facts = chain.first().and_then(|first| x509::facts(first)).ok_or_else(no_chain)?;
        let no_key = || wrong(&self.key, "holds no private key in PEM form without a password", "--tls-key");
        let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| no_key())?;
        let key = provider().key_provider.load_private_key(key).map_err(|_| no_key())?;
        let pair = CertifiedKey::new(chain, key);
        match pair.keys_match() {
            Ok(()) | Err(TlsError::InconsistentKeys(InconsistentKeys::Unknown)) => Ok((Arc::new(pair), facts)),
            Err(TlsError::InconsistentKeys(_)) => {
                Err(wrong(&self.key, &format!("is not the key of the certificate {}", self.certificate.display()), "--tls-key"))
            }
            Err(_) => Err(no_chain()),
        }
    }

    pub fn stamp(&self) -> Stamp {
        [&self.certificate, &self.key].map(|path| fs::metadata(path).ok().map(|found| of(&found)))
    }
}

fn of(found: &Metadata) -> (u64, i64, i64, u64) {
    (found.ino(), found.mtime(), found.mtime_nsec(), found.len())
}
