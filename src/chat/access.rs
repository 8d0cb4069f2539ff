//! The proofs of a right. Nothing happens in a conversation without one in hand, and only this file can make one.

use rusqlite::Connection;

use crate::auth::keys::Digest;
use crate::error::{Error, Result};
use crate::protocol::entities::{ConversationKind, Role};
use crate::protocol::ids::{ConversationId, HookId, MessageId, UserId};
use crate::store::messages::Place;
use crate::store::{conversations, hooks, messages, users};

/// Takes part in the conversation.
#[derive(Debug)]
pub struct Member {
    conversation: ConversationId,
    user: UserId,
    role: Role,
}

impl Member {
    /// # Errors
    /// `not_found`: whoever takes no part cannot tell it from nothing.
    pub fn prove(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        let role = conversations::role(connection, conversation, user)?.ok_or_else(Error::not_found)?;
        Ok(Member { conversation, user, role })
    }

    /// Takes part where that message stands, and where it stands.
    ///
    /// # Errors
    /// `not_found` for what is unknown and for what stands elsewhere.
    pub fn of_message(connection: &Connection, message: MessageId, user: UserId) -> Result<(Self, Place)> {
        let place = messages::place(connection, message)?.ok_or_else(Error::not_found)?;
        Ok((Member::prove(connection, place.conversation, user)?, place))
    }

    /// The bot that speaks by the address with that digest, where it still takes part.
    ///
    /// # Errors
    /// `not_found`.
    pub fn of_hook(connection: &Connection, secret: &Digest) -> Result<(Self, HookId)> {
        let (id, conversation, bot) = hooks::by_secret(connection, secret)?.ok_or_else(Error::not_found)?;
        Ok((Member::prove(connection, conversation, bot)?, id))
    }

    pub fn conversation(&self) -> ConversationId {
        self.conversation
    }

    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn role(&self) -> Role {
        self.role
    }
}

/// May pin: everybody in a direct conversation and in a group, in a channel those who look after it.
#[derive(Debug)]
pub struct Pinner(Member);

impl Pinner {
    /// # Errors
    /// `not_found` for outsiders, `forbidden` for those who only listen.
    pub fn prove(connection: &Connection, message: MessageId, user: UserId) -> Result<(Self, Place)> {
        let (member, place) = Member::of_message(connection, message, user)?;
        if member.role < Role::Admin && conversations::kind(connection, member.conversation)? == ConversationKind::Channel {
            return Err(Error::forbidden("Only those who look after this channel may pin."));
        }
        Ok((Pinner(member), place))
    }

    pub fn member(&self) -> &Member {
        &self.0
    }
}

/// Looks after a group or channel: its name, its participants.
#[derive(Debug)]
pub struct Admin(Member);

impl Admin {
    /// # Errors
    /// `not_found` for outsiders, `forbidden` for the others.
    pub fn prove(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        let member = Member::prove(connection, conversation, user)?;
        if member.role < Role::Admin {
            return Err(Error::forbidden("Only those who look after this conversation may do that."));
        }
        if conversations::kind(connection, conversation)? == ConversationKind::Direct {
            return Err(Error::forbidden("A direct conversation stays between its two people."));
        }
        Ok(Admin(member))
    }

    pub fn member(&self) -> &Member {
        &self.0
    }
}

/// Administrates the server: by the database, whatever a token says.
#[derive(Debug)]
pub struct Administrator(UserId);

impl Administrator {
    /// # Errors
    /// `forbidden`.
    pub fn prove(connection: &Connection, user: UserId) -> Result<Self> {
        if users::is_admin(connection, user)? {
            Ok(Administrator(user))
        } else {
            Err(Error::forbidden("Only administrators of this server may do that."))
        }
    }

    pub fn user(&self) -> UserId {
        self.0
    }
}

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
        prove(connection, message, user, |member, sender| sender == member.user)
    }

    /// Who may delete: the author, and whoever looks after the conversation.
    ///
    /// # Errors
    /// As above.
    pub fn or_admin(connection: &Connection, message: MessageId, user: UserId) -> Result<Self> {
        prove(connection, message, user, |member, sender| sender == member.user || member.role >= Role::Admin)
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

fn prove(connection: &Connection, message: MessageId, user: UserId, may: impl Fn(&Member, UserId) -> bool) -> Result<Author> {
    let unauthorized = || Error::forbidden("Unauthorized");
    let place = messages::place(connection, message)?.ok_or_else(unauthorized)?;
    let role = conversations::role(connection, place.conversation, user)?.ok_or_else(unauthorized)?;
    let member = Member { conversation: place.conversation, user, role };
    if may(&member, place.sender) { Ok(Author { member, message, place }) } else { Err(unauthorized()) }
}
