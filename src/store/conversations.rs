//! Conversations and who takes part, at rest.

use rusqlite::{Connection, OptionalExtension, Row};

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
    /// Days that messages are kept; for ever where none are named.
    pub retention: Option<i64>,
}

/// The key of two people, whoever asks.
fn pair(one: UserId, other: UserId) -> Vec<u8> {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    [low.bytes(), high.bytes()].concat()
}

pub fn insert(connection: &Connection, new: &NewConversation<'_>, at: Moment, rev: i64) -> Result<()> {
    let key = new.pair.map(|(one, other)| pair(one, other));
    connection.prepare_cached(sql::CONVERSATION_INSERT)?.execute((
        new.id,
        new.kind,
        new.name,
        new.topic,
        key,
        at,
        rev,
        new.retention,
    ))?;
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

/// Writes down the name, the topic and the retention that `changed` has.
pub fn edit(connection: &Connection, changed: &Conversation, rev: i64) -> Result<()> {
    let values = (changed.id, &changed.name, &changed.topic, changed.retention_days, rev);
    connection.prepare_cached(sql::CONVERSATION_EDIT)?.execute(values)?;
    Ok(())
}

/// Who takes part, or what it is called, has changed. What changes participants does this by itself.
pub fn touch(connection: &Connection, id: ConversationId, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::CONVERSATION_TOUCH)?.execute((id, rev))?;
    Ok(())
}

/// Of a conversation and an account that is not disabled: the kind of the one, the role of the other in it where they take
/// part, and whether they administrate the server.
pub fn standing(
    connection: &Connection,
    id: ConversationId,
    user: UserId,
) -> Result<Option<(ConversationKind, Option<Role>, bool)>> {
    let mut statement = connection.prepare_cached(sql::CONVERSATION_STANDING)?;
    Ok(statement.query_row((id, user), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?)
}

/// The channel that every newcomer joins.
pub fn general(connection: &Connection) -> Result<Option<ConversationId>> {
    Ok(connection.prepare_cached(sql::GENERAL)?.query_row([], |row| row.get(0)).optional()?)
}

pub fn set_general(connection: &Connection, id: ConversationId) -> Result<()> {
    connection.prepare_cached(sql::GENERAL_SET)?.execute([id])?;
    Ok(())
}

/// A conversation as `viewer` sees it. Of a channel that they take no part in, they see its face and how many are in it.
pub fn view(connection: &Connection, id: ConversationId, viewer: UserId) -> Result<Conversation> {
    let mut conversation = whole(connection, id)?;
    own_part(connection, &mut conversation, viewer)?;
    Ok(conversation)
}

/// A conversation with nobody's own part in it: for `own_part`, which has to come before anybody sees it.
pub fn whole(connection: &Connection, id: ConversationId) -> Result<Conversation> {
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
            joined: false,
            last_message: None,
            first_seq: row.get(5)?,
            joined_at: None,
            last_read_seq: 0,
            unread_count: 0,
            mention_count: 0,
            notifications: NotificationLevel::All,
            retention_days: row.get(9)?,
            created_at: row.get(6)?,
            updated_at: row.get(7)?,
            rev: row.get(8)?,
        };
        Ok((conversation, row.get(10)?))
    })?;
    conversation.participants = participants(connection, id, NAMED)?;
    let named = conversation.participants.len() as i64;
    conversation.participant_count = if named < NAMED { named } else { count(connection, id)? };
    conversation.last_message = messages::by_seq(connection, id, last_seq)?;
    Ok(conversation)
}

/// Puts in what is the viewer's own: unread messages and notifications, and the number of what changed last for them; or takes out
/// what is not for those who take no part.
pub fn own_part(connection: &Connection, conversation: &mut Conversation, viewer: UserId) -> Result<()> {
    let own = own(connection, conversation.id, viewer)?;
    conversation.joined = own.is_some();
    if let Some(own) = own {
        conversation.unread_count = messages::unread(connection, conversation.id, viewer, own.last_read_seq)?;
        conversation.mention_count = mentions::unread(connection, conversation.id, viewer, own.last_read_seq)?;
        conversation.joined_at = Some(own.joined_at);
        conversation.last_read_seq = own.last_read_seq;
        conversation.notifications = own.notifications;
        conversation.rev = own.view_rev;
    } else {
        conversation.participants.clear();
        conversation.last_message = None;
        conversation.joined_at = None;
        conversation.last_read_seq = 0;
        conversation.unread_count = 0;
        conversation.mention_count = 0;
        conversation.notifications = NotificationLevel::All;
    }
    Ok(())
}

/// The `seq` of the newest message; 0 before the first.
pub fn last_seq(connection: &Connection, id: ConversationId) -> Result<i64> {
    Ok(connection.prepare_cached(sql::CONVERSATION_LAST_SEQ)?.query_row([id], |row| row.get(0))?)
}

/// Where somebody takes part, and in which role.
pub fn standings(connection: &Connection, user: UserId) -> Result<Vec<(ConversationId, ConversationKind, Role)>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANT_STANDINGS)?;
    let rows = statement.query_map([user], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The groups and channels that somebody takes part in, by name.
pub fn names(connection: &Connection, user: UserId) -> Result<Vec<(ConversationId, String)>> {
    let mut statement = connection.prepare_cached(sql::CONVERSATION_NAMES)?;
    let names = statement.query_map([user], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(names)
}

/// A participant's own part in a conversation.
pub struct Own {
    pub joined_at: Moment,
    pub last_read_seq: i64,
    pub notifications: NotificationLevel,
    /// When this part changed last.
    pub rev: i64,
    /// When the conversation as this participant sees it changed last, messages apart.
    pub view_rev: i64,
    /// Of the conversation: where its history begins.
    pub first_seq: i64,
}

pub fn own(connection: &Connection, id: ConversationId, user: UserId) -> Result<Option<Own>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANT_OWN)?;
    let own = statement.query_row((id, user), |row| {
        Ok(Own {
            last_read_seq: row.get(0)?,
            notifications: row.get(1)?,
            rev: row.get(2)?,
            view_rev: row.get(3)?,
            first_seq: row.get(4)?,
            joined_at: row.get(5)?,
        })
    });
    Ok(own.optional()?)
}

/// Newest activity first.
pub fn of_user(connection: &Connection, user: UserId) -> Result<Vec<Conversation>> {
    let mut statement = connection.prepare_cached(sql::CONVERSATIONS_OF_USER)?;
    let ids: Vec<ConversationId> = statement.query_map([user], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    ids.into_iter().map(|id| view(connection, id, user)).collect()
}

pub fn participants(connection: &Connection, id: ConversationId, limit: i64) -> Result<Vec<Participant>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANTS)?;
    let participants = statement.query_map((id, limit), participant_from)?.collect::<rusqlite::Result<_>>()?;
    Ok(participants)
}

/// # Errors
/// `not_found` for whoever takes no part.
pub fn participant(connection: &Connection, id: ConversationId, user: UserId) -> Result<Participant> {
    Ok(connection.prepare_cached(sql::PARTICIPANT)?.query_row((id, user), participant_from)?)
}

fn participant_from(row: &Row<'_>) -> rusqlite::Result<Participant> {
    Ok(Participant { user: users::person(row, 0)?, role: row.get(4)?, joined_at: row.get(5)?, last_read_seq: row.get(6)? })
}

pub fn participant_ids(connection: &Connection, id: ConversationId) -> Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANT_IDS)?;
    let ids = statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

pub fn count(connection: &Connection, id: ConversationId) -> Result<i64> {
    Ok(connection.prepare_cached(sql::PARTICIPANT_COUNT)?.query_row([id], |row| row.get(0))?)
}

/// Whether people take part, or a bot that owns it.
pub fn is_somebodys(connection: &Connection, id: ConversationId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::PARTICIPANT_SOMEBODY)?.query_row([id], |row| row.get(0))?)
}

pub fn role(connection: &Connection, id: ConversationId, user: UserId) -> Result<Option<Role>> {
    let mut statement = connection.prepare_cached(sql::PARTICIPANT_ROLE)?;
    Ok(statement.query_row((id, user), |row| row.get(0)).optional()?)
}

/// Whether somebody else owns it, and can sign in.
pub fn has_owner_besides(connection: &Connection, id: ConversationId, user: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::PARTICIPANT_OWNER_BESIDES)?.query_row((id, user), |row| row.get(0))?)
}

/// Who owns it next when the last owner, `user`, is not there any more.
pub fn heir(connection: &Connection, id: ConversationId, user: UserId) -> Result<Option<UserId>> {
    Ok(connection.prepare_cached(sql::PARTICIPANT_HEIR)?.query_row((id, user), |row| row.get(0)).optional()?)
}

/// Groups and channels that somebody owns.
pub fn owned_by(connection: &Connection, user: UserId) -> Result<Vec<ConversationId>> {
    ids(connection, sql::CONVERSATIONS_OF_OWNER, user)
}

pub fn ids_of_user(connection: &Connection, user: UserId) -> Result<Vec<ConversationId>> {
    ids(connection, sql::CONVERSATION_IDS_OF_USER, user)
}

fn ids(connection: &Connection, statement: &str, user: UserId) -> Result<Vec<ConversationId>> {
    let mut statement = connection.prepare_cached(statement)?;
    let ids = statement.query_map([user], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

pub fn channels(connection: &Connection) -> Result<Vec<ConversationId>> {
    let mut statement = connection.prepare_cached(sql::CHANNELS)?;
    let ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

/// Whether it is a newcomer.
pub fn add(connection: &Connection, id: ConversationId, user: UserId, role: Role, at: Moment, rev: i64) -> Result<bool> {
    let added = connection.prepare_cached(sql::PARTICIPANT_INSERT)?.execute((id, user, role, at, rev))? > 0;
    if added {
        connection.prepare_cached(sql::DEPARTURE_DELETE)?.execute((user, id))?;
        touch(connection, id, rev)?;
    }
    Ok(added)
}

pub fn remove(connection: &Connection, id: ConversationId, user: UserId, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::PARTICIPANT_DELETE)?.execute((id, user))?;
    connection.prepare_cached(sql::DEPARTURE_INSERT)?.execute((user, id, rev))?;
    touch(connection, id, rev)
}

pub fn set_role(connection: &Connection, id: ConversationId, user: UserId, role: Role, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::PARTICIPANT_SET_ROLE)?.execute((id, user, role, rev))?;
    touch(connection, id, rev)
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
