//! What administrators did, at rest.

use rusqlite::{Connection, Row};

use super::{sql, users};
use crate::error::Result;
use crate::protocol::admin::AuditEntry;
use crate::protocol::ids::UserId;
use crate::protocol::time::Moment;

pub fn insert(
    connection: &Connection,
    at: Moment,
    actor: Option<UserId>,
    act: &str,
    subject: Option<&str>,
    detail: Option<&str>,
) -> Result<()> {
    connection.prepare_cached(sql::AUDIT_INSERT)?.execute((at, actor, act, subject, detail))?;
    Ok(())
}

/// Up to `limit` entries below the row `before`, the newest first.
pub fn page(connection: &Connection, before: i64, limit: i64) -> Result<Vec<AuditEntry>> {
    let mut statement = connection.prepare_cached(sql::AUDIT_PAGE)?;
    let entries = statement.query_map((before, limit), from_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(entries)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<AuditEntry> {
    let detail: Option<String> = row.get(4)?;
    let actor: Option<UserId> = row.get(5)?;
    Ok(AuditEntry {
        id: row.get::<_, i64>(0)?.to_string(),
        at: row.get(1)?,
        act: row.get(2)?,
        subject: row.get(3)?,
        detail: detail.and_then(|detail| serde_json::from_str(&detail).ok()),
        actor: actor.map(|_| users::person(row, 5)).transpose()?,
    })
}
