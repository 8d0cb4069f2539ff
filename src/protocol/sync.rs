//! Catching up: what a client that was away asks for, and what it is told.

use serde::{Deserialize, Serialize};

use super::entities::{Conversation, Message, User};
use super::ids::{ConversationId, UserId};
use super::time::Moment;

/// The event `sync`, and the query of `GET /api/sync`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Sync {
    /// Everything up to this number is known already: the `rev` of the last answer, of `GET /api/conversations`, or of the
    /// newest event heard. 0 for somebody who knows nothing.
    pub since: i64,
    /// Changes in one page: 200 unless told otherwise, 500 at most.
    pub limit: Option<i64>,
}

/// The acknowledgement of `sync`: one page. Ask again with its `rev` until `more` is false.
///
/// Beside `limit`, a page ends at 256 KiB of JSON. What one number of the counter changed is never split.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Synced {
    pub success: bool,
    pub changes: Changes,
    /// Everything up to here is told: the next `since`.
    pub rev: i64,
    pub more: bool,
}

/// The current state of what changed, as far as the caller may see it.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Changes {
    /// As they are now, with what changed after this page too. One that the caller knows comes once all is told that changed
    /// in it, one that they may not know comes before its messages.
    pub conversations: Vec<Conversation>,
    /// New, edited, deleted, reacted to, pinned; in the order of `rev`.
    pub messages: Vec<Message>,
    pub users: Vec<ChangedUser>,
    pub reads: Vec<Reads>,
    /// The caller takes no part in these any more, or they are gone.
    pub removed: Vec<ConversationId>,
    pub purged: Vec<Purged>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ChangedUser {
    #[serde(flatten)]
    pub user: User,
    pub rev: i64,
}

/// What somebody read in a conversation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Reads {
    pub conversation_id: ConversationId,
    pub user: UserId,
    pub ranges: Vec<ReadRange>,
}

/// Messages that were read at one moment. The ranges of a reader never overlap: each holds for its messages, once and for all.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ReadRange {
    pub from_seq: i64,
    pub to_seq: i64,
    pub read_at: Moment,
}

/// Retention took the messages before that one.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Purged {
    pub conversation_id: ConversationId,
    pub before_seq: i64,
}
