//! Who may do what to a message.

use rusqlite::Connection;

use super::member::Member;
use super::standing::{Act, Standing};
use crate::error::{Error, Result};
use crate::protocol::ids::{MessageId, UserId};
use crate::store::messages::{self, Place};

/// May change a message: wrote it, and still takes part where it stands.
#[derive(Debug)]
pub struct Author {
    member: Member,
    message: MessageId,
    place: Place,
}

impl Author {
    /// # Errors
    /// `forbidden` with one message for what is unknown and what is somebody else's.
    pub fn prove(connection: &Connection, message: MessageId, user: UserId) -> Result<Self> {
        prove(connection, message, user, |_| false)
    }

    /// Who may delete: the author, and whoever looks after the conversation.
    ///
    /// # Errors
    /// As above.
    pub fn or_admin(connection: &Connection, message: MessageId, user: UserId) -> Result<Self> {
        prove(connection, message, user, |standing| standing.may(Act::Moderate))
    }

    pub fn member(&self) -> &Member {
        &self.member
    }

    pub fn message(&self) -> MessageId {
        self.message
    }

    pub fn place(&self) -> Place {
        self.place
    }
}

fn prove(connection: &Connection, message: MessageId, user: UserId, may: impl Fn(&Standing) -> bool) -> Result<Author> {
    let place = messages::place(connection, message)?.ok_or_else(unauthorized)?;
    let member = match Member::prove(connection, place.conversation, user) {
        Err(error) if error.is_refusal() => return Err(unauthorized()),
        member => member?,
    };
    if place.sender == user || may(&member.standing) { Ok(Author { member, message, place }) } else { Err(unauthorized()) }
}

fn unauthorized() -> Error {
    Error::forbidden("Unauthorized")
}

/// May pin, and take pins away.
#[derive(Debug)]
pub struct Pinner(Member);

impl Pinner {
    /// # Errors
    /// As for a member, and `forbidden` for those who only listen.
    pub fn prove(connection: &Connection, message: MessageId, user: UserId) -> Result<(Self, Place)> {
        let (member, place) = Member::of_message(connection, message, user)?;
        member.standing.need(Act::Pin)?;
        Ok((Pinner(member), place))
    }

    pub fn member(&self) -> &Member {
        &self.0
    }
}
