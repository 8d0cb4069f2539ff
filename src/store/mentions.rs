//! Who is called by which message, at rest.

use rusqlite::{Connection, OptionalExtension};

use super::sql;
use crate::error::Result;
use crate::protocol::entities::Message;
use crate::protocol::ids::{ConversationId, UserId};

/// The participant who goes by this user name.
pub fn participant(connection: &Connection, conversation: ConversationId, username: &str) -> Result<Option<UserId>> {
    let mut statement = connection.prepare_cached(sql::MENTIONED)?;
    Ok(statement.query_row((conversation, username), |row| row.get(0)).optional()?)
}

/// The participants who are people.
pub fn people(connection: &Connection, conversation: ConversationId) -> Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(sql::MENTIONED_HERE)?;
    let people = statement.query_map([conversation], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(people)
}

pub fn insert(connection: &Connection, conversation: ConversationId, seq: i64, user: UserId) -> Result<()> {
    connection.prepare_cached(sql::MENTION_INSERT)?.execute((user, conversation, seq))?;
    Ok(())
}

pub fn delete(connection: &Connection, conversation: ConversationId, seq: i64) -> Result<()> {
    connection.prepare_cached(sql::MENTION_DELETE)?.execute((conversation, seq))?;
    Ok(())
}

/// Calls above `seq`, counted to 100.
pub fn unread(connection: &Connection, conversation: ConversationId, user: UserId, seq: i64) -> Result<i64> {
    let mut statement = connection.prepare_cached(sql::MENTIONS_UNREAD)?;
    Ok(statement.query_row((user, conversation, seq), |row| row.get(0))?)
}

/// Fills in whom each message of a page of one conversation calls.
pub fn fill_in(
    connection: &Connection,
    conversation: ConversationId,
    (from, to): (i64, i64),
    page: &mut [Message],
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql::MENTIONS_BETWEEN)?;
    let mut rows = statement.query((conversation, from, to))?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        if let Some(message) = page.iter_mut().find(|message| message.seq == seq) {
            message.mentions.push(row.get(1)?);
        }
    }
    Ok(())
}
