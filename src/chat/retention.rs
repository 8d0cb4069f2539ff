//! Retention: messages that have been kept for long enough go for real, the oldest first, in steps that hold nobody up.

use rusqlite::Connection;

use super::Chat;
use super::conversations::all_updated;
use super::erasure::AT_ONCE;
use super::outcome::{Outcome, Step};
use crate::error::Result;
use crate::protocol::ids::ConversationId;
use crate::protocol::time::Moment;
use crate::store::erasure::{self, Erased};
use crate::store::retention;
use crate::store::writer::next_rev;

impl Chat {
    /// Takes away what is over at `now`. The room is told once, after the last of it.
    pub(super) async fn let_go_of_the_old(&self, now: Moment) -> Result<()> {
        for id in self.read(move |connection| retention::due(connection, now)).await? {
            let mut total = 0;
            loop {
                let (erased, more) = self.commit(move |connection| step(connection, id, now)).await?;
                self.files_let_go(erased.files);
                total += erased.messages;
                if !more {
                    break;
                }
            }
            tracing::info!(conversation = %id, messages = total, "retention is over for the oldest messages");
        }
        Ok(())
    }
}

/// Takes away the oldest messages that are due, and answers whether there are more.
fn step(connection: &Connection, id: ConversationId, now: Moment) -> Result<Outcome<(Erased, bool)>> {
    let Some(due) = retention::oldest(connection, id, now, AT_ONCE)? else { return Ok(Outcome::quiet(Default::default())) };
    let rev = next_rev(connection)?;
    let erased = erasure::messages(connection, id, (due.from, due.to))?;
    erasure::moves_to(connection, id, due.to + 1, rev)?;
    let mut steps = vec![Step::Rev(rev)];
    if !due.more {
        erasure::reads_below(connection, id, due.to + 1)?;
        steps.extend(all_updated(connection, id)?);
    }
    Ok(Outcome::new((erased, due.more), steps))
}
