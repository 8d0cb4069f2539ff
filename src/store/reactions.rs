//! Reactions at rest: who put which emoji under which message.

use rusqlite::Connection;

use super::sql;
use crate::error::Result;
use crate::protocol::entities::{Message, Reaction};
use crate::protocol::ids::{ConversationId, UserId};

/// Whether it is a new one.
pub fn insert(connection: &Connection, message: i64, emoji: &str, user: UserId, rev: i64) -> Result<bool> {
    Ok(connection.prepare_cached(sql::REACTION_INSERT)?.execute((message, emoji, user, rev))? > 0)
}

/// Whether there was one.
pub fn delete(connection: &Connection, message: i64, emoji: &str, user: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::REACTION_DELETE)?.execute((message, emoji, user))? > 0)
}

pub fn delete_all(connection: &Connection, message: i64) -> Result<()> {
    connection.prepare_cached(sql::REACTIONS_DELETE)?.execute([message])?;
    Ok(())
}

/// In the order in which each emoji came first.
pub fn of(connection: &Connection, message: i64) -> Result<Vec<Reaction>> {
    let mut statement = connection.prepare_cached(sql::REACTIONS_OF)?;
    let mut rows = statement.query([message])?;
    let mut reactions = Vec::new();
    while let Some(row) = rows.next()? {
        gather(&mut reactions, row.get(0)?, row.get(1)?);
    }
    Ok(reactions)
}

/// Fills in the reactions to each message of a page of one conversation.
pub fn fill_in(
    connection: &Connection,
    conversation: ConversationId,
    (from, to): (i64, i64),
    page: &mut [Message],
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql::REACTIONS_BETWEEN)?;
    let mut rows = statement.query((conversation, from, to))?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        if let Some(message) = page.iter_mut().find(|message| message.seq == seq) {
            gather(&mut message.reactions, row.get(1)?, row.get(2)?);
        }
    }
    Ok(())
}

fn gather(reactions: &mut Vec<Reaction>, emoji: String, user: UserId) {
    match reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
        Some(reaction) => reaction.users.push(user),
        None => reactions.push(Reaction { emoji, users: vec![user] }),
    }
}
