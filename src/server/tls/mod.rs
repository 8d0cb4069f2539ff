//! HTTPS, on the same port as HTTP: where its certificate comes from, and how that is kept fresh.
//!
//! A connection that begins with the first byte of TLS is one of TLS. So there is one address to type, to open in a firewall and
//! to hand to a container, and every client that speaks HTTP goes on as it was.

pub mod authority;
mod keeper;
mod leaf;
mod names;
mod own;
mod shelf;
mod urls;
pub mod x509;

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::ServerSessionMemoryCache;

use self::authority::Authority;
use self::keeper::Keeper;
use crate::config::{Secure, Source};
use crate::error::{Error, Result};
use crate::http::install::Install;
use crate::outside::provider;
use crate::server::urls::Urls;

pub use self::own::Own;
pub use self::urls::{link, with_https};

/// Sessions that are remembered for those who come back: about 1 KiB each.
const SESSIONS: usize = 1024;

/// HTTPS as it is configured.
pub struct Tls {
    pub config: Arc<ServerConfig>,
    /// What devices install to trust it, of the private authority.
    pub install: Option<Install>,
    keeper: Keeper,
}

impl Tls {
    /// Nothing where it is off. It vouches for what people are told by `urls`, and for the name `wished` for on the local network.
    ///
    /// # Errors
    /// One sentence on what is wrong with the certificates, that says what to do.
    pub fn open(secure: &Secure, dir: &Path, urls: &Urls, wished: &str) -> Result<Option<Self>> {
        let (keeper, install) = match secure.source()? {
            Source::Off => return Ok(None),
            Source::Auto => {
                let authority = Authority::open(dir)?;
                let install = public(&authority.certificate, &authority.facts);
                (Keeper::of_authority(authority, urls.clone(), format!("{wished}.local"))?, Some(install))
            }
            Source::Own { certificate, key } => (Keeper::of_files(Own { certificate, key })?, None),
        };
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&keeper.shelf) as _);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.session_storage = ServerSessionMemoryCache::new(SESSIONS);
        Ok(Some(Tls { config: Arc::new(config), install, keeper }))
    }

    /// Keeps the certificate fresh for as long as it is polled.
    pub async fn keep(self) {
        self.keeper.run().await;
    }
}

/// What devices install of the authority in a data directory, where there is one.
///
/// # Errors
/// One sentence, where it cannot be read.
pub fn install(dir: &Path) -> Result<Option<Install>> {
    let certificate = authority::public(dir)?;
    Ok(certificate.and_then(|certificate| Some(public(&certificate, &x509::facts(&certificate)?))))
}

fn public(certificate: &[u8], facts: &x509::Facts) -> Install {
    let pem = authority::pem("CERTIFICATE", certificate);
    Install { certificate: certificate.to_vec(), pem, name: facts.name.clone() }
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
