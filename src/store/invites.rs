//! Invites at rest: who invites, how often and until when, and where newcomers are brought.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{sql, users};
use crate::error::Result;
use crate::protocol::entities::Person;
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::invites::Destination;
use crate::protocol::time::Moment;

#[derive(Clone, Debug)]
pub struct Invite {
    pub code: String,
    pub max_uses: Option<i64>,
    pub uses: i64,
    pub expires_at: Option<Moment>,
    pub created_at: Moment,
    pub creator: Person,
    /// Then it makes no account.
    pub creator_disabled: bool,
    pub conversations: Vec<Destination>,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Invite> {
    Ok(Invite {
        code: row.get(0)?,
        max_uses: row.get(1)?,
        uses: row.get(2)?,
        expires_at: row.get(3)?,
        created_at: row.get(4)?,
        creator: users::person(row, 5)?,
        creator_disabled: row.get(9)?,
        conversations: Vec::new(),
    })
}

pub fn insert(
    connection: &Connection,
    code: &str,
    creator: UserId,
    (max_uses, expires_at): (Option<i64>, Option<Moment>),
    at: Moment,
    conversations: &[ConversationId],
) -> Result<()> {
    connection.prepare_cached(sql::INVITE_INSERT)?.execute((code, creator, max_uses, expires_at, at))?;
    let mut link = connection.prepare_cached(sql::INVITE_LINK)?;
    for conversation in conversations {
        link.execute((code, conversation))?;
    }
    Ok(())
}

pub fn by_code(connection: &Connection, code: &str) -> Result<Option<Invite>> {
    let found = connection.prepare_cached(sql::INVITE_BY_CODE)?.query_row([code], from_row).optional()?;
    found.map(|invite| with_conversations(connection, invite)).transpose()
}

/// Those of one person or of all, the newest first.
pub fn list(connection: &Connection, creator: Option<UserId>) -> Result<Vec<Invite>> {
    let found: Vec<Invite> = match creator {
        Some(creator) => {
            connection.prepare_cached(sql::INVITES_OF_USER)?.query_map([creator], from_row)?.collect::<rusqlite::Result<_>>()?
        }
        None => connection.prepare_cached(sql::INVITES)?.query_map([], from_row)?.collect::<rusqlite::Result<_>>()?,
    };
    found.into_iter().map(|invite| with_conversations(connection, invite)).collect()
}

fn with_conversations(connection: &Connection, mut invite: Invite) -> Result<Invite> {
    let mut statement = connection.prepare_cached(sql::INVITE_CONVERSATIONS)?;
    let rows = statement.query_map([&invite.code], |row| Ok(Destination { id: row.get(0)?, name: row.get(1)? }))?;
    invite.conversations = rows.collect::<rusqlite::Result<_>>()?;
    Ok(invite)
}

/// Takes one use, where there is one left and its creator may still sign in; answers who that is.
pub fn take(connection: &Connection, code: &str, now: Moment) -> Result<Option<UserId>> {
    Ok(connection.prepare_cached(sql::INVITE_USE)?.query_row((code, now), |row| row.get(0)).optional()?)
}

/// Whether there was such an invite.
pub fn delete(connection: &Connection, code: &str) -> Result<bool> {
    connection.prepare_cached(sql::INVITE_UNLINK)?.execute([code])?;
    Ok(connection.prepare_cached(sql::INVITE_DELETE)?.execute([code])? > 0)
}

/// Takes away those that were over at `at`.
pub fn delete_over(connection: &Connection, at: Moment) -> Result<()> {
    let mut statement = connection.prepare_cached(sql::INVITES_LONG_OVER)?;
    let codes: Vec<String> = statement.query_map([at], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    codes.iter().try_for_each(|code| delete(connection, code).map(drop))
}
