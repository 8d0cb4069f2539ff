//! Everything that was said, as an export reads it: in order, whoever may see it.

use rusqlite::Connection;
use serde::Serialize;

use super::avatars::AvatarName;
use super::blob::Blob;
use super::sql;
use crate::error::Result;
use crate::protocol::entities::{AccountRole, ConversationKind, MessageKind, Role};
use crate::protocol::ids::{ConversationId, FileId, MessageId, UserId};
use crate::protocol::time::Moment;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    #[serde(rename = "_id")]
    pub id: UserId,
    pub username: String,
    pub display_name: String,
    pub role: AccountRole,
    pub disabled: bool,
    pub bot: bool,
    pub created_at: Moment,
    #[serde(serialize_with = "path")]
    pub avatar: Option<Stored>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    #[serde(rename = "_id")]
    pub id: ConversationId,
    #[serde(rename = "type")]
    pub kind: ConversationKind,
    pub name: Option<String>,
    pub topic: Option<String>,
    pub created_at: Moment,
    #[serde(serialize_with = "path")]
    pub avatar: Option<Stored>,
    pub participants: Vec<Participant>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sender {
    #[serde(rename = "_id")]
    pub id: UserId,
    pub username: String,
    pub display_name: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    #[serde(flatten)]
    pub person: Sender,
    pub role: Role,
    pub joined_at: Moment,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    #[serde(rename = "_id")]
    pub id: MessageId,
    pub seq: i64,
    pub sender: Sender,
    #[serde(rename = "type")]
    pub kind: MessageKind,
    pub content: String,
    pub created_at: Moment,
    pub edited_at: Option<Moment>,
    pub deleted_at: Option<Moment>,
    pub pinned_at: Option<Moment>,
    pub reply_to: Option<MessageId>,
    /// What it replies to, where that is still there.
    #[serde(skip)]
    pub replied: Option<Replied>,
    pub reactions: Vec<Reaction>,
    /// An address that the sender gave, where the file is none of ours.
    pub file_url: Option<String>,
    pub file: Option<File>,
}

#[derive(Clone, Debug)]
pub struct Replied {
    pub seq: i64,
    pub display_name: String,
    pub content: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Reaction {
    pub emoji: String,
    pub username: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    #[serde(rename = "_id")]
    pub id: FileId,
    pub name: String,
    pub size: i64,
    pub mime_type: String,
    /// Where it lies in the export; nothing where it is lost.
    pub path: Option<String>,
}

/// Bytes beside the database: where they lie, and where they come to lie.
#[derive(Clone, Debug)]
pub struct Stored {
    pub name: String,
    /// In the export; nothing where they are lost.
    pub path: Option<String>,
}

impl Stored {
    fn of_address(address: Option<&str>) -> Option<Self> {
        address.and_then(AvatarName::of_address).map(|name| Stored { name: name.to_string(), path: None })
    }

    /// From the folder of all files on.
    pub fn place(&self) -> std::path::PathBuf {
        AvatarName::parse(&self.name).map(|name| Blob::Avatar(name).path("".as_ref())).unwrap_or_default()
    }
}

impl File {
    /// From the folder of all files on.
    pub fn place(&self) -> std::path::PathBuf {
        Blob::File(self.id).path("".as_ref())
    }
}

fn path<S: serde::Serializer>(stored: &Option<Stored>, serializer: S) -> Result<S::Ok, S::Error> {
    stored.as_ref().and_then(|stored| stored.path.as_ref()).serialize(serializer)
}

/// Everybody, by name.
///
/// # Errors
/// What `each` answers, or those of the database.
pub fn people(connection: &Connection, mut each: impl FnMut(Person) -> Result<()>) -> Result<()> {
    let mut statement = connection.prepare(sql::EXPORT_PEOPLE)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(Person {
            id: row.get(0)?,
            username: row.get(1)?,
            display_name: row.get(2)?,
            role: row.get(3)?,
            disabled: row.get(4)?,
            bot: row.get(5)?,
            created_at: row.get(6)?,
            avatar: Stored::of_address(row.get::<_, Option<String>>(7)?.as_deref()),
        })?;
    }
    Ok(())
}

/// Every conversation, the oldest first.
///
/// # Errors
/// What `each` answers, or those of the database.
pub fn conversations(connection: &Connection, mut each: impl FnMut(Conversation) -> Result<()>) -> Result<()> {
    let mut statement = connection.prepare(sql::EXPORT_CONVERSATIONS)?;
    let mut participants = connection.prepare(sql::EXPORT_PARTICIPANTS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: ConversationId = row.get(0)?;
        let people = participants.query_map([id], |row| {
            let person = Sender { id: row.get(0)?, username: row.get(1)?, display_name: row.get(2)? };
            Ok(Participant { person, role: row.get(3)?, joined_at: row.get(4)? })
        })?;
        each(Conversation {
            id,
            kind: row.get(1)?,
            name: row.get(2)?,
            topic: row.get(3)?,
            created_at: row.get(4)?,
            avatar: Stored::of_address(row.get::<_, Option<String>>(5)?.as_deref()),
            participants: people.collect::<rusqlite::Result<_>>()?,
        })?;
    }
    Ok(())
}

/// Every message of a conversation, the oldest first.
///
/// # Errors
/// What `each` answers, or those of the database.
pub fn messages(connection: &Connection, id: ConversationId, mut each: impl FnMut(Message) -> Result<()>) -> Result<()> {
    let mut statement = connection.prepare_cached(sql::EXPORT_MESSAGES)?;
    let mut reactions = connection.prepare_cached(sql::EXPORT_REACTIONS)?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let file: Option<FileId> = row.get(14)?;
        let file = match file {
            Some(id) => Some(File { id, name: row.get(15)?, size: row.get(16)?, mime_type: row.get(17)?, path: None }),
            None => None,
        };
        let replied: Option<i64> = row.get(18)?;
        let replied = match replied {
            Some(seq) => Some(Replied { seq, display_name: row.get(19)?, content: row.get(20)? }),
            None => None,
        };
        let given =
            reactions.query_map([row.get::<_, i64>(0)?], |row| Ok(Reaction { emoji: row.get(0)?, username: row.get(1)? }))?;
        each(Message {
            id: row.get(1)?,
            seq: row.get(2)?,
            sender: Sender { id: row.get(3)?, username: row.get(4)?, display_name: row.get(5)? },
            kind: row.get(6)?,
            content: row.get(7)?,
            created_at: row.get(8)?,
            edited_at: row.get(9)?,
            deleted_at: row.get(10)?,
            pinned_at: row.get(11)?,
            reply_to: row.get(12)?,
            replied,
            reactions: given.collect::<rusqlite::Result<_>>()?,
            file_url: if file.is_some() { None } else { row.get(13)? },
            file,
        })?;
    }
    Ok(())
}
