//! A name for a file that is whole: one that nothing has, or none.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Gives `from` the name `to`, for good, and replaces nothing. It may keep its own beside that.
///
/// # Errors
/// `AlreadyExists` where something has the name; those of the disk. Then nothing has got it.
pub fn name(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
        // A disk without links, such as a stick: there the name is taken first, and only ours is replaced.
        Err(_) => {
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
            if let Err(error) = fs::rename(from, to) {
                let _ = fs::remove_file(to);
                return Err(error);
            }
        }
    }
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // One that may be written to and not be read cannot be synced.
    let synced = File::open(folder).map_or(Ok(()), |folder| folder.sync_all());
    synced.inspect_err(|_| {
        let _ = fs::remove_file(to);
    })
}
