//! Bodies and answers about machines: bots, their tokens, and hooks.

use serde::{Deserialize, Serialize};

use super::entities::{Person, User};
use super::ids::{ConversationId, HookId, SessionId, UserId};
use super::time::Moment;

/// `POST /api/admin/bots`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct CreateBot {
    /// Of a bot that was removed: the same one comes back.
    pub username: String,
    pub display_name: Option<String>,
}

/// `GET /api/admin/bots`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Bots {
    pub bots: Vec<User>,
}

/// `POST /api/admin/bots/:id/tokens`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CreateToken {
    /// Where it will be used, as people call that place.
    pub name: String,
}

/// A token of a bot; what opens the door is told once, when it is made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BotToken {
    #[serde(rename = "_id")]
    pub id: SessionId,
    pub name: String,
    pub created_at: Moment,
}

/// The answer of `POST /api/admin/bots/:id/tokens`. Never printed.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewBotToken {
    #[serde(flatten)]
    pub kept: BotToken,
    /// Signs the bot in until it is deleted; it is not shown again.
    pub token: String,
}

/// `GET /api/admin/bots/:id/tokens`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BotTokens {
    /// The newest first.
    pub tokens: Vec<BotToken>,
}

/// `POST /api/conversations/:id/hooks`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct CreateHook {
    /// What the machine is called.
    pub name: String,
    /// Which bot speaks, for administrators to choose; unless told, one is made for this hook, and is called as it is.
    pub bot_id: Option<UserId>,
}

/// A door for a machine: whoever knows its address speaks in one conversation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hook {
    #[serde(rename = "_id")]
    pub id: HookId,
    pub name: String,
    pub conversation_id: ConversationId,
    /// Who speaks.
    pub bot: Person,
    pub creator: Person,
    pub created_at: Moment,
}

/// The answer of `POST /api/conversations/:id/hooks`. Never printed.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewHook {
    #[serde(flatten)]
    pub hook: Hook,
    /// Where the machine sends to, from this server's root. Whoever knows it may speak; it is not shown again.
    pub url: String,
}

/// `GET /api/conversations/:id/hooks`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hooks {
    /// The oldest first.
    pub hooks: Vec<Hook>,
}
