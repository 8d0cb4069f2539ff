//! Conversations and who takes part, at rest.

use rusqlite::{Connection, OptionalExtension};

use super::{mentions, messages, sql, users};
use crate::error::Result;
use crate::protocol::entities::{Conversation, ConversationKind, NotificationLevel, Participant, Role};
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::time::Moment;

/// Participants that a conversation names; the rest are counted.
pub const NAMED: i64 = 100;

pub struct NewConversation<'a> {
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub name: Option<&'a str>,
    pub topic: Option<&'a str>,
    pub pair: Option<(UserId, UserId)>,
}

/// The key of two people, whoever asks.
fn pair(one: UserId, other: UserId) -> Vec<u8> {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    [low.bytes(), high.bytes()].concat()
}

pub fn insert(connection: &Connection, new: &NewConversation<'_>, at: Moment, rev: i64) -> Result<()> {
    let key = new.pair.map(|(one, other)| pair(one, other));
    connection.prepare_cached(sql::CONVERSATION_INSERT)?.execute((new.id, new.kind, new.name, new.topic, key, at, rev))?;
    Ok(())
}

pub fn of_pair(connection: &Connection, one: UserId, other: UserId) -> Result<Option<ConversationId>> {
    let mut statement = connection.prepare_cached(sql::CONVERSATION_OF_PAIR)?;
    Ok(statement.query_row([pair(one, other)], |row| row.get(0)).optional()?)
}

pub fn kind(connection: &Connection, id: ConversationId) -> Result<ConversationKind> {
    Ok(connection.prepare_cached(sql::CONVERSATION_TYPE)?.query_row([id], |row| row.get(0))?)
}

/// What it is, and what it is called.
pub fn face(connection: &Connection, id: ConversationId) -> Result<(ConversationKind, Option<String>)> {
    Ok(connection.prepare_cached(sql::CONVERSATION_FACE)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

pub fn edit(connection: &Connection, id: ConversationId, name: Option<&str>, topic: Option<&str>, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::CONVERSATION_EDIT)?.execute((id, name, topic, rev))?;
    Ok(())
}

/// The channel that every newcomer joins.
pub fn general(connection: &Connection) -> Result<Option<ConversationId>> {
    Ok(connection.prepare_cached(sql::GENERAL)?.query_row([], |row| row.get(0)).optional()?)
}

pub fn set_general(connection: &Connection, id: ConversationId) -> Result<()> {
    connection.prepare_cached(sql::GENERAL_SET)?.execute([id])?;
    Ok(())
}

/// A conversation as `viewer` sees it; their own part is empty where they take no part.
pub fn view(connection: &Connection, id: ConversationId, viewer: UserId) -> Result<Conversation> {
    let mut statement = connection.prepare_cached(sql::CONVERSATION_BY_ID)?;
    let (mut conversation, last_seq) = statement.query_row([id], |row| {
        let conversation = Conversation {
            id: row.get(0)?,
            kind: row.get(1)?,
            name: row.get(2)?,
            topic: row.get(3)?,
            avatar: row.get(4)?,
            participants: Vec::new(),
            participant_count: 0,
            last_message: None,
            first_seq: row.get(5)?,
            unread_count: 0,
            mention_count: 0,
            notifications: NotificationLevel::All,
            created_at: row.get(6)?,
            updated_at: row.get(7)?,
            rev: row.get(8)?,
        };
        Ok((conversation, row.get(9)?))
    })?;
    conversation.participants = participants(connection, id, NAMED)?;
    conversation.participant_count = count(connection, id)?;
    conversation.last_message = messages::by_seq(connection, id, last_seq)?;
    own_part(connection, &mut conversation, viewer)?;
    Ok(conversation)
}

/// Puts in what is the viewer's own: unread messages and notifications.
pub fn own_part(connection: &Connection, conversation: &mut Conversation, viewer: UserId) -> Result<()> {
    if let Some((last_read, notifications)) = own(connection, conversation.id, viewer)? {
        conversation.unread_count = messages::unread(connection, conversation.id, viewer, last_read)?;
        conversation.mention_count = mentions::unread(connection, conversation.id, viewer, last_read)?;
        conversation.notifications = notifications;
    }
    Ok(())
}

/// The caller's `lastReadSeq` and notification level.
pub fn own(connection: &Connection, id: ConversationId, user: UserId) -> Result<Option<(i64, NotificationLevel)>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANT_OWN)?;
    Ok(statement.query_row((id, user), |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Newest activity first.
pub fn of_user(connection: &Connection, user: UserId) -> Result<Vec<Conversation>> {
    let mut statement = connection.prepare_cached(sql::CONVERSATIONS_OF_USER)?;
    let ids: Vec<ConversationId> = statement.query_map([user], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    ids.into_iter().map(|id| view(connection, id, user)).collect()
}

/// Where somebody takes part, and as what.
pub fn roles_of_user(connection: &Connection, user: UserId) -> Result<Vec<(ConversationId, ConversationKind, Role)>> {
    let mut statement = connection.prepare_cached(sql::CONVERSATION_ROLES_OF_USER)?;
    let rows = statement.query_map([user], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn participants(connection: &Connection, id: ConversationId, limit: i64) -> Result<Vec<Participant>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANTS)?;
    let participants = statement.query_map((id, limit), |row| {
        Ok(Participant { user: users::person(row, 0)?, role: row.get(4)?, joined_at: row.get(5)?, last_read_seq: row.get(6)? })
    })?;
    Ok(participants.collect::<rusqlite::Result<_>>()?)
}

pub fn participant_ids(connection: &Connection, id: ConversationId) -> Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANT_IDS)?;
    let ids = statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

pub fn count(connection: &Connection, id: ConversationId) -> Result<i64> {
    Ok(connection.prepare_cached(sql::PARTICIPANT_COUNT)?.query_row([id], |row| row.get(0))?)
}

pub fn role(connection: &Connection, id: ConversationId, user: UserId) -> Result<Option<Role>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANT_ROLE)?;
    Ok(statement.query_row((id, user), |row| row.get(0)).optional()?)
}

pub fn owners(connection: &Connection, id: ConversationId) -> Result<i64> {
    Ok(connection.prepare_cached(sql::PARTICIPANT_OWNERS)?.query_row([id], |row| row.get(0))?)
}

/// Who owns it next when the last owner leaves.
pub fn heir(connection: &Connection, id: ConversationId) -> Result<Option<UserId>> {
    Ok(connection.prepare_cached(sql::PARTICIPANT_HEIR)?.query_row([id], |row| row.get(0)).optional()?)
}

/// Whether it is a newcomer.
pub fn add(connection: &Connection, id: ConversationId, user: UserId, role: Role, at: Moment, rev: i64) -> Result<bool> {
    let added = connection.prepare_cached(sql::PARTICIPANT_INSERT)?.execute((id, user, role, at, rev))? > 0;
    connection.prepare_cached(sql::DEPARTURE_DELETE)?.execute((user, id))?;
    Ok(added)
}

pub fn remove(connection: &Connection, id: ConversationId, user: UserId, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::PARTICIPANT_DELETE)?.execute((id, user))?;
    connection.prepare_cached(sql::DEPARTURE_INSERT)?.execute((user, id, rev))?;
    Ok(())
}

pub fn set_role(connection: &Connection, id: ConversationId, user: UserId, role: Role, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::PARTICIPANT_SET_ROLE)?.execute((id, user, role, rev))?;
    Ok(())
}

pub fn set_notifications(
    connection: &Connection,
    id: ConversationId,
    user: UserId,
    level: NotificationLevel,
    rev: i64,
) -> Result<()> {
    connection.prepare_cached(sql::PARTICIPANT_SET_NOTIFICATIONS)?.execute((id, user, level, rev))?;
    Ok(())
}

/// Every pair of conversation and participant, for the live registry.
pub fn all_participants(connection: &Connection) -> Result<Vec<(ConversationId, UserId)>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANT_ALL)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
