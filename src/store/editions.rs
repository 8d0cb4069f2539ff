//! The ladder of editions: how an older database becomes today's, by `user_version`.

use rusqlite::Connection;

use crate::error::{Error, Result};

/// The database as a fresh install makes it.
pub const SCHEMA: &str = include_str!("../../schema.sql");

/// What this program reads and writes.
pub const EDITION: i64 = 1;

/// Makes a fresh database, or lifts an older one step by step.
///
/// # Errors
/// A database of a newer program is refused untouched.
pub fn climb(connection: &mut Connection) -> Result<()> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > EDITION {
        return Err(Error::internal(format!(
            "The database is of edition {found} and this program knows {EDITION}; start a newer Parlor."
        )));
    }
    if found == 0 {
        let transaction = connection.transaction()?;
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "user_version", EDITION)?;
        transaction.commit()?;
    }
    Ok(())
}
