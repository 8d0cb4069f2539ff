//! Avatars at rest: who has which, under names that nobody can guess.

use std::fmt;

use rusqlite::Connection;

use super::sql;
use crate::error::{Error, Result};
use crate::protocol::ids::{ConversationId, UserId};

/// Where avatars are served, to whoever knows the name.
const ADDRESS: &str = "/api/avatars/";

const HEX: usize = 32;

/// 128 random bits, and what kind of picture it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AvatarName(String);

impl AvatarName {
    /// A new one, for a picture of this media type: `image/jpeg`, or else PNG.
    ///
    /// # Errors
    /// `internal` where there is no chance to be had.
    pub fn mint(mime: &str) -> Result<Self> {
        let mut random = [0_u8; HEX / 2];
        getrandom::fill(&mut random).map_err(Error::internal)?;
        let hex: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(AvatarName(format!("{hex}.{}", if mime == "image/jpeg" { "jpg" } else { "png" })))
    }

    /// Only what `mint` may have made: it is safe as a file's name.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_suffix(".jpg").or_else(|| text.strip_suffix(".png"))?;
        let good = hex.len() == HEX && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        good.then(|| AvatarName(text.to_owned()))
    }

    /// The one that a person or a conversation has, where it is ours.
    pub fn of_address(address: &str) -> Option<Self> {
        AvatarName::parse(address.strip_prefix(ADDRESS)?)
    }

    pub fn address(&self) -> String {
        format!("{ADDRESS}{self}")
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn mime(&self) -> &'static str {
        if self.0.ends_with(".jpg") { "image/jpeg" } else { "image/png" }
    }
}

impl fmt::Display for AvatarName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub fn set_of_user(connection: &Connection, user: UserId, address: Option<&str>, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::USER_SET_AVATAR)?.execute((user, address, rev))?;
    Ok(())
}

pub fn set_of_conversation(connection: &Connection, conversation: ConversationId, address: Option<&str>, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::CONVERSATION_SET_AVATAR)?.execute((conversation, address, rev))?;
    Ok(())
}

/// The one of a conversation, where it has one that is ours.
pub fn of_conversation(connection: &Connection, conversation: ConversationId) -> Result<Option<AvatarName>> {
    let mut statement = connection.prepare_cached(sql::CONVERSATION_AVATAR)?;
    let address: Option<String> = statement.query_row([conversation], |row| row.get(0))?;
    Ok(address.as_deref().and_then(AvatarName::of_address))
}

/// All that somebody or something has.
pub fn all(connection: &Connection) -> Result<Vec<AvatarName>> {
    let mut names = Vec::new();
    each(connection, |name| names.push(name))?;
    Ok(names)
}

pub(super) fn each(connection: &Connection, mut told: impl FnMut(AvatarName)) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(sql::AVATARS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        AvatarName::of_address(&row.get::<_, String>(0)?).into_iter().for_each(&mut told);
    }
    Ok(())
}
