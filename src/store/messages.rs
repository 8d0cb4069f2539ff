//! Messages at rest: one row each, for ever; a deleted one keeps its row and loses its words.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{reads, sql, users, words};
use crate::error::Result;
use crate::protocol::entities::{Message, MessageStatus, TOMBSTONE};
use crate::protocol::events::Draft;
use crate::protocol::ids::{ConversationId, MessageId, UserId};
use crate::protocol::time::Moment;

/// Who read it is filled in by `with_readers`.
fn from_row(row: &Row<'_>) -> rusqlite::Result<Message> {
    let edited_at: Option<Moment> = row.get(9)?;
    let deleted_at: Option<Moment> = row.get(10)?;
    Ok(Message {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        seq: row.get(2)?,
        kind: row.get(3)?,
        content: row.get(4)?,
        file_url: row.get(5)?,
        file_name: row.get(6)?,
        client_id: row.get(7)?,
        created_at: row.get(8)?,
        edited: edited_at.map(|_| true),
        edited_at,
        deleted: deleted_at.map(|_| true),
        deleted_at,
        rev: row.get(11)?,
        sender: users::person(row, 12)?,
        status: MessageStatus::Sent,
        read_by: Vec::new(),
        read_by_count: 0,
    })
}

fn one(connection: &Connection, statement: &str, params: impl Params) -> Result<Option<Message>> {
    let Some(message) = connection.prepare_cached(statement)?.query_row(params, from_row).optional()? else {
        return Ok(None);
    };
    let mut page = vec![message];
    reads::fill_in(connection, &mut page)?;
    Ok(page.pop())
}

pub fn by_id(connection: &Connection, id: MessageId) -> Result<Option<Message>> {
    one(connection, sql::MESSAGE_BY_ID, [id])
}

pub fn by_client_id(connection: &Connection, sender: UserId, client_id: &str) -> Result<Option<Message>> {
    one(connection, sql::MESSAGE_BY_CLIENT_ID, (sender, client_id))
}

pub fn by_seq(connection: &Connection, conversation: ConversationId, seq: i64) -> Result<Option<Message>> {
    one(connection, sql::MESSAGE_BY_SEQ, (conversation, seq))
}

/// Up to `limit` messages below `seq`, ascending.
pub fn before(connection: &Connection, conversation: ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    let mut page = page(connection, sql::MESSAGES_BEFORE, conversation, seq, limit)?;
    page.reverse();
    Ok(page)
}

/// Up to `limit` messages above `seq`, ascending.
pub fn after(connection: &Connection, conversation: ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    page(connection, sql::MESSAGES_AFTER, conversation, seq, limit)
}

fn page(connection: &Connection, statement: &str, conversation: ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    let mut statement = connection.prepare_cached(statement)?;
    let mut page: Vec<Message> = statement.query_map((conversation, seq, limit), from_row)?.collect::<rusqlite::Result<_>>()?;
    reads::fill_in(connection, &mut page)?;
    Ok(page)
}

/// Where a message stands: conversation, seq, sender, and whether it is deleted.
pub struct Place {
    pub conversation: ConversationId,
    pub seq: i64,
    pub sender: UserId,
    pub deleted: bool,
}

pub fn place(connection: &Connection, id: MessageId) -> Result<Option<Place>> {
    let mut statement = connection.prepare_cached(sql::MESSAGE_PLACE)?;
    let place = statement.query_row([id], |row| {
        Ok(Place { conversation: row.get(0)?, seq: row.get(1)?, sender: row.get(2)?, deleted: row.get(3)? })
    });
    Ok(place.optional()?)
}

/// Stores a message under the next `seq` of its conversation.
pub fn insert(
    connection: &Connection,
    id: MessageId,
    conversation: ConversationId,
    sender: UserId,
    draft: &Draft,
    at: Moment,
    rev: i64,
) -> Result<()> {
    let seq: i64 = connection.prepare_cached(sql::CONVERSATION_NEXT_SEQ)?.query_row((conversation, at), |row| row.get(0))?;
    connection.prepare_cached(sql::MESSAGE_INSERT)?.execute((
        id,
        conversation,
        seq,
        sender,
        draft.kind,
        &draft.content,
        &draft.file_url,
        &draft.file_name,
        &draft.client_id,
        at,
        rev,
    ))?;
    words::index(connection, id)
}

pub fn edit(connection: &Connection, id: MessageId, content: &str, at: Moment, rev: i64) -> Result<()> {
    words::unindex(connection, id)?;
    connection.prepare_cached(sql::MESSAGE_EDIT)?.execute((id, content, at, rev))?;
    words::index(connection, id)
}

/// Leaves the tombstone; `secure_delete` overwrites what was there.
pub fn delete(connection: &Connection, id: MessageId, at: Moment, rev: i64) -> Result<()> {
    words::unindex(connection, id)?;
    connection.prepare_cached(sql::MESSAGE_DELETE)?.execute((id, TOMBSTONE, at, rev))?;
    Ok(())
}

/// Others' undeleted messages above `seq`, counted to 100.
pub fn unread(connection: &Connection, conversation: ConversationId, reader: UserId, seq: i64) -> Result<i64> {
    let mut statement = connection.prepare_cached(sql::MESSAGES_UNREAD)?;
    Ok(statement.query_row((conversation, seq, reader), |row| row.get(0))?)
}

/// The newest 500 of others up to `seq` and who wrote them, ascending.
pub fn of_others(
    connection: &Connection,
    conversation: ConversationId,
    reader: UserId,
    seq: i64,
) -> Result<Vec<(MessageId, UserId)>> {
    let mut statement = connection.prepare_cached(sql::MESSAGES_OF_OTHERS)?;
    let rows = statement.query_map((conversation, seq, reader), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut messages: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    messages.reverse();
    Ok(messages)
}
