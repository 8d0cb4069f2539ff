//! The data directory, and the lock that keeps it to one process.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::archive::exchange;
use crate::error::{Code, Error, Result};

/// A directory that is ours alone for as long as this lives. The system drops the lock of a process that was killed.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the directory where it is missing, with mode 0700.
    ///
    /// # Errors
    /// One line for a person, that says what to do.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        DataDir::unless_held(&path)?.ok_or_else(|| {
            fault(format!(
                "Parlor is already running with the data directory {}; stop it first, or choose another directory.",
                path.display()
            ))
        })
    }

    /// The same, and nothing where another process holds it. What a restore has decided and not finished is finished first.
    ///
    /// # Errors
    /// As above.
    pub fn unless_held(path: &Path) -> Result<Option<Self>> {
        let path = path.to_owned();
        make(&path)?;
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path.join("lock"));
        let lock = options.map_err(|error| cannot_use(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => {
                exchange::finish(&path)?;
                Ok(Some(DataDir { path, _lock: lock }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(fault(format!(
                "The data directory {} cannot be locked ({error}); choose one on a local disk.",
                path.display()
            ))),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn make(path: &Path) -> Result<()> {
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => {
            Err(fault(format!("The data directory {} is a file; move it away, or choose another directory.", path.display())))
        }
        Ok(found) => ours(path, &found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => fresh(path).map_err(|error| cannot_use(path, &error)),
        Err(error) => Err(cannot_use(path, &error)),
    }
}

/// With every directory above that is missing. A new name is safe once the directory that holds it is synced: until then
/// a power cut can take the whole house with it, however well its files were synced.
fn fresh(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    for above in missing.into_iter().filter_map(Path::parent) {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        // One that may be written to and not be read cannot be synced.
        if let Ok(above) = File::open(above) {
            above.sync_all()?;
        }
    }
    Ok(())
}

/// Root could write to anybody's directory, and would leave files there that its owner cannot read.
fn ours(path: &Path, found: &fs::Metadata) -> Result<()> {
    // Where there is no /proc, nobody but root passes the checks that follow.
    let Ok(me) = fs::metadata("/proc/self") else { return Ok(()) };
    if me.uid() == found.uid() {
        return Ok(());
    }
    Err(fault(format!(
        "The data directory {} belongs to another user; run Parlor as its owner, or choose another directory.",
        path.display()
    )))
}

fn cannot_use(path: &Path, error: &io::Error) -> Error {
    fault(format!(
        "The data directory {} cannot be written ({error}); make it writable for this user, or choose another.",
        path.display()
    ))
}

fn fault(message: String) -> Error {
    Error::new(Code::Unavailable, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, chown};

    fn refusal(path: &Path) -> String {
        let line = DataDir::open(path).expect_err("refused").to_string();
        assert!(line.contains(&path.display().to_string()) && !line.contains('\n'), "{line}");
        line
    }

    #[test]
    fn a_house_has_one_keeper_at_a_time() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("not/there/yet");
        let first = DataDir::open(&path).expect("made");
        for made in [&path, path.parent().expect("a parent")] {
            assert_eq!(fs::metadata(made).expect("there").permissions().mode() & 0o777, 0o700);
        }
        assert!(refusal(&path).contains("already running"));
        drop(first);
        DataDir::open(&path).expect("free again, though the file is still there");
    }

    #[test]
    fn what_cannot_be_used_is_said_in_one_line() {
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("file");
        fs::write(&file, "").expect("written");
        assert!(refusal(&file).contains("is a file"));
        assert!(refusal(&file.join("below")).contains("cannot be written"));
        assert!(refusal(Path::new("/proc/parlor")).contains("cannot be written"), "nobody can write there");
        let theirs = home.path().join("theirs");
        fs::create_dir(&theirs).expect("made");
        // Only root can give a directory away.
        if chown(&theirs, Some(12_345), None).is_ok() {
            assert!(refusal(&theirs).contains("another user"));
        }
    }
}
