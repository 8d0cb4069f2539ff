//! Doors for machines, at rest.

use rusqlite::{Connection, OptionalExtension};

use super::{sql, users};
use crate::error::Result;
use crate::protocol::ids::{ConversationId, HookId, UserId};
use crate::protocol::machines::Hook;
use crate::protocol::time::Moment;

pub struct NewHook<'a> {
    pub id: HookId,
    /// The digest of what stands in the address.
    pub secret: &'a [u8; 32],
    pub name: &'a str,
    pub bot: UserId,
    pub conversation: ConversationId,
    pub creator: UserId,
}

pub fn insert(connection: &Connection, new: &NewHook<'_>, at: Moment) -> Result<()> {
    let values = (new.id, new.secret, new.name, new.bot, new.conversation, new.creator, at);
    connection.prepare_cached(sql::HOOK_INSERT)?.execute(values)?;
    Ok(())
}

/// Where an address leads, and who speaks there; nowhere once the bot was removed.
pub fn by_secret(connection: &Connection, secret: &[u8; 32]) -> Result<Option<(HookId, ConversationId, UserId)>> {
    let mut statement = connection.prepare_cached(sql::HOOK_BY_SECRET)?;
    Ok(statement.query_row([secret], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?)
}

/// The oldest first.
pub fn of_conversation(connection: &Connection, conversation: ConversationId) -> Result<Vec<Hook>> {
    let mut statement = connection.prepare_cached(sql::HOOKS_OF)?;
    let hooks = statement.query_map([conversation], |row| {
        Ok(Hook {
            id: row.get(0)?,
            name: row.get(1)?,
            conversation_id: row.get(2)?,
            created_at: row.get(3)?,
            bot: users::person(row, 4)?,
            creator: users::person(row, 8)?,
        })
    })?;
    Ok(hooks.collect::<rusqlite::Result<_>>()?)
}

/// Deletes a hook of that conversation and answers whose it was.
pub fn delete(connection: &Connection, id: HookId, conversation: ConversationId) -> Result<Option<UserId>> {
    let mut statement = connection.prepare_cached(sql::HOOK_DELETE)?;
    Ok(statement.query_row((id, conversation), |row| row.get(0)).optional()?)
}

pub fn delete_of_bot(connection: &Connection, bot: UserId) -> Result<()> {
    connection.prepare_cached(sql::HOOKS_DELETE_OF_BOT)?.execute([bot])?;
    Ok(())
}
