//! How somebody stands to a conversation, and what that lets them do.

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::protocol::entities::{ConversationKind, Role};
use crate::protocol::ids::{ConversationId, UserId};
use crate::store::conversations;

/// What takes more than to see a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Bring people in.
    Bring,
    /// Its name, topic and avatar.
    Edit,
    /// How long messages are kept.
    Retain,
    /// Doors for machines.
    Hooks,
    /// Others' messages.
    Moderate,
    Pin,
    /// Participants of a lower role.
    Remove,
    /// Who has which role.
    Roles,
    Delete,
}

/// The least role that may; nobody may where there is none.
const fn least(act: Act, kind: ConversationKind) -> Option<Role> {
    use Act::{Bring, Delete, Edit, Hooks, Moderate, Pin, Remove, Retain, Roles};
    use ConversationKind::{Channel, Direct, Group};
    match (kind, act) {
        (Direct | Group, Pin) => Some(Role::Member),
        (Direct, Bring | Edit | Retain | Hooks | Moderate | Remove | Roles | Delete) => None,
        (Channel, Bring) => Some(Role::Member),
        (Group | Channel, Roles | Delete) => Some(Role::Owner),
        (Channel, Pin) | (Group, Bring) | (Group | Channel, Edit | Retain | Hooks | Moderate | Remove) => Some(Role::Admin),
    }
}

/// How somebody stands to a conversation that they see.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub conversation: ConversationId,
    pub user: UserId,
    pub kind: ConversationKind,
    /// As a participant.
    pub role: Option<Role>,
    /// Counts as an owner, as far as a channel is concerned.
    pub steward: bool,
}

impl Standing {
    pub fn find(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        let found = conversations::standing(connection, conversation, user)?;
        let (kind, role, administrates) = found.ok_or_else(Error::not_found)?;
        if role.is_none() && kind != ConversationKind::Channel {
            return Err(Error::not_found());
        }
        let steward = administrates && kind == ConversationKind::Channel;
        Ok(Standing { conversation, user, kind, role, steward })
    }

    pub fn rank(&self) -> Option<Role> {
        if self.steward { Some(Role::Owner) } else { self.role }
    }

    pub fn may(&self, act: Act) -> bool {
        least(act, self.kind).is_some_and(|least| self.rank() >= Some(least))
    }

    pub fn need(&self, act: Act) -> Result<()> {
        if self.may(act) {
            return Ok(());
        }
        Err(match (self.kind, self.role, act) {
            (ConversationKind::Direct, ..) => between_two(),
            (_, None, _) => outside(),
            (_, _, Act::Roles) => Error::forbidden("Only an owner may change roles."),
            (_, _, Act::Delete) => Error::forbidden("Only an owner may delete this conversation."),
            (_, _, Act::Pin) => Error::forbidden("Only those who look after this channel may pin."),
            _ => Error::forbidden("Only those who look after this conversation may do that."),
        })
    }
}

pub(super) fn between_two() -> Error {
    Error::forbidden("A direct conversation stays between its two people.")
}

pub(super) fn outside() -> Error {
    Error::forbidden("Join this channel first.")
}

/// # Errors
/// `conflict` for the channel that everybody is in.
pub(super) fn everybodys(connection: &Connection, conversation: ConversationId) -> Result<()> {
    if conversations::general(connection)? == Some(conversation) {
        return Err(Error::conflict("Everybody is in this channel, and it stays; mute it instead."));
    }
    Ok(())
}

/// Where a proof holds, and for whom.
macro_rules! holds {
    ($($proof:ty),+) => {$(
        impl $proof {
            pub fn conversation(&self) -> ConversationId {
                self.standing.conversation
            }

            pub fn user(&self) -> UserId {
                self.standing.user
            }

            pub fn kind(&self) -> ConversationKind {
                self.standing.kind
            }

            /// What they count as: an administrator of the server in a channel, as an owner.
            pub fn role(&self) -> Role {
                self.role
            }
        }
    )+};
}

pub(super) use holds;
