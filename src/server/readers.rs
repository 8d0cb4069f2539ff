//! Who reads what is kept beside a server, for long: as many as like, but not while it is exchanged for something else.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::{Code, Error, Result};

/// Reads the data directory; nobody exchanges what is in it while this lives.
#[derive(Debug)]
pub struct Reading {
    _lock: File,
}

/// Nobody reads it while this lives.
#[derive(Debug)]
pub struct Alone {
    _lock: File,
}

impl Reading {
    /// # Errors
    /// One line for a person.
    pub fn begin(dir: &Path) -> Result<Self> {
        Ok(Reading { _lock: lock(dir, File::try_lock_shared, "A restore is at work in")? })
    }
}

impl Alone {
    /// # Errors
    /// One line for a person.
    pub fn begin(dir: &Path) -> Result<Self> {
        Ok(Alone { _lock: lock(dir, File::try_lock, "A backup or an export is being made of")? })
    }
}

/// The directory itself carries the lock: the file in it is the server's.
fn lock(dir: &Path, how: impl Fn(&File) -> Result<(), TryLockError>, busy: &str) -> Result<File> {
    let fault = |text| Error::new(Code::Unavailable, text);
    let cannot = |error: std::io::Error| fault(format!("{} cannot be locked ({error}).", dir.display()));
    let file = File::open(dir).map_err(cannot)?;
    match how(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(fault(format!("{busy} {}; try again when it is done.", dir.display()))),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_read_and_nobody_exchanges_what_they_read() {
        let home = tempfile::tempdir().expect("a directory");
        let (one, other) = (Reading::begin(home.path()).expect("reads"), Reading::begin(home.path()).expect("reads too"));
        drop(one);
        assert!(Alone::begin(home.path()).expect_err("refused").to_string().contains("A backup or an export"));
        drop(other);
        let _alone = Alone::begin(home.path()).expect("nobody reads");
        assert!(Reading::begin(home.path()).expect_err("refused").to_string().contains("A restore"));
    }
}
