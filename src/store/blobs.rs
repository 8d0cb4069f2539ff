//! Bytes beside the database: uploads under their ids, thumbnails, avatars. A row names them before anybody reads them.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::arrivals::Incoming;
use super::blob::{AVATARS, Blob};
use super::janitor::Janitor;
use crate::error::{Error, Result};

/// What is still arriving; nothing in it outlives the process.
const INCOMING: &str = "incoming";

/// Everything under `files/` in the data directory. All but `discard`, `arriving` and `settled` block on the disk.
pub struct Blobs {
    root: PathBuf,
    next: AtomicU64,
    /// In their places, and not yet in a row: a sweep leaves them alone.
    arriving: Mutex<HashSet<Blob>>,
    janitor: Janitor,
}

impl Blobs {
    /// Makes the folders where they are missing, and removes what was arriving when the last process ended.
    ///
    /// # Errors
    /// One line for a person.
    pub fn open(dir: &Path) -> Result<Arc<Self>> {
        let root = dir.join("files");
        let fault = |error: io::Error| Error::internal(format!("{} cannot be used: {error}", dir.join("files").display()));
        make(&root).map_err(fault)?;
        make(&root.join(AVATARS)).map_err(fault)?;
        match fs::remove_dir_all(root.join(INCOMING)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fault(error)),
            _ => {}
        }
        make(&root.join(INCOMING)).map_err(fault)?;
        let janitor = Janitor::start(root.clone())?;
        Ok(Arc::new(Blobs { root, next: AtomicU64::new(0), arriving: Mutex::default(), janitor }))
    }

    /// An empty file for bytes that have no name yet.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn incoming(self: &Arc<Self>) -> io::Result<Incoming> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        Incoming::create(self.root.join(INCOMING).join(number.to_string()))
    }

    /// Gives arrived bytes their name, whole and for good on disk. They go again unless a row names them too.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn keep(self: &Arc<Self>, incoming: Incoming, blob: Blob) -> io::Result<Kept> {
        self.arriving.lock().unwrap_or_else(PoisonError::into_inner).insert(blob.clone());
        let path = blob.path(&self.root);
        let kept = Kept { blobs: Arc::clone(self), blob, named: false };
        let folder = path.parent().unwrap_or(&self.root);
        if make(folder)? {
            File::open(&self.root)?.sync_all()?;
        }
        incoming.settle(&path)?;
        File::open(folder)?.sync_all()?;
        Ok(kept)
    }

    /// # Errors
    /// Those of the disk; `NotFound` where there are no such bytes.
    pub fn read(&self, blob: &Blob) -> io::Result<File> {
        File::open(blob.path(&self.root))
    }

    /// Removes bytes soon, on a thread of its own; those of a file together with its thumbnail.
    pub fn discard(&self, blob: Blob) {
        self.janitor.discard(blob);
    }

    /// What is in its place, and perhaps in no row yet.
    pub fn arriving(&self) -> HashSet<Blob> {
        self.arriving.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn arrived(&self, blob: &Blob) {
        self.arriving.lock().unwrap_or_else(PoisonError::into_inner).remove(blob);
    }

    /// Everything that has a name. What nobody here has named is passed over.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn list(&self) -> io::Result<Vec<Blob>> {
        let mut blobs = Vec::new();
        for folder in fs::read_dir(&self.root)? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() || folder.file_name() == INCOMING {
                continue;
            }
            for entry in fs::read_dir(folder.path())? {
                let path = entry?.path();
                blobs.extend(Blob::of(&path).filter(|blob| blob.path(&self.root) == path));
            }
        }
        Ok(blobs)
    }

    /// Bytes that the disk has left for us.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn free(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.root)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Removes what is to be removed, and takes no more. Blocks until then.
    pub fn close(&self) {
        self.janitor.close();
    }
}

/// Bytes in their place. They go when this does, unless a row names them.
pub struct Kept {
    blobs: Arc<Blobs>,
    blob: Blob,
    named: bool,
}

impl Kept {
    /// A row names them: it is committed.
    pub fn named(mut self) {
        self.named = true;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if !self.named {
            self.blobs.discard(self.blob.clone());
        }
        self.blobs.arrived(&self.blob);
    }
}

/// Whether it was missing.
fn make(folder: &Path) -> io::Result<bool> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(false),
        Err(error) => Err(error),
    }
}
