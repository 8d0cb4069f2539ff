//! Who looks after a conversation, and who after the server.

use rusqlite::Connection;

use super::standing::{Act, Standing, everybodys, holds, outside};
use crate::chat::caller::Hand;
use crate::error::{Error, Result};
use crate::protocol::entities::{ConversationKind, Role};
use crate::protocol::ids::{ConversationId, UserId};
use crate::store::{conversations, users};

/// May do what an [`Act`] names. No member: an administrator of the server may not have joined the channel.
#[derive(Debug)]
pub struct Admin {
    standing: Standing,
    role: Role,
}

impl Admin {
    /// Looks after it: its name, its topic, its avatar.
    ///
    /// # Errors
    /// As for [`Admin::to`].
    pub fn prove(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        Admin::to(Act::Edit, connection, conversation, user)
    }

    /// # Errors
    /// `not_found` for those who do not see it, `forbidden` for those who may not.
    pub fn to(act: Act, connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        let standing = Standing::find(connection, conversation, user)?;
        standing.need(act)?;
        let role = standing.rank().ok_or_else(outside)?;
        Ok(Admin { standing, role })
    }

    /// May delete it.
    ///
    /// # Errors
    /// As above, and `conflict` for General.
    pub fn to_delete(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        let admin = Admin::to(Act::Delete, connection, conversation, user)?;
        everybodys(connection, conversation)?;
        Ok(admin)
    }

    /// May remove that participant.
    ///
    /// # Errors
    /// As above; `not_found` where the target takes no part, `forbidden` where they are no lower, `conflict` in General, which
    /// only bots can be taken out of.
    pub fn to_remove(connection: &Connection, conversation: ConversationId, user: UserId, target: UserId) -> Result<Self> {
        let admin = Admin::to(Act::Remove, connection, conversation, user)?;
        let role = conversations::role(connection, conversation, target)?.ok_or_else(Error::not_found)?;
        if role >= admin.role {
            return Err(Error::forbidden("Only those who look after this conversation may remove others below them."));
        }
        if !users::account(connection, target)?.bot {
            everybodys(connection, conversation)?;
        }
        Ok(admin)
    }
}

holds!(Admin);

/// Administrates the server: by the database, whatever a token says, or by owning its machine.
#[derive(Debug)]
pub struct Administrator(Hand);

impl Administrator {
    /// # Errors
    /// `forbidden`.
    pub fn prove(connection: &Connection, hand: impl Into<Hand>) -> Result<Self> {
        let hand = hand.into();
        match hand {
            Hand::Account(user) if !users::is_admin(connection, user)? => {
                Err(Error::forbidden("Only administrators of this server may do that."))
            }
            Hand::Account(_) | Hand::Machine => Ok(Administrator(hand)),
        }
    }

    /// For the book of what was done.
    pub fn actor(&self) -> Option<UserId> {
        match self.0 {
            Hand::Account(user) => Some(user),
            Hand::Machine => None,
        }
    }
}
