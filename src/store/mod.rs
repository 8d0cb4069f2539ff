//! What is kept: one SQLite file, one writer, a pool of readers.

pub mod bots;
pub mod conversations;
pub mod deliveries;
pub mod editions;
pub mod hooks;
pub mod mentions;
pub mod messages;
pub mod reactions;
pub mod reads;
pub mod sessions;
pub mod settings;
pub mod sql;
pub mod users;
pub mod webhooks;
pub mod writer;

use std::path::Path;
use std::sync::Arc;

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Connections that read at the same time.
const READERS: u32 = 4;

/// Statements that a connection keeps prepared; more than there are.
const STATEMENTS: usize = 128;

/// The readers. Each read is one short transaction on the blocking pool.
#[derive(Clone)]
pub struct Store {
    path: Arc<Path>,
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
        let told = |error: rusqlite::Error| {
            Error::internal(format!("{}: {error}; restore a backup or choose another data directory", path.display()))
        };
        let fresh = !path.exists();
        let mut writer = Connection::open(path).map_err(told)?;
        private(path)?;
        if !fresh {
            // A damaged database is never written to.
            let verdict = writer.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
            if !matches!(verdict.as_deref(), Ok("ok")) {
                let detail = verdict.unwrap_or_else(|error| error.to_string());
                return Err(Error::internal(format!(
                    "{} is damaged: {detail}; restore a backup, or move it away to start anew",
                    path.display()
                )));
            }
        }
        writer.pragma_update(None, "journal_mode", "WAL").map_err(told)?;
        writer.pragma_update(None, "synchronous", "FULL").map_err(told)?;
        pragmas(&writer).map_err(told)?;
        editions::climb(&mut writer)?;

        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let manager = SqliteConnectionManager::file(path).with_flags(flags).with_init(|reader| pragmas(reader));
        let pool = r2d2::Pool::builder()
            .max_size(READERS)
            .min_idle(Some(1))
            .build(manager)
            .map_err(|error| Error::internal(format!("{}: {error}", path.display())))?;
        Ok((Store { path: path.into(), pool, turns: Arc::new(Semaphore::new(READERS as usize)) }, writer))
    }

    /// Bytes of the database and of its write-ahead log. Looks at the disk.
    pub fn sizes(&self) -> (u64, u64) {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        (size(&self.path), size(Path::new(&log)))
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
            let transaction = connection.transaction()?;
            read(&transaction)
        };
        tokio::task::spawn_blocking(read).await.map_err(Error::internal)?
    }
}

fn pragmas(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}

/// Nobody else on this machine reads it.
fn private(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
            .map_err(|error| Error::internal(format!("{}: {error}; make it belong to this user", path.display())))?;
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
