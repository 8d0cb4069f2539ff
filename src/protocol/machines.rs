//! Bodies and answers about machines: bots, their tokens, hooks and webhooks.

use serde::{Deserialize, Serialize};

use super::entities::{ConversationKind, Message, Person, User};
use super::ids::{ConversationId, HookId, SessionId, UserId, WebhookId};
use super::time::Moment;

/// `POST /api/admin/bots`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct CreateBot {
    /// Of a bot that was removed: the same one comes back.
    pub username: String,
    pub display_name: Option<String>,
}

/// `GET /api/admin/bots`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Bots {
    pub bots: Vec<User>,
}

/// `POST /api/admin/bots/:id/tokens`
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct CreateToken {
    /// Where it will be used, as people call that place.
    pub name: String,
}

/// A token of a bot; what opens the door is told once, when it is made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct BotToken {
    #[serde(rename = "_id")]
    pub id: SessionId,
    pub name: String,
    pub created_at: Moment,
}

/// The answer of `POST /api/admin/bots/:id/tokens`. Never printed.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct NewBotToken {
    #[serde(flatten)]
    pub kept: BotToken,
    /// Signs the bot in until it is deleted; it is not shown again.
    pub token: String,
}

/// `GET /api/admin/bots/:id/tokens`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct BotTokens {
    /// The newest first.
    pub tokens: Vec<BotToken>,
}

/// `POST /api/conversations/:id/hooks`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct CreateHook {
    /// What the machine is called.
    pub name: String,
    /// Which bot speaks, for administrators to choose; unless told, one is made for this hook, and is called as it is.
    pub bot_id: Option<UserId>,
}

/// A door for a machine: whoever knows its address speaks in one conversation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
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
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct NewHook {
    #[serde(flatten)]
    pub hook: Hook,
    /// Where the machine sends to, from this server's root. Whoever knows it may speak; it is not shown again.
    pub url: String,
}

/// `GET /api/conversations/:id/hooks`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Hooks {
    /// The oldest first.
    pub hooks: Vec<Hook>,
}

/// Which messages a webhook is told of; those of bots never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Trigger {
    /// Those that call its bot by name.
    Mention,
    /// All.
    Message,
}

/// `POST /api/admin/webhooks`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct CreateWebhook {
    pub name: String,
    pub bot_id: UserId,
    /// Unless told: wherever the bot takes part.
    pub conversation_id: Option<ConversationId>,
    pub trigger: Trigger,
    /// `http` or `https`, at one of the addresses that webhooks may reach.
    pub url: String,
}

/// `PATCH /api/admin/webhooks/:id`: what is not named stays as it is.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct EditWebhook {
    pub name: Option<String>,
    pub trigger: Option<Trigger>,
    pub url: Option<String>,
    pub enabled: Option<bool>,
}

/// A machine that is told of messages.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Webhook {
    #[serde(rename = "_id")]
    pub id: WebhookId,
    pub name: String,
    pub bot: Person,
    /// Null: wherever the bot takes part.
    pub conversation_id: Option<ConversationId>,
    pub trigger: Trigger,
    pub url: String,
    /// False too once a receiver has answered 410.
    pub enabled: bool,
    pub created_at: Moment,
    /// Messages that it has still to be told of.
    pub waiting: i64,
    /// The last time that the receiver was not reached, and why.
    pub failed_at: Option<Moment>,
    pub failure: Option<String>,
}

/// The answer of `POST /api/admin/webhooks`. Never printed.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct NewWebhook {
    #[serde(flatten)]
    pub webhook: Webhook,
    /// Signs what is sent; it is not shown again.
    pub secret: String,
}

/// `GET /api/admin/webhooks`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Webhooks {
    /// The oldest first.
    pub webhooks: Vec<Webhook>,
}

/// `POST /api/admin/webhooks/:id/test`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct WebhookTest {
    pub delivered: bool,
    /// What the receiver answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// What a receiver is sent.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct WebhookCall {
    /// `message`, or `test`, which has neither message nor conversation.
    pub event: &'static str,
    pub webhook_id: WebhookId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<CalledFrom>,
}

/// Where a message stands, for a receiver.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct CalledFrom {
    #[serde(rename = "_id")]
    pub id: ConversationId,
    #[serde(rename = "type")]
    pub kind: ConversationKind,
    /// Null in a direct conversation.
    pub name: Option<String>,
}
