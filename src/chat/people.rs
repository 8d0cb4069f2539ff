//! The member directory, profiles, and what may be a name.

use std::sync::Arc;

use super::Chat;
use super::accounts::Caller;
use super::outcome::{Audience, Outcome, Step};
use crate::error::{Error, Result};
use crate::protocol::entities::{Presence, User};
use crate::protocol::events::{ServerEvent, UserUpdated};
use crate::protocol::ids::UserId;
use crate::protocol::rest::{EditProfile, Users};
use crate::store::users;
use crate::store::writer::next_rev;

pub const USERNAME: std::ops::RangeInclusive<usize> = 2..=32;

/// Characters of a display name or a conversation's name, at most.
pub const NAME: usize = 64;

/// Case-folded: 2 to 32 of `a-z 0-9 . _ -`.
pub(super) fn username(text: &str) -> Result<String> {
    let name = text.trim().to_lowercase();
    let good = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._-".contains(letter);
    if USERNAME.contains(&name.chars().count()) && name.chars().all(good) {
        return Ok(name);
    }
    let message = "A user name has 2 to 32 characters: letters from a to z, digits, dot, underscore and hyphen.";
    Err(Error::bad_request(message).field("username"))
}

/// Free text without what is invisible or turns the reading direction.
pub(super) fn display_name(text: &str) -> Result<String> {
    clean(text).ok_or_else(|| Error::bad_request(format!("A name has 1 to {NAME} visible characters.")).field("displayName"))
}

/// The same for what is no person.
pub(super) fn name(text: &str) -> Result<String> {
    clean(text).ok_or_else(|| Error::bad_request(format!("A name has 1 to {NAME} visible characters.")).field("name"))
}

pub(super) fn clean(text: &str) -> Option<String> {
    let hidden = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    let name: String = text.chars().filter(|letter| !hidden(*letter)).collect();
    let name = name.trim();
    (1..=NAME).contains(&name.chars().count()).then(|| name.to_owned())
}

impl Chat {
    pub(super) fn with_presence(&self, mut user: User) -> User {
        user.status = if self.rooms.is_online(user.person.id) { Presence::Online } else { Presence::Offline };
        user
    }

    /// # Errors
    /// `not_found`.
    pub async fn user(&self, id: UserId) -> Result<User> {
        Ok(self.with_presence(self.read(move |connection| users::by_id(connection, id)).await?))
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
        let name = body.display_name.as_deref().map(display_name).transpose()?;
        let rooms = Arc::clone(&self.rooms);
        self.commit(move |connection| {
            let presence = if rooms.is_online(id) { Presence::Online } else { Presence::Offline };
            let mut user = users::by_id(connection, id)?;
            let mut steps = Vec::new();
            if let Some(name) = name.filter(|name| *name != user.person.display_name) {
                let rev = next_rev(connection)?;
                users::rename(connection, id, &name, rev)?;
                user = User { status: presence, ..users::by_id(connection, id)? };
                let event = ServerEvent::UserUpdated(UserUpdated { user: user.clone(), rev });
                steps = vec![Step::Rev(rev), Step::Tell(Audience::Everyone, event)];
            }
            Ok(Outcome::new(User { status: presence, ..user }, steps))
        })
        .await
    }
}
