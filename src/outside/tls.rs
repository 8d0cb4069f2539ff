//! TLS for what leaves the house, by the certificate authorities that this machine trusts.

use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Read when it is needed first: whoever has no webhook over https pays nothing.
static CONFIG: OnceCell<Arc<ClientConfig>> = OnceCell::const_new();

/// # Errors
/// Why the receiver is not believed to be who it should be.
pub(super) async fn wrap(stream: TcpStream, host: &str) -> Result<TlsStream<TcpStream>, String> {
    let config = CONFIG
        .get_or_try_init(|| async { tokio::task::spawn_blocking(load).await.unwrap_or_else(|error| Err(error.to_string())) })
        .await?;
    let name = ServerName::try_from(host.to_owned()).map_err(|_| "the host's name cannot stand in a certificate".to_owned())?;
    let connector = TlsConnector::from(Arc::clone(config));
    connector.connect(name, stream).await.map_err(|error| format!("no secure connection: {error}"))
}

/// The one set of ciphers, for what leaves the house and for what comes in.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn load() -> Result<Arc<ClientConfig>, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (good, _) = roots.add_parsable_certificates(found.certs);
    if good == 0 {
        return Err("this machine trusts no certificate authority; install ca-certificates".to_owned());
    }
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
