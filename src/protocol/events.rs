//! Every event of the socket, in the order of the protocol document: what clients emit, then what they hear.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::decode;
use super::entities::{Conversation, Message, MessageKind, Participant, Reaction, User};
use super::ids::{ConversationId, MessageId, UserId};
use super::sync::Sync;
#[cfg(test)]
use super::sync::Synced;
use super::time::Moment;
use crate::error::{Error, Failure, Result};

/// Declares the events that clients emit, by their names on the wire, and what each is acknowledged with.
macro_rules! client_events {
    ($($name:literal => $event:ident($payload:ty) -> $answer:ty),+ $(,)?) => {
        #[derive(Debug)]
        pub enum ClientEvent { $($event($payload)),+ }

        impl ClientEvent {
            /// Reads one event and its first argument.
            ///
            /// # Errors
            /// `bad_request` for an unknown event or a payload of the wrong shape.
            pub fn decode(name: &str, argument: Option<&str>) -> Result<Self> {
                match name {
                    $($name => Ok(ClientEvent::$event(decode::json(argument.unwrap_or("null"))?)),)+
                    _ => Err(Error::bad_request("There is no such event; see the protocol document for those there are.")),
                }
            }
        }

        /// Name, payload and acknowledgement.
        #[cfg(test)]
        pub(super) fn client_events(config: &ts_rs::Config) -> Vec<(&'static str, String, String)> {
            vec![$(($name, <$payload as ts_rs::TS>::name(config), <$answer as ts_rs::TS>::name(config))),+]
        }

        #[cfg(test)]
        pub(crate) const CLIENT_SCHEMAS: &[(&str, crate::protocol::schema::Of, crate::protocol::schema::Of)] =
            &[$(($name, crate::protocol::schema::of::<$payload>, crate::protocol::schema::of::<$answer>)),+];
    };
}

/// Declares the events that the server emits, by their names on the wire.
macro_rules! server_events {
    ($($name:literal => $event:ident($payload:ty)),+ $(,)?) => {
        #[derive(Clone, Debug)]
        pub enum ServerEvent { $($event($payload)),+ }

        /// As the arguments of a Socket.IO EVENT packet: `["name", payload]`.
        impl Serialize for ServerEvent {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(ServerEvent::$event(payload) => ($name, payload).serialize(serializer)),+ }
            }
        }

        #[cfg(test)]
        pub(crate) const SERVER_SCHEMAS: &[(&str, crate::protocol::schema::Of)] =
            &[$(($name, crate::protocol::schema::of::<$payload>)),+];

        #[cfg(test)]
        pub(super) fn server_events(config: &ts_rs::Config) -> Vec<(&'static str, String)> {
            vec![$(($name, <$payload as ts_rs::TS>::name(config))),+]
        }
    };
}

client_events! {
    "join_conversations" => JoinConversations(Vec<ConversationId>) -> Joined,
    "send_message" => SendMessage(SendMessage) -> Sent,
    "typing" => Typing(Typing) -> Done,
    "mark_read" => MarkRead(MarkRead) -> Marked,
    "edit_message" => EditMessage(EditMessage) -> Done,
    "delete_message" => DeleteMessage(DeleteMessage) -> Done,
    "add_reaction" => AddReaction(React) -> Done,
    "remove_reaction" => RemoveReaction(React) -> Done,
    "pin_message" => PinMessage(Pin) -> Done,
    "unpin_message" => UnpinMessage(Pin) -> Done,
    "sync" => Sync(Sync) -> Synced,
}

server_events! {
    "receive_message" => ReceiveMessage(Box<ReceiveMessage>),
    "typing_status" => TypingStatus(TypingStatus),
    "messages_read" => MessagesRead(MessagesRead),
    "message_edited" => MessageEdited(MessageEdited),
    "message_deleted" => MessageDeleted(MessageDeleted),
    "message_reacted" => MessageReacted(MessageReacted),
    "message_pinned" => MessagePinned(MessagePinned),
    "user_online" => UserOnline(UserOnline),
    "user_offline" => UserOffline(UserOffline),
    "presence_state" => PresenceState(PresenceState),
    "conversation_created" => ConversationCreated(ConversationCreated),
    "conversation_updated" => ConversationUpdated(ConversationUpdated),
    "conversation_deleted" => ConversationDeleted(ConversationDeleted),
    "participant_added" => ParticipantAdded(ParticipantChanged),
    "participant_removed" => ParticipantRemoved(ParticipantChanged),
    "user_updated" => UserUpdated(UserUpdated),
    "unread_changed" => UnreadChanged(UnreadChanged),
    "error" => Error(EventFailure),
}

/// The acknowledgement of `join_conversations`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Joined {
    pub success: bool,
    pub joined: Vec<ConversationId>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct SendMessage {
    pub conversation_id: ConversationId,
    /// At most 5,120 bytes of UTF-8.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub content: String,
    #[serde(default, rename = "type")]
    #[cfg_attr(test, ts(as = "Option<MessageKind>"))]
    pub kind: MessageKind,
    pub file_url: Option<String>,
    pub file_name: Option<String>,
    pub client_id: Option<String>,
    /// A message of the same conversation.
    pub reply_to: Option<MessageId>,
}

impl SendMessage {
    /// Where to, and what. Not by serde's `flatten`, which forgets the field at fault.
    pub fn split(self) -> (ConversationId, Draft) {
        let SendMessage { conversation_id, content, kind, file_url, file_name, client_id, reply_to } = self;
        (conversation_id, Draft { content, kind, file_url, file_name, client_id, reply_to })
    }
}

/// What a person wrote, before it is a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Draft {
    /// At most 5,120 bytes of UTF-8.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub content: String,
    #[serde(default, rename = "type")]
    #[cfg_attr(test, ts(as = "Option<MessageKind>"))]
    pub kind: MessageKind,
    pub file_url: Option<String>,
    pub file_name: Option<String>,
    /// At most 64 characters; the same again from the same sender stores nothing.
    pub client_id: Option<String>,
    /// A message of the same conversation.
    pub reply_to: Option<MessageId>,
}

/// The acknowledgement of `send_message`: the stored row, after its commit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Sent {
    pub success: bool,
    pub message: Message,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ReceiveMessage {
    pub message: Message,
    pub conversation_id: ConversationId,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Typing {
    pub conversation_id: ConversationId,
    pub is_typing: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct TypingStatus {
    pub user_id: UserId,
    pub username: String,
    pub conversation_id: ConversationId,
    pub is_typing: bool,
}

/// Takes one of the two: the ids (at most 500), or everything up to a message.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct MarkRead {
    pub conversation_id: ConversationId,
    pub message_ids: Option<Vec<MessageId>>,
    pub up_to: Option<MessageId>,
}

/// The acknowledgement of `mark_read`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Marked {
    pub success: bool,
    pub unread_count: i64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct MessagesRead {
    pub conversation_id: ConversationId,
    pub message_ids: Vec<MessageId>,
    pub read_by: UserId,
    /// The reader's `lastReadSeq` now.
    pub up_to_seq: i64,
    /// Everything up to here is read, also what `messageIds` does not name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_to_seq: Option<i64>,
    /// Of those messages that this reader had not read before.
    pub read_at: Moment,
    pub rev: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct EditMessage {
    pub message_id: MessageId,
    pub new_content: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct MessageEdited {
    pub message_id: MessageId,
    pub new_content: String,
    pub edited_at: Moment,
    pub conversation_id: ConversationId,
    pub rev: i64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct DeleteMessage {
    pub message_id: MessageId,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct MessageDeleted {
    pub message_id: MessageId,
    pub conversation_id: ConversationId,
    pub deleted_at: Moment,
    pub rev: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct React {
    pub message_id: MessageId,
    /// 1 to 32 bytes without white space, as a keyboard writes it.
    pub emoji: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct MessageReacted {
    pub message_id: MessageId,
    pub conversation_id: ConversationId,
    /// All there are now.
    pub reactions: Vec<Reaction>,
    pub rev: i64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Pin {
    pub message_id: MessageId,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct MessagePinned {
    pub message_id: MessageId,
    pub conversation_id: ConversationId,
    pub pinned: bool,
    pub rev: i64,
}

/// An acknowledgement that has nothing to add.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Done {
    pub success: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct UserOnline {
    pub user_id: UserId,
    pub username: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct UserOffline {
    pub user_id: UserId,
    pub username: String,
    pub last_seen: Moment,
}

/// Who is there, told to each socket right after it connected.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct PresenceState {
    pub online: Vec<UserId>,
    pub rev: i64,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ConversationCreated {
    pub conversation: Arc<Conversation>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ConversationUpdated {
    pub conversation: Arc<Conversation>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ConversationDeleted {
    pub conversation_id: ConversationId,
    pub rev: i64,
}

/// Somebody came into a conversation, left it, or changed role in it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ParticipantChanged {
    pub conversation_id: ConversationId,
    #[serde(flatten)]
    pub participant: Participant,
    /// Of the conversation, now.
    pub participant_count: i64,
    pub rev: i64,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct UserUpdated {
    pub user: User,
    pub rev: i64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct UnreadChanged {
    pub conversation_id: ConversationId,
    pub unread_count: i64,
    pub mention_count: i64,
    pub last_read_seq: i64,
    pub rev: i64,
}

/// The failure of an event that was sent without an acknowledgement, or of the session itself.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct EventFailure {
    #[serde(flatten)]
    pub failure: Failure,
    /// The event that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}
