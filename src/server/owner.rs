//! Whose the database is: root becomes that user before a verb opens it, since files that root makes would stop the service.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::error::{Code, Error, Result};

/// For a verb of root's on the directory of another user. Call it before there are threads: each has rights of its own.
///
/// # Errors
/// Where the system does not let root become that user.
pub fn become_owner(dir: &Path) -> Result<()> {
    let found = fs::metadata(dir.join("parlor.db")).or_else(|_| fs::metadata(dir));
    let Ok(found) = found.map(|found| (found.uid(), found.gid())) else { return Ok(()) };
    if !rustix::process::geteuid().is_root() || found.0 == 0 {
        return Ok(());
    }
    turn_into(found).map_err(|error| {
        let text = format!(
            "The data directory {} is that of user {}, whom root cannot become here; run this as that user.",
            dir.display(),
            found.0
        );
        Error::new(Code::Unavailable, text).detail(error)
    })
}

/// Does some of a verb's work with the rights of that user, on a thread of its own; the rest goes on with those of whoever called.
///
/// # Errors
/// As above, or what `work` answers.
pub fn within<T: Send>(dir: &Path, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            become_owner(dir)?;
            work()
        });
        worker.join().unwrap_or_else(|_| Err(Error::internal("a thread of this verb has failed")))
    })
}

#[cfg(target_os = "linux")]
fn turn_into((user, group): (u32, u32)) -> rustix::io::Result<()> {
    use rustix::process::{Gid, Uid};
    use rustix::thread::{set_thread_gid, set_thread_groups, set_thread_uid};
    let (user, group) = (Uid::from_raw(user), Gid::from_raw(group));
    set_thread_groups(&[group])?;
    set_thread_gid(group)?;
    set_thread_uid(user)
}

#[cfg(not(target_os = "linux"))]
fn turn_into(_: (u32, u32)) -> rustix::io::Result<()> {
    Err(rustix::io::Errno::PERM)
}
