//! Accounts of programs, and their tokens, at rest.

use rusqlite::{Connection, OptionalExtension};

use super::{sql, users};
use crate::error::Result;
use crate::protocol::entities::User;
use crate::protocol::ids::UserId;
use crate::protocol::machines::BotToken;
use crate::protocol::time::Moment;

pub fn insert(connection: &Connection, id: UserId, username: &str, display_name: &str, at: Moment, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::BOT_INSERT)?.execute((id, username, display_name, at, rev))?;
    Ok(())
}

/// Whether there is such a bot, and it was not removed.
pub fn exists(connection: &Connection, id: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::BOT_EXISTS)?.query_row([id], |row| row.get(0))?)
}

/// Whether anything speaks by it or is told by it.
pub fn is_in_use(connection: &Connection, id: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::BOT_IN_USE)?.query_row([id], |row| row.get(0))?)
}

/// By user name.
pub fn all(connection: &Connection) -> Result<Vec<User>> {
    let mut statement = connection.prepare_cached(sql::BOTS)?;
    let bots = statement.query_map([], users::user)?.collect::<rusqlite::Result<_>>()?;
    Ok(bots)
}

/// The removed bot of that name.
pub fn retired(connection: &Connection, username: &str) -> Result<Option<UserId>> {
    Ok(connection.prepare_cached(sql::BOT_RETIRED)?.query_row([username], |row| row.get(0)).optional()?)
}

pub fn retire(connection: &Connection, id: UserId, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::BOT_RETIRE)?.execute((id, rev))?;
    Ok(())
}

/// Takes its user name away; the other one stays.
pub fn release_name(connection: &Connection, id: UserId) -> Result<()> {
    connection.prepare_cached(sql::BOT_RELEASE_NAME)?.execute([id])?;
    Ok(())
}

/// Undoes `retire`, under what may be another display name.
pub fn bring_back(connection: &Connection, id: UserId, display_name: &str, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::BOT_RETURN)?.execute((id, display_name, rev))?;
    Ok(())
}

/// Of the token only its digest is kept.
pub fn insert_token(connection: &Connection, token: &BotToken, bot: UserId, digest: &[u8; 32]) -> Result<()> {
    let values = (token.id, bot, &token.name, token.created_at, Moment::LAST, digest);
    connection.prepare_cached(sql::BOT_TOKEN_INSERT)?.execute(values)?;
    Ok(())
}

/// The newest first.
pub fn tokens(connection: &Connection, bot: UserId) -> Result<Vec<BotToken>> {
    let mut statement = connection.prepare_cached(sql::BOT_TOKENS)?;
    let tokens =
        statement.query_map([bot], |row| Ok(BotToken { id: row.get(0)?, name: row.get(1)?, created_at: row.get(2)? }))?;
    Ok(tokens.collect::<rusqlite::Result<_>>()?)
}
