//! Where handshakes find the certificate of the moment. Putting another there touches no connection that is open.

use std::sync::{Arc, PoisonError, RwLock};

use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

#[derive(Debug)]
pub struct Shelf(RwLock<Arc<CertifiedKey>>);

impl Shelf {
    pub fn new(key: Arc<CertifiedKey>) -> Self {
        Shelf(RwLock::new(key))
    }

    pub fn put(&self, key: Arc<CertifiedKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = key;
    }
}

impl ResolvesServerCert for Shelf {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}
