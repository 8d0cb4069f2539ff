//! What administrators have set, in memory.

use std::sync::{Arc, PoisonError, RwLock};

use crate::protocol::admin::ServerSettings;

/// The settings in memory; the table has the same.
pub(super) struct LiveSettings(RwLock<Arc<ServerSettings>>);

impl LiveSettings {
    pub(super) fn new(settings: ServerSettings) -> Self {
        LiveSettings(RwLock::new(Arc::new(settings)))
    }

    pub(super) fn get(&self) -> Arc<ServerSettings> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set(&self, settings: Arc<ServerSettings>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }
}
