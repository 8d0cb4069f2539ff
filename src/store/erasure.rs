//! What goes for real: messages with all that hangs on them, and conversations.

use rusqlite::Connection;

use super::avatars::{self, AvatarName};
use super::{files, sql, words};
use crate::error::Result;
use crate::protocol::ids::{ConversationId, FileId, MessageId};

/// What went.
#[derive(Clone, Debug, Default)]
pub struct Erased {
    pub messages: usize,
    /// Files that went with them, since no message holds them any more; their bytes are for the caller.
    pub files: Vec<FileId>,
}

/// Takes away the messages from `from` to `to`, both included, with their words, mentions and reactions. `secure_delete`
/// overwrites what was there.
pub fn messages(connection: &Connection, id: ConversationId, (from, to): (i64, i64)) -> Result<Erased> {
    let span = (id, from, to);
    let mut statement = connection.prepare_cached(sql::ERASE_PAGE)?;
    let page: Vec<(MessageId, Option<FileId>)> =
        statement.query_map(span, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    for (id, _) in &page {
        words::unindex(connection, *id)?;
    }
    connection.prepare_cached(sql::ERASE_MENTIONS)?.execute(span)?;
    connection.prepare_cached(sql::ERASE_REACTIONS)?.execute(span)?;
    connection.prepare_cached(sql::ERASE_MESSAGES)?.execute(span)?;
    let mut gone = Vec::new();
    for file in page.iter().filter_map(|(_, file)| *file) {
        if files::delete_unheld(connection, file)? {
            gone.push(file);
        }
    }
    Ok(Erased { messages: page.len(), files: gone })
}

/// Takes away who read what below `first`.
pub fn reads_below(connection: &Connection, id: ConversationId, first: i64) -> Result<()> {
    connection.prepare_cached(sql::ERASE_READS)?.execute((id, first))?;
    // A reader's ranges are disjoint: at most one of each reaches across.
    connection.prepare_cached(sql::ERASE_READS_IN_PART)?.execute((id, first))?;
    Ok(())
}

/// From here on the conversation is nobody's: a group without participants, whose messages `go_on` takes away. Whoever took
/// part has a departure at `rev`. Answers its avatar, whose bytes are for the caller.
pub fn begin(connection: &Connection, id: ConversationId, rev: i64) -> Result<Option<AvatarName>> {
    let avatar = avatars::of_conversation(connection, id)?;
    connection.prepare_cached(sql::ERASE_DEPARTURES)?.execute((id, rev))?;
    for statement in [sql::ERASE_PARTICIPANTS, sql::ERASE_INVITES, sql::ERASE_HOOKS, sql::ERASE_DELIVERIES, sql::ERASE_WEBHOOKS] {
        connection.prepare_cached(statement)?.execute([id])?;
    }
    connection.prepare_cached(sql::ERASE_FACE)?.execute((id, rev))?;
    Ok(avatar)
}

/// Takes away the oldest messages, at most `limit`, and with the last of them the conversation itself. Answers whether that
/// is done.
pub fn go_on(connection: &Connection, id: ConversationId, limit: i64, rev: i64) -> Result<(Erased, bool)> {
    let mut statement = connection.prepare_cached(sql::SPAN)?;
    let (first, last): (i64, i64) = statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let to = last.min(first.saturating_add(limit) - 1);
    let erased = messages(connection, id, (first, to))?;
    if to < last {
        moves_to(connection, id, to + 1, rev)?;
        return Ok((erased, false));
    }
    reads_below(connection, id, i64::MAX)?;
    connection.prepare_cached(sql::ERASE_CONVERSATION)?.execute([id])?;
    Ok((erased, true))
}

/// History begins at `first` now.
pub fn moves_to(connection: &Connection, id: ConversationId, first: i64, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::SPAN_BEGINS)?.execute((id, first, rev))?;
    Ok(())
}

/// Conversations that are nobody's and not gone yet.
pub fn unfinished(connection: &Connection) -> Result<Vec<ConversationId>> {
    let mut statement = connection.prepare_cached(sql::ERASE_UNFINISHED)?;
    let ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}
