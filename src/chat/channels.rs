//! Channels: what every member may find and join.

use super::Chat;
use super::access::Viewer;
use super::caller::Caller;
use super::outcome::Outcome;
use super::participants::bring;
use crate::error::Result;
use crate::protocol::entities::{Conversation, Role};
use crate::protocol::ids::ConversationId;
use crate::protocol::rest::Channels;
use crate::store::{conversations as kept, users};

impl Chat {
    /// All there are, by name.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn channels(&self, caller: &Caller) -> Result<Channels> {
        let user = caller.user;
        self.read(move |connection| {
            let ids = kept::channels(connection)?;
            let mut channels = ids.into_iter().map(|id| kept::view(connection, id, user)).collect::<Result<Vec<_>>>()?;
            channels.sort_by_cached_key(|channel| (channel.name.as_deref().unwrap_or_default().to_lowercase(), channel.id));
            Ok(Channels { channels })
        })
        .await
    }

    /// Takes part from now on, with all of the history to read. Whoever does so already, or takes part in what is no channel,
    /// is answered the same and nobody is told. Whoever comes into an empty channel owns it.
    ///
    /// # Errors
    /// `not_found` for those who may not see it.
    pub async fn join(&self, caller: &Caller, id: ConversationId) -> Result<Conversation> {
        let user = caller.user;
        self.commit(move |connection| {
            let viewer = Viewer::prove(connection, id, user)?;
            let mut steps = Vec::new();
            if !viewer.takes_part() {
                let role = if kept::count(connection, viewer.conversation())? == 0 { Role::Owner } else { Role::Member };
                let person = users::by_id(connection, viewer.user())?.person;
                steps = bring(connection, viewer.conversation(), vec![person], role)?;
            }
            Ok(Outcome::new(kept::view(connection, id, user)?, steps))
        })
        .await
    }
}
