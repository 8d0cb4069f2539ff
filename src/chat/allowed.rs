//! The addresses that webhooks may reach: none, until an administrator names some.

use rusqlite::Connection;

use super::Chat;
use super::access::Administrator;
use super::accounts::Caller;
use super::outcome::Outcome;
use crate::error::{Error, Result};
use crate::outside::addresses::Addresses;
use crate::protocol::machines::Allowed;
use crate::store::settings;

/// The name of the setting.
const SETTING: &str = "webhookAddresses";

/// What cannot be read allows nothing.
pub(super) fn load(connection: &Connection) -> Result<Addresses> {
    let texts = settings::get(connection, SETTING)?.and_then(|value| serde_json::from_str::<Vec<String>>(&value).ok());
    Ok(Addresses::new(&texts.unwrap_or_default()))
}

impl Chat {
    /// # Errors
    /// `forbidden`.
    pub async fn allow_addresses(&self, caller: &Caller, body: Allowed) -> Result<Allowed> {
        let user = caller.user;
        self.commit(move |connection| {
            Administrator::prove(connection, user)?;
            let value = serde_json::to_string(&body.webhook_addresses).map_err(Error::internal)?;
            settings::set(connection, SETTING, &value)?;
            Ok(Outcome::quiet(body))
        })
        .await
    }
}
