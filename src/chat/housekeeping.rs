//! What is tidied up by itself, every hour and at start: old messages, half-deleted conversations, files that nobody sent, links
//! that are over.

use std::sync::Arc;
use std::time::Duration;

use super::Chat;
use super::outcome::Outcome;
use crate::error::Result;
use crate::protocol::time::Moment;
use crate::store::{invites, resets};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// An invite that is over stays in its creator's list for so long.
const INVITE: Duration = Duration::from_secs(30 * 24 * HOUR.as_secs());

impl Chat {
    /// Goes on for ever; what goes wrong is tried again in the next round.
    pub async fn keep_house(self: Arc<Self>) {
        loop {
            if let Err(error) = self.tidy_up(Moment::now()).await {
                tracing::warn!(%error, "tidying up will be tried again");
            }
            // Whatever was asked for meanwhile begins at once.
            let _ = tokio::time::timeout(HOUR, self.untidy.notified()).await;
        }
    }

    /// Asks for a round now.
    pub(super) fn tidy_up_soon(&self) {
        self.untidy.notify_one();
    }

    async fn tidy_up(&self, now: Moment) -> Result<()> {
        self.finish_erasing().await?;
        self.let_go_of_the_old(now).await?;
        self.sweep().await?;
        self.commit(move |connection| {
            resets::delete_over(connection, now)?;
            invites::delete_over(connection, now.before(INVITE))?;
            Ok(Outcome::quiet(()))
        })
        .await
    }
}
