//! Who sees a conversation, and who takes part in it.

use rusqlite::Connection;

use super::standing::{Standing, between_two, everybodys, holds, outside};
use crate::auth::keys::Digest;
use crate::chat::rooms::Rooms;
use crate::error::{Error, Result};
use crate::protocol::entities::{ConversationKind, Role};
use crate::protocol::ids::{ConversationId, HookId, MessageId, UserId};
use crate::store::messages::Place;
use crate::store::{conversations, hooks, messages};

/// Sees that the conversation is there. Where a viewer takes no part, it is a channel, and they may join it.
#[derive(Debug)]
pub struct Viewer(Standing);

impl Viewer {
    /// # Errors
    /// `not_found`: whoever may not see it cannot tell it from nothing.
    pub fn prove(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        Standing::find(connection, conversation, user).map(Viewer)
    }

    pub fn conversation(&self) -> ConversationId {
        self.0.conversation
    }

    pub fn user(&self) -> UserId {
        self.0.user
    }

    pub fn takes_part(&self) -> bool {
        self.0.role.is_some()
    }
}

/// Takes part in the conversation.
#[derive(Debug)]
pub struct Member {
    pub(super) standing: Standing,
    role: Role,
}

impl Member {
    /// # Errors
    /// `not_found` for those who do not see it, `forbidden` for those who have not joined the channel.
    pub fn prove(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        let standing = Standing::find(connection, conversation, user)?;
        match (standing.role, standing.rank()) {
            (Some(_), Some(role)) => Ok(Member { standing, role }),
            _ => Err(outside()),
        }
    }

    /// Everywhere that somebody takes part now.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn everywhere(connection: &Connection, user: UserId) -> Result<Vec<Self>> {
        let found = conversations::standings(connection, user)?;
        let member = |(conversation, kind, role)| Member {
            standing: Standing { conversation, user, kind, role: Some(role), steward: false },
            role,
        };
        Ok(found.into_iter().map(member).collect())
    }

    /// May leave it.
    ///
    /// # Errors
    /// As above; `forbidden` in a direct conversation, `conflict` in General, which everybody is in.
    pub fn to_leave(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        let member = Member::prove(connection, conversation, user)?;
        if member.kind() == ConversationKind::Direct {
            return Err(between_two());
        }
        everybodys(connection, conversation)?;
        Ok(member)
    }

    /// Takes part where that message stands, and where it stands.
    ///
    /// # Errors
    /// `not_found` for a message that one may not see, also where one sees that there is a channel.
    pub fn of_message(connection: &Connection, message: MessageId, user: UserId) -> Result<(Self, Place)> {
        let place = messages::place(connection, message)?.ok_or_else(Error::not_found)?;
        match Member::prove(connection, place.conversation, user) {
            Err(error) if error.is_refusal() => Err(Error::not_found()),
            member => Ok((member?, place)),
        }
    }

    /// The bot that speaks by the address with that digest, where it still takes part.
    ///
    /// # Errors
    /// `not_found`.
    pub fn of_hook(connection: &Connection, secret: &Digest) -> Result<(Self, HookId)> {
        let (id, conversation, bot) = hooks::by_secret(connection, secret)?.ok_or_else(Error::not_found)?;
        match Member::prove(connection, conversation, bot) {
            Err(error) if error.is_refusal() => Err(Error::not_found()),
            member => Ok((member?, id)),
        }
    }
}

holds!(Member);

/// Takes part at this moment, by memory alone: for what is told and never stored.
#[derive(Debug)]
pub struct Present {
    conversation: ConversationId,
}

impl Present {
    /// # Errors
    /// As for a member.
    pub fn prove(rooms: &Rooms, conversation: ConversationId, user: UserId) -> Result<Self> {
        if rooms.is_member(conversation, user) {
            return Ok(Present { conversation });
        }
        Err(if rooms.is_channel(conversation) { outside() } else { Error::not_found() })
    }

    pub fn conversation(&self) -> ConversationId {
        self.conversation
    }
}
