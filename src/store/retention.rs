//! Which messages have been kept for long enough.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::sql;
use crate::error::Result;
use crate::protocol::ids::ConversationId;
use crate::protocol::time::Moment;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How far the oldest messages of a conversation are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub from: i64,
    pub to: i64,
    /// The next one is due too.
    pub more: bool,
}

/// Conversations whose oldest message is due at `now`.
pub fn due(connection: &Connection, now: Moment) -> Result<Vec<ConversationId>> {
    let mut statement = connection.prepare_cached(sql::RETENTION_ALL)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, Moment>(2)?)))?;
    let mut due = Vec::new();
    for row in rows {
        let (id, days, oldest) = row?;
        if is_over(oldest, days, now) {
            due.push(id);
        }
    }
    Ok(due)
}

/// The oldest messages of a conversation that are due at `now`, at most `limit`. They end with the first that is not, so that
/// history has no gap, whatever the clock did in between.
pub fn oldest(connection: &Connection, id: ConversationId, now: Moment, limit: i64) -> Result<Option<Due>> {
    let mut statement = connection.prepare_cached(sql::RETENTION_OF)?;
    let found: Option<(Option<i64>, i64)> = statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((Some(days), from)) = found else { return Ok(None) };
    let mut statement = connection.prepare_cached(sql::RETENTION_OLDEST)?;
    let mut rows = statement.query((id, from, limit + 1))?;
    let (mut to, mut count) = (from - 1, 0);
    while let Some(row) = rows.next()? {
        if !is_over(row.get(1)?, days, now) {
            break;
        }
        count += 1;
        if count > limit {
            return Ok(Some(Due { from, to, more: true }));
        }
        to = row.get(0)?;
    }
    Ok((count > 0).then_some(Due { from, to, more: false }))
}

fn is_over(written: Moment, days: i64, now: Moment) -> bool {
    written.after(DAY.saturating_mul(u32::try_from(days).unwrap_or(u32::MAX))) <= now
}
