//! What is kept: one SQLite file, one writer, a pool of readers; and the bytes of files beside it.

pub mod anew;
pub mod arrivals;
pub mod audit;
pub mod avatars;
pub mod blob;
pub mod blobs;
pub mod bots;
mod check;
pub mod conversations;
pub mod copies;
pub mod debts;
pub mod deliveries;
pub mod editions;
pub mod erasure;
pub mod exports;
pub mod files;
pub mod hooks;
pub mod invites;
mod janitor;
pub mod mentions;
pub mod messages;
mod older;
#[cfg(test)]
mod plans;
pub mod reactions;
pub mod reads;
pub mod resets;
pub mod retention;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod sql;
pub mod statistics;
pub mod sync;
pub mod users;
pub mod webhooks;
pub mod words;
pub mod writer;

use std::path::Path;
use std::sync::Arc;

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

pub use self::check::examine;

/// Connections that read at the same time.
const READERS: u32 = 4;

/// Statements that a connection keeps prepared; more than there are.
const STATEMENTS: usize = 256;

/// The readers. Each read is one short transaction on the blocking pool.
#[derive(Clone)]
pub struct Store {
    pool: r2d2::Pool<SqliteConnectionManager>,
    turns: Arc<Semaphore>,
}

impl Store {
    /// Opens the database, made fresh where there is none, checked and brought to this edition where there is one.
    /// The connection is the writer's.
    ///
    /// # Errors
    /// One line that names the file and what to do.
    pub fn open(path: &Path) -> Result<(Store, Connection)> {
        let told = |error: rusqlite::Error| check::fault(path, &error);
        let fresh = !path.exists();
        private(path)?;
        let mut writer = Connection::open(path).map_err(told)?;
        if !fresh {
            check::check(&writer, path)?;
            older::keep(&writer, path)?;
        }
        writer.pragma_update(None, "journal_mode", "WAL").map_err(told)?;
        writer.pragma_update(None, "synchronous", "FULL").map_err(told)?;
        pragmas(&writer).map_err(told)?;
        editions::climb(&mut writer)?;
        words::prepare(&writer)?;

        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let manager = SqliteConnectionManager::file(path).with_flags(flags).with_init(|reader| pragmas(reader));
        let pool = r2d2::Pool::builder()
            .max_size(READERS)
            .min_idle(Some(1))
            .build(manager)
            .map_err(|error| Error::internal(format!("{}: {error}", path.display())))?;
        Ok((Store { pool, turns: Arc::new(Semaphore::new(READERS as usize)) }, writer))
    }

    /// Runs `read` in one transaction: everything in it sees the same moment.
    ///
    /// # Errors
    /// What `read` answers, or `unavailable` where the store cannot be read.
    pub async fn read<T: Send + 'static>(&self, read: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::internal)?;
        let pool = self.pool.clone();
        let read = move || {
            let _turn = turn;
            let mut connection = pool.get().map_err(|error| Error::unavailable().detail(error))?;
            // Not when it is opened: a reader that has read nothing does not keep the log of a server that ends.
            words::vocabulary(&connection)?;
            let transaction = connection.transaction()?;
            read(&transaction)
        };
        tokio::task::spawn_blocking(read).await.map_err(Error::internal)?
    }
}

fn pragmas(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    // Or SQLite prepares a statement anew for each LIMIT that it is given: a quarter of the time of a list of 300 conversations.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}

/// Nobody else on this machine reads it, not even for the moment in which SQLite has just made it. Call it before SQLite
/// has the file open: closing a second descriptor of it drops the locks of the first.
fn private(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::fs::{OpenOptions, Permissions, set_permissions};
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(path)
            .and_then(|_| set_permissions(path, Permissions::from_mode(0o600)))
            .map_err(|error| {
                check::refusal(format!("{} cannot be written ({error}); make it a file of this user.", path.display()))
            })?;
    }
    Ok(())
}

impl From<rusqlite::Error> for Error {
    /// Where nothing was found, `not_found`; anything else means that the store cannot do it now.
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Error::not_found(),
            other => Error::unavailable().detail(other),
        }
    }
}
