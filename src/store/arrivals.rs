//! Bytes on their way in, without a name until they are whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use tokio::runtime::Handle;

/// A file that goes when this does. Its methods block on the disk.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    /// None once it has its name.
    path: Option<PathBuf>,
}

impl Incoming {
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Incoming { file, path: Some(path) })
    }

    /// # Errors
    /// Those of the disk.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// What has arrived, from its beginning; its place moves independently of ours.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn reader(&self) -> io::Result<File> {
        File::open(self.path.as_deref().ok_or(io::ErrorKind::NotFound)?)
    }

    pub(super) fn settle(mut self, place: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(self.path.as_deref().ok_or(io::ErrorKind::NotFound)?, place)?;
        self.path = None;
        Ok(())
    }
}

impl Drop for Incoming {
    /// Whoever gives up an upload may stand on an async thread, and to unlink a large file takes a while.
    fn drop(&mut self) {
        let Some(path) = self.path.take() else { return };
        let remove = move || {
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(%error, path = %path.display(), "what did not arrive whole is removed at the next start");
            }
        };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(remove)),
            Err(_) => remove(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_on_the_disk_is_said_by_the_write() {
        let file = OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
        let error = Incoming { file, path: None }.write(b"more").expect_err("no room");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
