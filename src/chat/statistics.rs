//! How the server is doing, for those who look after it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::Chat;
use super::access::Administrator;
use super::caller::Caller;
use crate::error::Result;
use crate::protocol::admin::Stats;
use crate::store::statistics as kept;

impl Chat {
    /// # Errors
    /// `forbidden` for members.
    pub async fn stats(&self, caller: &Caller) -> Result<Stats> {
        let (user, dir, rooms) = (caller.user, self.dir.clone(), Arc::clone(&self.rooms));
        let uptime_seconds = self.began.elapsed().as_secs() as i64;
        self.read(move |connection| {
            Administrator::prove(connection, user)?;
            let (sockets, online) = rooms.count();
            Ok(Stats {
                uptime_seconds,
                sockets: sockets as i64,
                people: kept::people(connection)?,
                online: online as i64,
                conversations: kept::largest(connection)?,
                rows: kept::rows(connection)?,
                database_bytes: kept::database_bytes(connection)?,
                wal_bytes: wal_bytes(&dir),
                file_bytes: kept::file_bytes(connection)?,
                free_bytes: free(&dir),
            })
        })
        .await
    }
}

/// Of the write-ahead log in that directory; nothing where there is none.
pub(super) fn wal_bytes(dir: &Path) -> i64 {
    fs::metadata(dir.join("parlor.db-wal")).map_or(0, |found| found.len() as i64)
}

/// Bytes that we may still write; nothing where the system does not say.
fn free(dir: &Path) -> i64 {
    let found = rustix::fs::statvfs(dir).ok();
    found.and_then(|disk| i64::try_from(disk.f_bavail.saturating_mul(disk.f_frsize)).ok()).unwrap_or(0)
}
