//! The book of what administrators did.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use super::Chat;
use super::access::Administrator;
use super::caller::Caller;
use crate::error::{Error, Result};
use crate::protocol::admin::Audit;
use crate::protocol::ids::UserId;
use crate::protocol::time::Moment;
use crate::store::audit;

/// Entries in a page, unless told otherwise, and at most.
const PAGE: (i64, i64) = (50, 200);

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Page {
    /// The `_id` of the last entry that is known already.
    pub before: Option<String>,
    pub limit: Option<i64>,
}

/// Notes an act in the same transaction as the act itself. `actor` is `None` for somebody on the server's own machine, `subject`
/// the id of what it was done to, `detail` an object without secrets.
///
/// The acts of this house: `user_added`, `user_disabled`, `user_enabled`, `user_renamed`, `role_changed`, `reset_made`,
/// `session_ended`, `sessions_ended`, `settings_changed`, `channel_deleted`, `retention_changed`, `bot_added`, `bot_removed`, `token_made`,
/// `token_ended`, `password_set`, `invite_made`, `invite_revoked`, `webhook_added`, `webhook_changed`, `webhook_removed`.
///
/// # Errors
/// `unavailable`.
pub fn note(
    connection: &Connection,
    actor: Option<UserId>,
    act: &str,
    subject: Option<String>,
    detail: Option<Value>,
) -> Result<()> {
    let detail = detail.map(|detail| detail.to_string());
    audit::insert(connection, Moment::now(), actor, act, subject.as_deref(), detail.as_deref())
}

impl Chat {
    /// The newest first.
    ///
    /// # Errors
    /// `forbidden` for members, `bad_request` for a place that is none.
    pub async fn audit(&self, caller: &Caller, page: Page) -> Result<Audit> {
        let user = caller.user;
        self.read(move |connection| {
            Administrator::prove(connection, user)?;
            let limit = page.limit.unwrap_or(PAGE.0);
            if limit < 1 {
                return Err(Error::bad_request("A page has at least one entry.").field("limit"));
            }
            let limit = limit.min(PAGE.1);
            let place = page.before.map(|before| before.parse::<i64>()).transpose();
            let before = place.map_err(|_| Error::bad_request("Name an entry by its _id.").field("before"))?;
            let mut entries = audit::page(connection, before.unwrap_or(i64::MAX), limit + 1)?;
            let has_more = entries.len() as i64 > limit;
            entries.truncate(limit as usize);
            Ok(Audit { entries, has_more })
        })
        .await
    }
}
