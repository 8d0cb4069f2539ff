//! A file on its way to its name: beside it, under another one, and gone if it does not get there.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::fault;
use crate::error::{Error, Result};
use crate::store::anew;

pub struct Part {
    to: PathBuf,
    path: PathBuf,
    pub file: File,
}

impl Part {
    /// # Errors
    /// One line for a person: the name is taken, or nothing can be made beside it.
    pub fn create(to: &Path) -> Result<Self> {
        if to.symlink_metadata().is_ok() {
            return Err(taken(to));
        }
        let name = to.file_name().ok_or_else(|| Error::bad_request(format!("{} is no name for a file.", to.display())))?;
        let path = to.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let file = made.map_err(|error| {
            let what =
                if error.kind() == io::ErrorKind::NotFound { "the directory is not there".into() } else { error.to_string() };
            fault(format!("{} cannot be made ({what}); choose a place where this user may write.", to.display()))
        })?;
        Ok(Part { to: to.to_owned(), path, file })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the database is copied to before it goes in. It goes with this.
    pub fn scratch(&self) -> PathBuf {
        self.path.with_extension("db")
    }

    /// Gives it its name, unless something has that, for good.
    ///
    /// # Errors
    /// One line for a person.
    pub fn publish(self) -> Result<()> {
        anew::name(&self.path, &self.to).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => taken(&self.to),
            _ => unwritable(&self.to, &error),
        })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After a rename there is none.
        let _ = fs::remove_file(&self.path);
        let scratch = self.scratch();
        for end in ["", "-journal", "-wal", "-shm"] {
            let mut path = scratch.clone().into_os_string();
            path.push(end);
            let _ = fs::remove_file(path);
        }
    }
}

fn taken(path: &Path) -> Error {
    Error::conflict(format!("{} is there already; name a new file, since a backup replaces none.", path.display()))
}

pub fn unwritable(to: &Path, error: &io::Error) -> Error {
    fault(format!("{} cannot be written ({error}); make room, or choose another place.", to.display()))
}
