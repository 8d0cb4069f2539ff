//! What verbs on the server's own machine ask of it, and are answered; nothing of it crosses a network.

use serde::{Deserialize, Serialize};

use super::entities::AccountRole;
use super::invites::CreateInvite;

/// `POST /control/users`: an account, without signing it in.
#[derive(Clone, Serialize, Deserialize)]
pub struct AddUser {
    pub username: String,
    pub password: String,
    pub role: AccountRole,
}

/// `PUT /control/users/:name/password`
#[derive(Clone, Serialize, Deserialize)]
pub struct SetPassword {
    pub password: String,
}

/// `POST /control/invites`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MakeInvite {
    /// In whose name; unless told, that of the administrator who came first.
    pub creator: Option<String>,
    #[serde(flatten)]
    pub invite: CreateInvite,
}

/// `GET /control/server`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Running {
    pub version: String,
    pub pid: u32,
    /// Where people find it, the best first.
    pub urls: Vec<String>,
    /// SHA-256 of what devices install to trust the addresses over HTTPS.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// The link that makes the first administrator, while there is none.
    pub setup_url: Option<String>,
    #[serde(default)]
    pub announcement: Announcement,
}

/// How far a server is with announcing itself on the local network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum Announcement {
    /// Turned off, or nobody but this machine is listened to.
    #[default]
    Off,
    /// There is no network to announce it on.
    Waiting,
    /// Whether the name is free is being found out.
    Asking,
    /// No network takes it.
    Unheard {
        /// What the system says of that.
        why: String,
    },
    Confirmed {
        /// Such as `parlor-2.local`.
        name: String,
        /// What that would be, were it free.
        wished: String,
        /// In lists of services.
        entry: String,
    },
}
