//! Pages of a conversation's history, always ascending.

use serde::Deserialize;

use super::Chat;
use super::access::Member;
use super::caller::Caller;
use crate::error::{Error, Result};
use crate::protocol::ids::{ConversationId, MessageId};
use crate::protocol::rest::History;
use crate::store::messages;

/// Messages in a page, unless told otherwise.
const PAGE: i64 = 50;

/// Messages in a page, at most.
pub const PAGE_MAX: i64 = 200;

/// Which page: one of three places, or the newest.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Page {
    pub before: Option<MessageId>,
    pub after: Option<MessageId>,
    pub around: Option<MessageId>,
    /// Messages, 50 unless told and 200 at most.
    pub limit: Option<i64>,
}

impl Chat {
    /// # Errors
    /// `not_found` for a foreign conversation or a message that does not stand in it; `bad_request` for two places at once.
    pub async fn history(&self, caller: &Caller, conversation: ConversationId, page: Page) -> Result<History> {
        let user = caller.user;
        if [page.before, page.after, page.around].iter().flatten().count() > 1 {
            return Err(Error::bad_request("Ask for one of before, after and around."));
        }
        let limit = page.limit.unwrap_or(PAGE);
        if limit < 1 {
            return Err(Error::bad_request("A page has at least one message.").field("limit"));
        }
        let limit = limit.min(PAGE_MAX);
        self.read(move |connection| {
            let member = Member::prove(connection, conversation, user)?;
            let here = member.conversation();
            let seq = |id| {
                let place = messages::place(connection, id)?.filter(|place| place.conversation == here);
                Ok::<i64, Error>(place.ok_or_else(Error::not_found)?.seq)
            };
            // One more than asked for on each side tells whether there is more.
            let (older, mut newer);
            let (below, above);
            if let Some(id) = page.after {
                let seq = seq(id)?;
                (below, above) = (0, limit);
                newer = messages::after(connection, here, seq, above + 1)?;
                older = messages::before(connection, here, seq + 1, below + 1)?;
            } else if let Some(id) = page.around {
                let seq = seq(id)?;
                (below, above) = ((limit - 1) / 2, limit - (limit - 1) / 2);
                older = messages::before(connection, here, seq, below + 1)?;
                newer = messages::after(connection, here, seq - 1, above + 1)?;
            } else {
                let seq = page.before.map(seq).transpose()?;
                (below, above) = (limit, 0);
                older = messages::before(connection, here, seq.unwrap_or(i64::MAX), below + 1)?;
                newer = messages::after(connection, here, seq.map_or(i64::MAX, |seq| seq - 1), above + 1)?;
            }
            let has_before = older.len() as i64 > below;
            let has_after = newer.len() as i64 > above;
            newer.truncate(above as usize);
            let skip = older.len() - older.len().min(below as usize);
            let messages = older.into_iter().skip(skip).chain(newer).collect();
            Ok(History { messages, has_before, has_after })
        })
        .await
    }
}
