//! Signed-in devices at rest.

use rusqlite::Connection;

use super::sql;
use crate::error::Result;
use crate::protocol::ids::{SessionId, UserId};
use crate::protocol::rest::Device;
use crate::protocol::time::Moment;

/// A device that is signed in, as its row.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub user_agent: Option<String>,
    pub began: Moment,
    pub expires: Moment,
}

pub fn insert(connection: &Connection, session: &Session) -> Result<()> {
    let Session { id, user, user_agent, began, expires } = session;
    connection.prepare_cached(sql::SESSION_INSERT)?.execute((id, user, user_agent, began, expires))?;
    Ok(())
}

/// Whether there is such a session still.
pub fn extend(connection: &Connection, id: SessionId, expires: Moment) -> Result<bool> {
    Ok(connection.prepare_cached(sql::SESSION_EXTEND)?.execute((id, expires))? > 0)
}

/// Whether there was such a session of that person.
pub fn delete(connection: &Connection, id: SessionId, user: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::SESSION_DELETE)?.execute((id, user))? > 0)
}

/// Ends all but one and answers which.
pub fn delete_others(connection: &Connection, user: UserId, keep: SessionId) -> Result<Vec<SessionId>> {
    let mut statement = connection.prepare_cached(sql::SESSION_DELETE_OTHERS)?;
    let ended = statement.query_map((user, keep), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ended)
}

/// Ends all of them and answers which.
pub fn delete_all(connection: &Connection, user: UserId) -> Result<Vec<SessionId>> {
    let mut statement = connection.prepare_cached(sql::SESSION_DELETE_ALL)?;
    let ended = statement.query_map([user], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ended)
}

pub fn delete_over(connection: &Connection, now: Moment) -> Result<()> {
    connection.prepare_cached(sql::SESSION_DELETE_OVER)?.execute([now])?;
    Ok(())
}

pub fn of_user(connection: &Connection, user: UserId, current: SessionId, now: Moment) -> Result<Vec<Device>> {
    let mut statement = connection.prepare_cached(sql::SESSIONS_OF_USER)?;
    let devices = statement.query_map((user, now), |row| {
        let id = row.get(0)?;
        Ok(Device { id, current: id == current, user_agent: row.get(1)?, created_at: row.get(2)?, expires_at: row.get(3)? })
    })?;
    Ok(devices.collect::<rusqlite::Result<_>>()?)
}

/// Session, user, when it began, when it ends, and of a bot the digest of its token.
pub type Row = (SessionId, UserId, Moment, Moment, Option<[u8; 32]>);

pub fn all(connection: &Connection) -> Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql::SESSION_ALL)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
