//! Copies of a database: made of one moment while others write, looked over whole, and lifted from an older edition.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::avatars;
use super::blob::Blob;
use super::{check, editions, pragmas, private, sql};
use crate::error::{Code, Error, Result};
use crate::protocol::ids::FileId;

/// Says that long work is to end.
pub type Stop = fn() -> bool;

/// Of a database that is copied between two looks at [`Stop`]: 4 MiB.
const PAGES: i32 = 1024;

/// Steps of SQLite's between two looks: some milliseconds.
const STEPS: i32 = 100_000;

/// While another program has the database to itself.
const PAUSE: Duration = Duration::from_millis(50);

/// A database that others may use, write to and leave meanwhile. Nothing in it is changed.
pub struct Source {
    connection: Connection,
    path: PathBuf,
}

impl Source {
    /// # Errors
    /// One line that names the file and what to do: it cannot be read, is none, or is of a newer edition.
    pub fn open(path: &Path) -> Result<Self> {
        let cannot = |error: rusqlite::Error| check::fault(path, &error);
        // One that may not write leaves its log behind when it is the last to go.
        let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, access).map_err(cannot)?;
        connection.busy_timeout(Duration::from_secs(5)).map_err(cannot)?;
        // What nobody has looked over yet is not written to.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(cannot)?;
        connection.pragma_update(None, "temp_store", "MEMORY").map_err(cannot)?;
        check::edition(&connection, path)?;
        Ok(Source { connection, path: path.to_owned() })
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// From here on it is read as it is now, until `let_go`. The log of a server that writes grows meanwhile.
    ///
    /// # Errors
    /// As for `open`.
    pub fn hold(&self) -> Result<()> {
        let held = self.connection.execute_batch("BEGIN").and_then(|()| {
            // The moment is that of the first read.
            self.connection.query_row(sql::ANYTHING, [], |_| Ok(()))
        });
        held.map_err(|error| self.fault(&error))
    }

    /// # Errors
    /// As for `open`.
    pub fn let_go(&self) -> Result<()> {
        self.connection.execute_batch("COMMIT").map_err(|error| self.fault(&error))
    }

    /// # Errors
    /// As for `open`.
    pub fn named(&self) -> Result<Vec<Named>> {
        named(&self.connection).map_err(|error| self.fault(&error))
    }

    /// Copies it, as it is while it is held, into a database that was empty, and leaves that in one piece. `told` hears how many
    /// pages of how many are done.
    ///
    /// # Errors
    /// One line that names the file and what to do, or that it was stopped.
    pub fn copy(&self, target: &mut Connection, to: &Path, stop: Stop, told: impl FnMut(u64, u64)) -> Result<()> {
        let copied = copy(&self.connection, target, stop, told);
        if stop() {
            return Err(stopped());
        }
        copied.map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => self.fault(&error),
            _ => check::fault(to, &error),
        })
    }

    /// Of a copy that turned out damaged: so is this.
    pub fn damaged(&self, detail: &str) -> Error {
        check::damaged(&self.path, detail)
    }

    /// It was found whole: who is the last to go may fold the log.
    pub fn close(self) {
        let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
    }

    fn fault(&self, error: &rusqlite::Error) -> Error {
        check::fault(&self.path, error)
    }
}

/// Copies a database, as it is at one moment if nobody writes or the connection holds one, into one that was empty; less of it where
/// it is stopped.
///
/// # Errors
/// Those of either.
pub(super) fn copy(
    connection: &Connection,
    target: &mut Connection,
    stop: Stop,
    mut told: impl FnMut(u64, u64),
) -> rusqlite::Result<()> {
    {
        let backup = Backup::new(connection, target)?;
        loop {
            let step = backup.step(PAGES)?;
            let progress = backup.progress();
            told((progress.pagecount - progress.remaining).max(0) as u64, progress.pagecount.max(0) as u64);
            match step {
                StepResult::Done => break,
                _ if stop() => return Ok(()),
                StepResult::Busy | StepResult::Locked => std::thread::sleep(PAUSE),
                _ => {}
            }
        }
    }
    // A copy of a database with a log says that it has one.
    target.pragma_update(None, "journal_mode", "DELETE")
}

pub fn stopped() -> Error {
    Error::new(Code::Unavailable, "Stopped; nothing was changed.")
}

/// A new database for a copy, which nobody else may read.
///
/// # Errors
/// One line that names the file and what to do.
pub fn blank(path: &Path) -> Result<Connection> {
    private(path)?;
    let cannot = |error: rusqlite::Error| check::fault(path, &error);
    let connection = Connection::open(path).map_err(cannot)?;
    connection.busy_timeout(Duration::from_secs(5)).map_err(cannot)?;
    Ok(connection)
}

/// What is wrong with a database to which nothing else has a door, every page, row and index of it; nothing where it is whole.
///
/// # Errors
/// Where it cannot be read, or where it was stopped.
pub fn flaw(connection: &Connection, path: &Path, stop: Stop) -> Result<Option<String>> {
    let cannot = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => stopped(),
        _ => check::fault(path, &error),
    };
    connection.progress_handler(STEPS, Some(stop)).map_err(cannot)?;
    let verdict = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
    connection.progress_handler(0, None::<Stop>).map_err(cannot)?;
    match verdict {
        Ok(verdict) => Ok(Some(verdict).filter(|verdict| verdict != "ok")),
        Err(error) if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) => {
            Ok(Some(error.to_string()))
        }
        Err(error) => Err(cannot(error)),
    }
}

/// One that nobody else has open, to be looked over.
///
/// # Errors
/// One line that names the file and what to do.
pub fn opened(path: &Path) -> Result<Connection> {
    let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, access).map_err(|error| check::fault(path, &error))
}

/// # Errors
/// One line, where it is not for this program to read.
pub fn edition(connection: &Connection, path: &Path) -> Result<i64> {
    check::edition(connection, path)
}

/// Brings a copy that nobody else has open to this edition, in one piece.
///
/// # Errors
/// One line that names the file and what to do.
pub fn lift(connection: &mut Connection, path: &Path) -> Result<()> {
    pragmas(connection).map_err(|error| check::fault(path, &error))?;
    editions::climb(connection)
}

/// Bytes beside the database that it names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// From `files/` on.
    pub path: PathBuf,
    /// Bytes, where the database says how many.
    pub size: Option<u64>,
}

/// In the order of their names. The first edition had no files of its own.
pub fn named(connection: &Connection) -> rusqlite::Result<Vec<Named>> {
    let mut named: Vec<Named> = Vec::new();
    let mut add = |blob: Blob, size| named.push(Named { path: blob.path(Path::new("")), size });
    if connection.table_exists(None, "files")? {
        let mut statement = connection.prepare(sql::FILES_NAMED)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, size, small): (FileId, i64, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
            add(Blob::File(id), Some(size.max(0) as u64));
            if small {
                add(Blob::Thumbnail(id), None);
            }
        }
    }
    if connection.table_exists(None, "users")? {
        avatars::each(connection, |name| add(Blob::Avatar(name), None))?;
    }
    named.sort();
    named.dedup();
    Ok(named)
}
