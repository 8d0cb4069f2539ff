//! The nouns that clients see.

use serde::{Deserialize, Serialize};

use super::ids::{ConversationId, MessageId, UserId};
use super::time::Moment;

/// What stands in the place of a deleted message's words.
pub const TOMBSTONE: &str = "This message was deleted";

/// A person as others see them in a conversation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Person {
    #[serde(rename = "_id")]
    pub id: UserId,
    pub username: String,
    pub display_name: String,
    pub avatar: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Presence {
    Online,
    Offline,
}

/// What an account may do on the whole server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum AccountRole {
    Admin,
    Member,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct User {
    #[serde(flatten)]
    pub person: Person,
    pub status: Presence,
    /// The moment of the last loss of presence; null before the first.
    pub last_seen: Option<Moment>,
    pub role: AccountRole,
    pub created_at: Moment,
    /// A program speaks by this account; left out for people.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub bot: bool,
    /// Nobody signs in by it any more; what it said stays.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub disabled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum ConversationKind {
    Direct,
    Group,
    Channel,
}

/// What a participant may do in one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Role {
    Member,
    Admin,
    Owner,
}

/// Which new messages call a participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum NotificationLevel {
    All,
    Mentions,
    None,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Participant {
    pub user: Person,
    pub role: Role,
    pub joined_at: Moment,
    /// The highest `seq` that this participant marked as read; 0 before the first.
    pub last_read_seq: i64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Conversation {
    #[serde(rename = "_id")]
    pub id: ConversationId,
    #[serde(rename = "type")]
    pub kind: ConversationKind,
    /// Null in a direct conversation: each side sees the other's name.
    pub name: Option<String>,
    pub topic: Option<String>,
    pub avatar: Option<String>,
    /// The first 100; `participantCount` counts all.
    pub participants: Vec<Participant>,
    pub participant_count: i64,
    /// The caller takes part. Of a channel that they do not, they see no participants and no messages.
    pub joined: bool,
    pub last_message: Option<Message>,
    /// History is whole from here on.
    pub first_seq: i64,
    /// The caller's own; another than before where they left and came back.
    pub joined_at: Option<Moment>,
    /// The caller's own, also where `participants` does not list them.
    pub last_read_seq: i64,
    /// Others' undeleted messages above the caller's `lastReadSeq`, 0 to 100 (100 means "over 99").
    pub unread_count: i64,
    pub mention_count: i64,
    pub notifications: NotificationLevel,
    /// Days that messages are kept; null: for ever.
    pub retention_days: Option<i64>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub rev: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum MessageKind {
    #[default]
    Text,
    Image,
    File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum MessageStatus {
    Sent,
    /// At least one other participant has read it.
    Read,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Reader {
    pub user: UserId,
    pub read_at: Moment,
}

/// One emoji under a message, and everybody who chose it, first come first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Reaction {
    pub emoji: String,
    pub users: Vec<UserId>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Message {
    #[serde(rename = "_id")]
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub sender: Person,
    pub content: String,
    #[serde(rename = "type")]
    pub kind: MessageKind,
    pub status: MessageStatus,
    pub created_at: Moment,
    /// 1, 2, 3, … without a gap inside a conversation.
    pub seq: i64,
    /// The server-wide number of this row's newest change.
    pub rev: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Bytes; of a file of this server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// Pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<i64>,
    /// The message of the same conversation that this one answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Whom it called by `@name` or `@here` when it was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<UserId>>"))]
    pub mentions: Vec<UserId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<Reaction>>"))]
    pub reactions: Vec<Reaction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Moment>,
    /// The first 100 other participants who read it; `readByCount` counts all.
    pub read_by: Vec<Reader>,
    pub read_by_count: i64,
}
