//! Links that sign in whoever forgot the password, at rest: the SHA-256 of their codes.

use rusqlite::{Connection, OptionalExtension};

use super::sql;
use crate::error::Result;
use crate::protocol::ids::UserId;
use crate::protocol::time::Moment;

pub fn insert(connection: &Connection, secret: &[u8], user: UserId, expires: Moment) -> Result<()> {
    connection.prepare_cached(sql::RESET_INSERT)?.execute((secret, user, expires))?;
    Ok(())
}

/// Whose link it is, where it is good at `now`.
pub fn of(connection: &Connection, secret: &[u8], now: Moment) -> Result<Option<UserId>> {
    Ok(connection.prepare_cached(sql::RESET_OF)?.query_row((secret, now), |row| row.get(0)).optional()?)
}

pub fn delete_all(connection: &Connection, user: UserId) -> Result<()> {
    connection.prepare_cached(sql::RESET_DELETE_ALL)?.execute([user])?;
    Ok(())
}

pub fn delete_over(connection: &Connection, now: Moment) -> Result<()> {
    connection.prepare_cached(sql::RESET_DELETE_OVER)?.execute([now])?;
    Ok(())
}
