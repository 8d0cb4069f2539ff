//! Pins: messages that a conversation keeps in sight.

use rusqlite::Connection;

use super::Chat;
use super::access::{Member, Pinner};
use super::caller::Caller;
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use crate::error::{Error, Result};
use crate::protocol::events::{MessagePinned, ServerEvent};
use crate::protocol::ids::{ConversationId, MessageId, UserId};
use crate::protocol::rest::Pins;
use crate::protocol::time::Moment;
use crate::store::messages;
use crate::store::writer::next_rev;

/// Pins in one conversation.
pub const PINS: i64 = 100;

impl Chat {
    /// Pins a message or lets it go. What is so already succeeds and tells nobody.
    pub fn pin(&self, caller: &Caller, message: MessageId, pinned: bool, answer: impl FnOnce(Result<()>) + Send + 'static) {
        let user = caller.user;
        match self.rates().change.take(user) {
            Ok(()) => self.write(move |connection| pin(connection, user, message, pinned), answer),
            Err(error) => answer(Err(error)),
        }
    }

    /// The newest pin first.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn pins(&self, caller: &Caller, conversation: ConversationId) -> Result<Pins> {
        let user = caller.user;
        self.read(move |connection| {
            let member = Member::prove(connection, conversation, user)?;
            Ok(Pins { messages: messages::pinned(connection, member.conversation(), PINS)? })
        })
        .await
    }
}

fn pin(connection: &Connection, user: UserId, message_id: MessageId, pinned: bool) -> Result<Outcome<()>> {
    let (pinner, place) = Pinner::prove(connection, message_id, user)?;
    if place.deleted {
        return Err(Error::conflict("A deleted message cannot be pinned."));
    }
    let conversation_id = pinner.member().conversation();
    let rev = next_rev(connection)?;
    if !messages::pin(connection, message_id, pinned.then(Moment::now), rev)? {
        return Ok(Outcome::quiet(()));
    }
    if pinned && messages::pins(connection, conversation_id)? > PINS {
        return Err(Error::conflict(format!("A conversation keeps {PINS} pins; let one go first.")));
    }
    let event = MessagePinned { message_id, conversation_id, pinned, rev };
    Ok(Outcome::new((), vec![Step::Rev(rev), Step::Tell(Audience::Room(conversation_id), ServerEvent::MessagePinned(event))]))
}
