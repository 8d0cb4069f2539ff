//! Bodies and answers of `/api/admin`, for administrators of the server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decode;
use super::entities::{AccountRole, ConversationKind, Person, Presence};
use super::ids::ConversationId;
use super::rest::Registration;
use super::time::Moment;

/// An account as administrators see it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct AdminUser {
    #[serde(flatten)]
    pub person: Person,
    pub status: Presence,
    pub last_seen: Option<Moment>,
    pub role: AccountRole,
    pub created_at: Moment,
    /// Signs in no more; what it said stays.
    pub disabled: bool,
    pub bot: bool,
    /// Devices signed in.
    pub sessions: i64,
    /// Bytes of the files that it uploaded.
    pub storage_bytes: i64,
}

/// `GET /api/admin/users`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct AdminUsers {
    /// Everybody, by user name; disabled accounts and bots too.
    pub users: Vec<AdminUser>,
}

/// `PATCH /api/admin/users/:id`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct EditUser {
    pub disabled: Option<bool>,
    pub role: Option<AccountRole>,
    pub display_name: Option<String>,
}

/// `POST /api/admin/users/:id/reset`: signs in once whoever forgot the password, and has them choose another.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ResetLink {
    /// The server's address as the administrator reached it, then `/#/reset/` and the code.
    pub url: String,
    pub code: String,
    pub expires_at: Moment,
}

/// What administrators may change while the server runs. Kept in memory, and as rows of the table `settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ServerSettings {
    pub registration: Registration,
    pub server_name: String,
    /// Members who do not administrate the server may invite too.
    pub member_invites: bool,
    /// Days that messages are kept in conversations that begin from now on; null: for ever.
    pub retention_days: Option<i64>,
    /// What webhooks may reach: `host`, `host:port`, `address`, `address:port` or `network/bits`.
    pub webhook_addresses: Vec<String>,
}

impl Default for ServerSettings {
    fn default() -> Self {
        ServerSettings {
            registration: Registration::Invite,
            server_name: "Parlor".to_owned(),
            member_invites: true,
            retention_days: None,
            webhook_addresses: Vec::new(),
        }
    }
}

/// `PATCH /api/admin/settings`: what is not named stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct EditServerSettings {
    pub registration: Option<Registration>,
    pub server_name: Option<String>,
    pub member_invites: Option<bool>,
    /// 1 to 36,500, or null.
    #[serde(default, deserialize_with = "decode::named")]
    pub retention_days: Option<Option<i64>>,
    pub webhook_addresses: Option<Vec<String>>,
}

/// `GET /api/admin/stats`
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Stats {
    pub uptime_seconds: i64,
    /// Open at this moment.
    pub sockets: i64,
    /// Accounts that are neither disabled nor bots.
    pub people: i64,
    pub online: i64,
    /// The 50 that take the most room.
    pub conversations: Vec<ConversationSize>,
    /// How many rows each table has.
    pub rows: BTreeMap<String, i64>,
    pub database_bytes: i64,
    /// Of the write-ahead log, which is folded into the database now and then.
    pub wal_bytes: i64,
    pub file_bytes: i64,
    /// What is left on the disk for us.
    pub free_bytes: i64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct ConversationSize {
    #[serde(rename = "_id")]
    pub id: ConversationId,
    /// Null in a direct conversation: whose it is, is nobody's business.
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: ConversationKind,
    /// Of its words and its files. The words are measured in full up to 64 messages, and by 64 of them in longer conversations.
    pub bytes: i64,
    pub messages: i64,
    pub file_bytes: i64,
}

/// One thing that an administrator did.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct AuditEntry {
    /// For `before`; later entries have higher ones.
    #[serde(rename = "_id")]
    pub id: String,
    pub at: Moment,
    /// Null: somebody on the server's own machine.
    pub actor: Option<Person>,
    pub act: String,
    /// The id of what it was done to.
    pub subject: Option<String>,
    #[cfg_attr(test, ts(type = "Record<string, unknown> | null"))]
    pub detail: Option<serde_json::Value>,
}

/// `GET /api/admin/audit`
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Audit {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    pub has_more: bool,
}
