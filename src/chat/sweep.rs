//! The sweep: bytes that no row names go, and rows that no message holds for a day. It mends what a crash left half done.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::Connection;

use super::Chat;
use super::files;
use super::outcome::Outcome;
use super::uploads::UNSENT;
use crate::error::{Error, Result};
use crate::protocol::ids::FileId;
use crate::protocol::time::Moment;
use crate::store::blobs::Blob;
use crate::store::{avatars, files as kept};

/// Rows that one change removes, so that messages need not wait for many.
const AT_ONCE: usize = 100;

impl Chat {
    /// # Errors
    /// `unavailable` where the disk or the database cannot be read.
    pub async fn sweep(&self) -> Result<()> {
        self.sweep_rows().await?;
        self.sweep_bytes().await
    }

    /// Files that were never sent.
    async fn sweep_rows(&self) -> Result<()> {
        let recent: HashSet<FileId> = self.recent.ids().into_iter().collect();
        let mut unheld = self.read(|connection| kept::unheld(connection, Moment::now().before(UNSENT))).await?;
        unheld.retain(|id| !recent.contains(id));
        for some in unheld.chunks(AT_ONCE) {
            let some = some.to_vec();
            self.commit(move |connection| forget(connection, &some)).await?;
        }
        Ok(())
    }

    /// The order counts: what is in its place and no longer arriving has its row by the time that the rows are read.
    async fn sweep_bytes(&self) -> Result<()> {
        let blobs = Arc::clone(&self.blobs);
        let there = tokio::task::spawn_blocking(move || blobs.list()).await.map_err(Error::internal)?;
        let there = there.map_err(|error| Error::unavailable().detail(error))?;
        let arriving = self.blobs.arriving();
        let (files, avatars) = self.read(|connection| Ok((kept::all(connection)?, avatars::all(connection)?))).await?;
        let (files, avatars): (HashSet<_>, HashSet<_>) = (files.into_iter().collect(), avatars.into_iter().collect());
        let mut gone = 0;
        for blob in there.into_iter().filter(|blob| !arriving.contains(blob)) {
            let named = match &blob {
                Blob::File(id) | Blob::Thumbnail(id) => files.contains(id),
                Blob::Avatar(name) => avatars.contains(name),
            };
            if !named {
                gone += 1;
                self.blobs.discard(blob);
            }
        }
        if gone > 0 {
            tracing::info!(gone, "removed files that nothing names");
        }
        Ok(())
    }
}

fn forget(connection: &Connection, unheld: &[FileId]) -> Result<Outcome<()>> {
    let mut steps = Vec::new();
    for id in unheld {
        steps.extend(files::release(connection, *id)?);
    }
    Ok(Outcome::new((), steps))
}
