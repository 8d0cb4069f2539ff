//! Bodies and answers of the HTTP side.

use serde::{Deserialize, Serialize};

use super::decode;
use super::entities::{Conversation, ConversationKind, Message, NotificationLevel, Participant, Reaction, Role, User};
use super::ids::{ConversationId, MessageId, SessionId, UserId};
use super::time::Moment;

/// Who may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Registration {
    /// Whoever holds an invite.
    Invite,
    /// Everybody who reaches the server.
    Open,
    /// Nobody: an administrator makes the accounts.
    Closed,
}

/// `GET /api/info`
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Info {
    pub name: String,
    pub version: String,
    pub registration: Registration,
    pub setup_required: bool,
    pub https: Https,
    pub limits: Limits,
}

/// Whether this server answers HTTPS at the port of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Https {
    /// Not by itself; a proxy before it may.
    Off,
    /// By an authority of its own, which devices install from `/install`.
    Auto,
    /// By a certificate that was given to it.
    Own,
}

/// What clients should know before they are refused.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Limits {
    /// Bytes of UTF-8 in one message.
    pub message_bytes: usize,
    /// Characters in a password, at least.
    pub password_min: usize,
    /// Characters in a password, at most.
    pub password_max: usize,
    /// Characters in a user name, at least.
    pub username_min: usize,
    /// Characters in a user name, at most.
    pub username_max: usize,
    /// Characters in a conversation's or a person's display name.
    pub name_max: usize,
    /// Messages in one page of history.
    pub page_max: usize,
    /// Ids in one `mark_read`.
    pub mark_read_max: usize,
    /// Bytes in one file.
    pub file_bytes: u64,
    /// Files of one person on their way at once.
    pub uploads_max: usize,
}

/// `POST /api/setup`
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Setup {
    pub setup_code: String,
    pub username: String,
    pub password: String,
    pub display_name: Option<String>,
}

/// `POST /api/auth/register`
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Register {
    pub username: String,
    pub password: String,
    pub display_name: Option<String>,
    pub invite: Option<String>,
}

/// `POST /api/auth/login`
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Login {
    pub username: String,
    pub password: String,
}

/// `POST /api/auth/reset`: the code of a link that an administrator made, and the password to sign in with from now on.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Reset {
    pub code: String,
    pub password: String,
}

/// The answer of setup, register, login, refresh and reset.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct SignedIn {
    pub token: String,
    pub expires_at: Moment,
    pub user: User,
}

/// `PUT /api/auth/password`
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ChangePassword {
    pub current_password: String,
    pub new_password: String,
}

/// A device that is signed in.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Device {
    #[serde(rename = "_id")]
    pub id: SessionId,
    /// The one that asks.
    pub current: bool,
    /// What the client called itself when it signed in.
    pub user_agent: Option<String>,
    pub created_at: Moment,
    pub expires_at: Moment,
}

/// `GET /api/auth/sessions`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Devices {
    pub sessions: Vec<Device>,
}

/// `PATCH /api/users/me`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct EditProfile {
    pub display_name: Option<String>,
}

/// `GET /api/users`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Users {
    pub users: Vec<User>,
}

/// `GET /api/conversations`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Conversations {
    pub conversations: Vec<Conversation>,
    pub rev: i64,
}

/// `POST /api/conversations`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct CreateConversation {
    #[serde(rename = "type")]
    pub kind: ConversationKind,
    pub name: Option<String>,
    pub topic: Option<String>,
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<Vec<UserId>>"))]
    pub participant_ids: Vec<UserId>,
}

/// `PATCH /api/conversations/:id`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct EditConversation {
    pub name: Option<String>,
    pub topic: Option<String>,
    /// 1 to 36,500, or null for ever.
    #[serde(default, deserialize_with = "decode::named")]
    pub retention_days: Option<Option<i64>>,
}

/// `GET /api/channels`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Channels {
    /// All of them, joined or not, by name.
    pub channels: Vec<Conversation>,
}

/// `GET /api/conversations/:id/participants`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Participants {
    pub participants: Vec<Participant>,
}

/// `POST /api/conversations/:id/participants`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct AddParticipants {
    pub user_ids: Vec<UserId>,
}

/// `PATCH /api/conversations/:id/participants/:userId`
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ChangeRole {
    pub role: Role,
}

/// `GET /api/conversations/:id/messages`
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct History {
    /// Ascending by `seq`.
    pub messages: Vec<Message>,
    pub has_before: bool,
    pub has_after: bool,
}

/// `GET /api/conversations/:id/pins`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Pins {
    /// The newest pin first.
    pub messages: Vec<Message>,
}

/// `PUT /api/conversations/:id/notifications`
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Notifications {
    pub level: NotificationLevel,
}

/// `PUT` and `DELETE /api/messages/:id/reactions/:emoji`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Reactions {
    pub reactions: Vec<Reaction>,
}

/// `PATCH /api/messages/:id`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct EditContent {
    #[serde(alias = "content")]
    pub new_content: String,
}

/// `GET /api/search`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Found {
    /// Newest first.
    pub results: Vec<FoundMessage>,
    /// For `cursor`: what comes after these; null where nothing does.
    pub next: Option<MessageId>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct FoundMessage {
    pub message: Message,
    pub conversation_id: ConversationId,
    pub snippet: Snippet,
}

/// A piece of the content, or of the file's name where the words stand in that alone; one line, with an ellipsis where it is cut.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Snippet {
    pub text: String,
    /// What was looked for: start and length in `text`, in UTF-16 code units as JavaScript's `slice` counts; ascending, apart.
    pub marks: Vec<(u32, u32)>,
}
