//! What is looked at before a byte is written: that the database can be read, is whole, and is of an edition that we know.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::editions::EDITION;
use super::sql;
use crate::error::{Code, Error, Result};

/// Looks at a database that was there already. `connection` is to write nothing before this, and writes nothing for it:
/// closing it after a refusal leaves the log as it is, which SQLite would otherwise fold into the damaged file.
///
/// # Errors
/// One line that names the file and says what to do.
pub fn check(connection: &Connection, path: &Path) -> Result<()> {
    let cannot = |error: rusqlite::Error| fault(path, &error);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(cannot)?;
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(cannot)?;
    if verdict != "ok" {
        return Err(damaged(path, &verdict));
    }
    edition(connection, path)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map(|_| ()).map_err(cannot)
}

/// The edition of a database; 0 where it is empty.
///
/// # Errors
/// One line, where it is not for this program to read.
pub fn edition(connection: &Connection, path: &Path) -> Result<i64> {
    let cannot = |error: rusqlite::Error| fault(path, &error);
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(cannot)?;
    if !(0..=EDITION).contains(&found) {
        return Err(refusal(format!(
            "{} is of edition {found} and this program knows {EDITION}; start a newer Parlor, or restore an older backup.",
            path.display()
        )));
    }
    if found == 0 && connection.query_row(sql::ANYTHING, [], |row| row.get(0)).map_err(cannot)? {
        return Err(refusal(format!("{} is not Parlor's; move it away, or choose another data directory.", path.display())));
    }
    Ok(found)
}

/// Looks at a database that may be in use, and changes nothing: its edition. `ours` says that nobody else has it open.
///
/// # Errors
/// As for [`check`].
pub fn examine(path: &Path, ours: bool) -> Result<i64> {
    // A reader that has the log to itself would leave it behind when it goes.
    let access = if ours { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let cannot = |error: rusqlite::Error| fault(path, &error);
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(cannot)?;
    connection.busy_timeout(Duration::from_secs(5)).map_err(cannot)?;
    check(&connection, path)?;
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(cannot)
}

/// Why a database cannot be opened, in one line for a person.
pub(super) fn fault(path: &Path, error: &rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged(path, &error.to_string()),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            refusal(format!("{} is in use by another program; close that one first.", path.display()))
        }
        Some(ErrorCode::DiskFull) => refusal(format!("{} has no room on its disk; make some.", path.display())),
        _ => {
            refusal(format!("{} cannot be used: {error}; look after its disk, or choose another data directory.", path.display()))
        }
    }
}

/// SQLite tells of damage in several lines; the last one is where it is.
pub(super) fn damaged(path: &Path, detail: &str) -> Error {
    let detail = detail.lines().last().unwrap_or_default();
    refusal(format!("{} is damaged ({detail}); restore a backup, or move it away to start anew.", path.display()))
}

pub(super) fn refusal(message: String) -> Error {
    Error::new(Code::Unavailable, message)
}
