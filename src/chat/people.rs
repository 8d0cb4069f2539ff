//! The member directory, profiles, and what may be a name.

use std::sync::Arc;

use rusqlite::Connection;

use super::Chat;
use super::caller::Caller;
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use super::rooms::Rooms;
use crate::error::{Code, Error, Result};
use crate::protocol::entities::{Presence, User};
use crate::protocol::events::{ServerEvent, UserUpdated};
use crate::protocol::ids::UserId;
use crate::protocol::rest::{EditProfile, Users};
use crate::store::users;
use crate::store::writer::next_rev;

pub const USERNAME: std::ops::RangeInclusive<usize> = 2..=32;

/// Characters of a display name or a conversation's name, at most.
pub const NAME: usize = 64;

/// What a message may call everybody by, and what stands for nobody: no account may have these names.
const RESERVED: [&str; 5] = ["here", "all", "everyone", "channel", "deleted"];

/// For whoever works on this machine.
pub(super) fn nobody(username: &str) -> Error {
    Error::new(Code::NotFound, format!("There is no account {username:?}; parlor user list shows them all."))
}

/// Case-folded: 2 to 32 of `a-z 0-9 . _ -`. A reserved one is as good as taken (`conflict`).
pub(super) fn username(text: &str) -> Result<String> {
    let name = text.trim().to_lowercase();
    let good = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._-".contains(letter);
    if is_reserved(&name) {
        return Err(Error::conflict("This user name is reserved; choose another.").field("username"));
    }
    if USERNAME.contains(&name.chars().count()) && name.chars().all(good) {
        return Ok(name);
    }
    let message = "A user name has 2 to 32 characters: letters from a to z, digits, dot, underscore and hyphen.";
    Err(Error::bad_request(message).field("username"))
}

pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Free text without what is invisible or turns the reading direction.
pub(super) fn display_name(text: &str) -> Result<String> {
    clean(text).ok_or_else(|| wrong_name("displayName"))
}

pub(super) fn wrong_name(field: &'static str) -> Error {
    Error::bad_request(format!("A name has 1 to {NAME} visible characters.")).field(field)
}

/// Control characters, what is invisible, and what turns the reading direction.
pub(super) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Of what is no person.
pub(super) fn name(text: &str) -> Result<String> {
    clean(text).ok_or_else(|| wrong_name("name"))
}

pub(super) fn clean(text: &str) -> Option<String> {
    let name: String = text.chars().filter(|letter| !is_hidden(*letter)).collect();
    let name = name.trim();
    (1..=NAME).contains(&name.chars().count()).then(|| name.to_owned())
}

/// Puts in whether somebody is there.
pub(super) fn present(rooms: &Rooms, mut user: User) -> User {
    user.status = if rooms.is_online(user.person.id) { Presence::Online } else { Presence::Offline };
    user.last_seen = rooms.last_seen(user.person.id).or(user.last_seen);
    user
}

/// A profile has changed, under this number: everybody hears it.
pub(super) fn changed(connection: &Connection, rooms: &Rooms, id: UserId, rev: i64) -> Result<Outcome<User>> {
    let user = present(rooms, users::by_id(connection, id)?);
    let event = ServerEvent::UserUpdated(UserUpdated { user: user.clone(), rev });
    Ok(Outcome::new(user, vec![Step::Rev(rev), Step::Tell(Audience::Everyone, event)]))
}

impl Chat {
    pub(super) fn with_presence(&self, user: User) -> User {
        present(&self.rooms, user)
    }

    /// Anybody, also who is disabled: what they said still stands under their name.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn user(&self, id: UserId) -> Result<User> {
        Ok(self.with_presence(self.read(move |connection| users::known(connection, id)).await?))
    }

    /// The first 200 whose names hold `query`.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn directory(&self, query: String) -> Result<Users> {
        let users = self.read(move |connection| users::search(connection, query.trim())).await?;
        Ok(Users { users: users.into_iter().map(|user| self.with_presence(user)).collect() })
    }

    /// # Errors
    /// `bad_request` for a name that is none.
    pub async fn edit_profile(&self, caller: &Caller, body: EditProfile) -> Result<User> {
        let id = caller.user;
        self.rates().rename.take(id)?;
        let name = body.display_name.as_deref().map(display_name).transpose()?;
        let rooms = Arc::clone(&self.rooms);
        self.commit(move |connection| {
            let user = users::by_id(connection, id)?;
            let Some(name) = name.filter(|name| *name != user.person.display_name) else {
                return Ok(Outcome::quiet(present(&rooms, user)));
            };
            let rev = next_rev(connection)?;
            users::rename(connection, id, &name, rev)?;
            changed(connection, &rooms, id, rev)
        })
        .await
    }
}
