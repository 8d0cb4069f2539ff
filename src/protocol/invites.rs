//! Bodies and answers of `/api/invites`: the links by which newcomers come.

use serde::{Deserialize, Serialize};

use super::entities::Person;
use super::ids::ConversationId;
use super::time::Moment;

/// `POST /api/invites`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct CreateInvite {
    /// Accounts that it makes, 1 to 10,000; without it, as many as come.
    pub max_uses: Option<i64>,
    /// Seconds, up to a year; without it, it is good until it is withdrawn.
    pub expires_in: Option<i64>,
    /// Groups and channels that newcomers are brought into besides General, up to 50.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<Vec<ConversationId>>"))]
    pub conversation_ids: Vec<ConversationId>,
}

/// An invite as its creator and administrators see it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Invite {
    /// Sixteen letters and digits in fours; small letters and missing hyphens do as well.
    pub code: String,
    /// The server's address as the caller reached it, then `/#/join/` and the code.
    pub url: String,
    pub max_uses: Option<i64>,
    pub uses: i64,
    pub expires_at: Option<Moment>,
    pub created_at: Moment,
    pub creator: Person,
    pub conversations: Vec<Destination>,
}

/// Where an invite leads.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Destination {
    #[serde(rename = "_id")]
    pub id: ConversationId,
    pub name: Option<String>,
}

/// `GET /api/invites`
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Invites {
    /// The caller's, to administrators everybody's; the newest first.
    pub invites: Vec<Invite>,
}

/// `GET /api/invites/:code`: what a newcomer may know beforehand. A code that is unknown or withdrawn is `not_found`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Invitation {
    /// An account can be made with it now.
    pub valid: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Void>,
    pub creator: Person,
    /// Names of the conversations that it leads to, besides General; none where it is not valid.
    pub conversations: Vec<String>,
    #[cfg_attr(test, ts(optional = false))]
    pub expires_at: Option<Moment>,
}

/// Why an invite makes no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum Void {
    Expired,
    UsedUp,
    /// This server takes nobody in at the moment, by invite or not.
    Closed,
}
