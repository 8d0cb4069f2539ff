//! Notification levels: which new messages call a participant.

use super::Chat;
use super::access::Member;
use super::caller::Caller;
use super::conversations::updated;
use super::outcome::{Outcome, Step};
use crate::error::Result;
use crate::protocol::entities::{Conversation, NotificationLevel};
use crate::protocol::ids::ConversationId;
use crate::store::conversations;
use crate::store::writer::next_rev;

impl Chat {
    /// The caller's own; their other sockets hear of it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn set_notifications(
        &self,
        caller: &Caller,
        conversation: ConversationId,
        level: NotificationLevel,
    ) -> Result<Conversation> {
        let user = caller.user;
        self.commit(move |connection| {
            let member = Member::prove(connection, conversation, user)?;
            let rev = next_rev(connection)?;
            conversations::set_notifications(connection, member.conversation(), user, level, rev)?;
            let view = conversations::view(connection, conversation, user)?;
            let told = updated(connection, &view, user)?;
            Ok(Outcome::new(view, vec![Step::Rev(rev), told]))
        })
        .await
    }
}
