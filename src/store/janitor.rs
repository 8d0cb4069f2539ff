//! The thread that removes bytes that nothing names any more, so that nobody waits for the disk.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use super::blob::Blob;
use crate::error::{Error, Result};

pub(super) struct Janitor {
    /// None once it is closed: what comes then is found by the sweep at the next start.
    work: Mutex<Option<(Sender<Blob>, JoinHandle<()>)>>,
}

impl Janitor {
    /// # Errors
    /// `internal` when the system has no thread left.
    pub(super) fn start(root: PathBuf) -> Result<Self> {
        let (sender, receiver) = mpsc::channel::<Blob>();
        let work = move || {
            for blob in receiver {
                if let Blob::File(id) = blob {
                    remove(Blob::Thumbnail(id).path(&root));
                }
                remove(blob.path(&root));
            }
        };
        let thread = std::thread::Builder::new().name("janitor".into()).spawn(work).map_err(Error::internal)?;
        Ok(Janitor { work: Mutex::new(Some((sender, thread))) })
    }

    pub(super) fn discard(&self, blob: Blob) {
        if let Some((sender, _)) = &*self.work.lock().unwrap_or_else(PoisonError::into_inner) {
            // It ends with the sender, not before.
            let _ = sender.send(blob);
        }
    }

    pub(super) fn close(&self) {
        let work = self.work.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((sender, thread)) = work {
            drop(sender);
            let _ = thread.join();
        }
    }
}

fn remove(path: PathBuf) {
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "cannot be removed now; the next sweep tries again");
        }
        _ => {}
    }
}
