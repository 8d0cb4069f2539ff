//! The proofs of a right. Nothing happens in a conversation without one in hand, and only this file can make one.
//!
//! Who may do what, decided here and nowhere else (`least` is the same table for the program):
//!
//! | act                                                   | direct | group         | channel                       |
//! |-------------------------------------------------------|--------|---------------|-------------------------------|
//! | see that it is there: its face, how many are in it    | both   | participants  | everybody                     |
//! | see who is in it; read, send, react, type, mark read  | both   | participants  | participants                  |
//! | edit or delete one's own messages                     | both   | participants  | participants                  |
//! | join                                                  | nobody | nobody        | everybody                     |
//! | leave                                                 | nobody | participants  | participants; General: nobody |
//! | pin                                                   | both   | participants  | admins, owners                |
//! | bring people in, also by invite                       | nobody | admins, owners| participants °                |
//! | rename, topic, avatar, retention, hooks               | nobody | admins, owners| admins, owners °              |
//! | delete others' messages                               | nobody | admins, owners| admins, owners                |
//! | remove a member                                       | nobody | admins, owners| admins, owners °              |
//! | remove an admin                                       | nobody | owners        | owners °                      |
//! | change roles, making another owner too                | nobody | owners        | owners °                      |
//! | delete it                                             | nobody | owners        | owners °; General: nobody     |
//!
//! An administrator of the server counts as an owner of every channel; ° without having joined it. In direct conversations and
//! groups they are nobody in particular. Nobody removes an owner: another owner takes the role away first, and the last owner
//! who can sign in keeps it. A disabled account is nobody anywhere.
//!
//! Whoever may not see a conversation is answered as if there were none (`not_found`); whoever sees it but may not do a thing
//! there is told so (`forbidden`). Whatever concerns one message and needs its author is `forbidden` alike for all others.

use rusqlite::Connection;

use super::caller::Hand;
use super::rooms::Rooms;
use crate::auth::keys::Digest;
use crate::error::{Error, Result};
use crate::protocol::entities::{ConversationKind, Role};
use crate::protocol::ids::{ConversationId, FileId, HookId, MessageId, UserId};
use crate::store::files::StoredFile;
use crate::store::messages::Place;
use crate::store::{conversations, files, hooks, messages, users};

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
struct Standing {
    conversation: ConversationId,
    user: UserId,
    kind: ConversationKind,
    /// As a participant.
    role: Option<Role>,
    /// Counts as an owner, as far as a channel is concerned.
    steward: bool,
}

impl Standing {
    fn find(connection: &Connection, conversation: ConversationId, user: UserId) -> Result<Self> {
        let found = conversations::standing(connection, conversation, user)?;
        let (kind, role, administrates) = found.ok_or_else(Error::not_found)?;
        if role.is_none() && kind != ConversationKind::Channel {
            return Err(Error::not_found());
        }
        let steward = administrates && kind == ConversationKind::Channel;
        Ok(Standing { conversation, user, kind, role, steward })
    }

    fn rank(&self) -> Option<Role> {
        if self.steward { Some(Role::Owner) } else { self.role }
    }

    fn may(&self, act: Act) -> bool {
        least(act, self.kind).is_some_and(|least| self.rank() >= Some(least))
    }

    fn need(&self, act: Act) -> Result<()> {
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

fn between_two() -> Error {
    Error::forbidden("A direct conversation stays between its two people.")
}

fn outside() -> Error {
    Error::forbidden("Join this channel first.")
}

fn unauthorized() -> Error {
    Error::forbidden("Unauthorized")
}

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
    standing: Standing,
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

/// # Errors
/// `conflict` for the channel that everybody is in.
fn everybodys(connection: &Connection, conversation: ConversationId) -> Result<()> {
    if conversations::general(connection)? == Some(conversation) {
        return Err(Error::conflict("Everybody is in this channel, and it stays; mute it instead."));
    }
    Ok(())
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

holds!(Member, Admin);

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

/// May read a file: uploaded it, or takes part now where an undeleted message holds it.
#[derive(Debug)]
pub struct FileReader(StoredFile);

impl FileReader {
    /// # Errors
    /// `not_found` for everybody else, as for nothing.
    pub fn prove(connection: &Connection, file: FileId, user: UserId) -> Result<Self> {
        let file = files::by_id(connection, file)?.ok_or_else(Error::not_found)?;
        if file.uploader == user || files::is_seen_by(connection, file.id, user)? {
            return Ok(FileReader(file));
        }
        Err(Error::not_found())
    }

    pub fn into_file(self) -> StoredFile {
        self.0
    }
}

/// May send a file: uploaded it.
#[derive(Debug)]
pub struct Uploader(StoredFile);

impl Uploader {
    /// # Errors
    /// `not_found` for everybody else, as for nothing.
    pub fn prove(connection: &Connection, file: FileId, user: UserId) -> Result<Self> {
        let file = files::by_id(connection, file)?.filter(|file| file.uploader == user);
        file.map(Uploader).ok_or_else(Error::not_found)
    }

    pub fn into_file(self) -> StoredFile {
        self.0
    }
}
