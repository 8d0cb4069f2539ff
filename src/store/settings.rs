//! What administrators set while the server ran, at rest: a row a setting, its value as JSON.

use rusqlite::{Connection, OptionalExtension};

use super::sql;
use crate::error::Result;

pub fn get(connection: &Connection, name: &str) -> Result<Option<String>> {
    Ok(connection.prepare_cached(sql::SETTING)?.query_row([name], |row| row.get(0)).optional()?)
}

pub fn set(connection: &Connection, name: &str, value: &str) -> Result<()> {
    connection.prepare_cached(sql::SETTING_SET)?.execute((name, value))?;
    Ok(())
}
