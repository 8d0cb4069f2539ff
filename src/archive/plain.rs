//! Files as they are: whoever owns the directory cannot lead us to another by a link, nor make us wait at a pipe.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Opens a file to read it. Not found, too, where something else stands there.
///
/// # Errors
/// Those of the disk.
pub fn open(path: &Path) -> io::Result<File> {
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Ok(file) if file.metadata()?.is_file() => Ok(file),
        Ok(_) => Err(io::ErrorKind::NotFound.into()),
        Err(error) if error.raw_os_error() == Some(libc::ELOOP) => Err(io::ErrorKind::NotFound.into()),
        Err(error) => Err(error),
    }
}

/// Everything below a directory is on its disk for good: at once, for there may be many thousands.
///
/// # Errors
/// Those of the disk.
#[cfg(target_os = "linux")]
pub fn settle(dir: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(dir)?)?)
}

/// # Errors
/// Those of the disk.
#[cfg(not(target_os = "linux"))]
pub fn settle(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        for entry in std::fs::read_dir(dir)? {
            settle(&entry?.path())?;
        }
    }
    File::open(dir)?.sync_all()
}
