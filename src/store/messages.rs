//! Messages at rest: one row each, for ever; a deleted one keeps its row and loses its words.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{mentions, reactions, reads, sql, users, words};
use crate::error::Result;
use crate::protocol::entities::{Message, MessageStatus, TOMBSTONE};
use crate::protocol::events::Draft;
use crate::protocol::ids::{ConversationId, FileId, MessageId, UserId};
use crate::protocol::time::Moment;

/// Messages no further apart than this are completed together: what lies between them costs less than to begin anew.
const NEAR: i64 = 8;

/// Who read it, whom it calls and who reacted is filled in by the page.
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
        reply_to: row.get(12)?,
        pinned: row.get::<_, Option<Moment>>(13)?.map(|_| true),
        file_size: row.get(14)?,
        mime_type: row.get(15)?,
        width: row.get(16)?,
        height: row.get(17)?,
        thumbnail_url: row.get::<_, Option<String>>(19)?.and(row.get::<_, Option<FileId>>(18)?).map(thumbnail_url),
        mentions: Vec::new(),
        reactions: Vec::new(),
        sender: users::person(row, 20)?,
        status: MessageStatus::Sent,
        read_by: Vec::new(),
        read_by_count: 0,
    })
}

/// Where the thumbnail of a file is served.
pub fn thumbnail_url(file: FileId) -> String {
    format!("/api/thumbnails/{file}")
}

/// What other tables know of an ascending or descending page of one conversation.
fn complete(connection: &Connection, page: &mut [Message]) -> Result<()> {
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(()) };
    let (conversation, between) = (first.conversation_id, (first.seq.min(last.seq), first.seq.max(last.seq)));
    reads::fill_in(connection, conversation, between, page)?;
    mentions::fill_in(connection, conversation, between, page)?;
    reactions::fill_in(connection, conversation, between, page)
}

fn one(connection: &Connection, statement: &str, params: impl Params) -> Result<Option<Message>> {
    let Some(message) = connection.prepare_cached(statement)?.query_row(params, from_row).optional()? else {
        return Ok(None);
    };
    let mut page = vec![message];
    complete(connection, &mut page)?;
    Ok(page.pop())
}

/// A message that was stored in this transaction. Nobody has read it yet, and nobody is asked: with 400 participants that took
/// three times as long as storing it.
pub fn fresh(connection: &Connection, id: MessageId) -> Result<Message> {
    Ok(connection.prepare_cached(sql::MESSAGE_BY_ID)?.query_row([id], from_row)?)
}

/// A message by its row, before `complete_all`.
pub fn bare(connection: &Connection, row: i64) -> Result<Message> {
    Ok(connection.prepare_cached(sql::MESSAGE_BY_ROW)?.query_row([row], from_row)?)
}

/// Puts messages from anywhere in order, by conversation and `seq`, and fills in what other tables know of them: what stands
/// side by side, or nearly, in one go.
pub fn complete_all(connection: &Connection, messages: &mut [Message]) -> Result<()> {
    messages.sort_unstable_by_key(|message| (message.conversation_id, message.seq));
    let near = |one: &Message, next: &Message| one.conversation_id == next.conversation_id && next.seq - one.seq <= NEAR;
    messages.chunk_by_mut(near).try_for_each(|run| complete(connection, run))
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
    complete(connection, &mut page)?;
    Ok(page)
}

/// Where a message stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The key by which other tables know it.
    pub row: i64,
    pub conversation: ConversationId,
    pub seq: i64,
    pub sender: UserId,
    pub deleted: bool,
    /// It has the address of a file.
    pub linked: bool,
}

pub fn place(connection: &Connection, id: MessageId) -> Result<Option<Place>> {
    let mut statement = connection.prepare_cached(sql::MESSAGE_PLACE)?;
    let place = statement.query_row([id], |row| {
        Ok(Place {
            conversation: row.get(0)?,
            seq: row.get(1)?,
            sender: row.get(2)?,
            deleted: row.get(3)?,
            row: row.get(4)?,
            linked: row.get(5)?,
        })
    });
    Ok(place.optional()?)
}

/// A message that is about to be stored.
#[derive(Clone, Copy)]
pub struct NewMessage<'a> {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub sender: UserId,
    pub draft: &'a Draft,
    /// Where the draft's address is that of a file of ours.
    pub file: Option<FileId>,
}

/// Stores a message under the next `seq` of its conversation.
pub fn insert(connection: &Connection, new: &NewMessage<'_>, at: Moment, rev: i64) -> Result<i64> {
    let NewMessage { id, conversation, sender, draft, file } = *new;
    let seq: i64 = connection.prepare_cached(sql::CONVERSATION_NEXT_SEQ)?.query_row((conversation, at, rev), |row| row.get(0))?;
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
        file,
        draft.reply_to,
    ))?;
    words::index(connection, id)?;
    Ok(seq)
}

pub fn edit(connection: &Connection, id: MessageId, content: &str, at: Moment, rev: i64) -> Result<()> {
    words::unindex(connection, id)?;
    connection.prepare_cached(sql::MESSAGE_EDIT)?.execute((id, content, at, rev))?;
    words::index(connection, id)
}

/// Leaves the tombstone; `secure_delete` overwrites what was there.
pub fn delete(connection: &Connection, id: MessageId, place: Place, at: Moment, rev: i64) -> Result<()> {
    words::unindex(connection, id)?;
    mentions::delete(connection, place.conversation, place.seq)?;
    reactions::delete_all(connection, place.row)?;
    connection.prepare_cached(sql::MESSAGE_DELETE)?.execute((id, TOMBSTONE, at, rev))?;
    Ok(())
}

/// Whether that changed anything.
pub fn pin(connection: &Connection, id: MessageId, at: Option<Moment>, rev: i64) -> Result<bool> {
    Ok(connection.prepare_cached(sql::MESSAGE_PIN)?.execute((id, at, rev))? > 0)
}

/// Those that are pinned, the newest pin first.
pub fn pinned(connection: &Connection, conversation: ConversationId, limit: i64) -> Result<Vec<Message>> {
    let mut statement = connection.prepare_cached(sql::MESSAGES_PINNED)?;
    let pins: Vec<Message> = statement.query_map((conversation, limit), from_row)?.collect::<rusqlite::Result<_>>()?;
    scattered(connection, pins)
}

/// Messages that do not stand side by side: each is completed by itself.
fn scattered(connection: &Connection, mut messages: Vec<Message>) -> Result<Vec<Message>> {
    messages.iter_mut().try_for_each(|message| complete(connection, std::slice::from_mut(message)))?;
    Ok(messages)
}

pub fn pins(connection: &Connection, conversation: ConversationId) -> Result<i64> {
    Ok(connection.prepare_cached(sql::MESSAGES_PINNED_COUNT)?.query_row([conversation], |row| row.get(0))?)
}

/// Something beside the message changed.
pub fn touch(connection: &Connection, row: i64, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::MESSAGE_TOUCH)?.execute((row, rev))?;
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
