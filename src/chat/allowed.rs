//! The addresses that webhooks may reach: none, until an administrator names some.

use rusqlite::Connection;

use crate::error::Result;
use crate::outside::addresses::Addresses;
use crate::store::settings;

/// By the database, so that what is set holds from its commit on. What cannot be read allows nothing.
pub(super) fn load(connection: &Connection) -> Result<Addresses> {
    Ok(Addresses::new(&settings::load(connection)?.webhook_addresses))
}
