//! The exchange of a house for another: decided by one rename, and then carried on from wherever a crash left it.
//!
//! The new one is put together in `restoring.part/new/`. Once all of it is on disk, `restoring.part` is renamed to `restoring`: that
//! decides. Then what is there moves into `restoring/`, and what is in `restoring/new/` takes its place, a rename at a time; what is
//! left is called `before-restore.bak`. Whoever opens the directory next finishes what is not finished.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::{DATABASE, FILES, KEY, TLS, fault, plain};
use crate::error::{Error, Result};

const BEGUN: &str = "restoring.part";
const DECIDED: &str = "restoring";
const NEW: &str = "new";

/// What belongs to the database, and goes with it whether or not there is anything new in its place.
const LOGS: [&str; 3] = ["parlor.db-wal", "parlor.db-shm", "parlor.db-journal"];

/// In the order in which they are exchanged: no log is ever left beside another database.
const PARTS: [&str; 4] = [DATABASE, FILES, KEY, TLS];

/// Where the new house is put together. It goes with this, unless it is decided.
pub struct Stage {
    dir: PathBuf,
    new: PathBuf,
}

impl Stage {
    /// For a data directory whose lock the caller holds.
    ///
    /// # Errors
    /// One line for a person.
    pub fn open(dir: &Path) -> Result<Self> {
        if let Some(part) = PARTS.map(|part| dir.join(part)).iter().find(|part| is_mount(part, dir)) {
            let text = format!("{} is a mount of its own, which cannot be exchanged; ", part.display());
            return Err(fault(text + "restore into an empty directory, and move what is there by hand."));
        }
        let stage = Stage { dir: dir.to_owned(), new: dir.join(BEGUN).join(NEW) };
        clear(dir)
            .and_then(|()| DirBuilder::new().recursive(true).mode(0o700).create(&stage.new))
            .map_err(|error| fault(format!("{} cannot be written ({error}); look after the disk.", dir.display())))?;
        Ok(stage)
    }

    pub fn path(&self) -> &Path {
        &self.new
    }

    /// Decides, and exchanges. Answers where what was there is kept.
    ///
    /// # Errors
    /// One line for a person, that says whether it is decided.
    pub fn exchange(self) -> Result<Option<PathBuf>> {
        let decided = plain::settle(&self.dir.join(BEGUN))
            .and_then(|()| fs::rename(self.dir.join(BEGUN), self.dir.join(DECIDED)))
            .and_then(|()| File::open(&self.dir)?.sync_all());
        if let Err(error) = decided {
            if is_there(&self.dir.join(DECIDED)) {
                return Err(unfinished(&self.dir, &error));
            }
            return Err(fault(format!(
                "{} cannot be written ({error}); nothing was changed. Look after the disk.",
                self.dir.display()
            )));
        }
        finish(&self.dir)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Err(error) = clear(&self.dir) {
            tracing::warn!(%error, "what was unpacked is removed at the next start");
        }
    }
}

/// Whether somebody decided and did not finish.
pub fn is_unfinished(dir: &Path) -> bool {
    is_there(&dir.join(DECIDED))
}

/// Finishes what was decided, and clears away what was not. The caller holds the lock. Answers where what was there is kept.
///
/// # Errors
/// One line for a person.
pub fn finish(dir: &Path) -> Result<Option<PathBuf>> {
    carry_on(dir).map_err(|error| unfinished(dir, &error))
}

fn carry_on(dir: &Path) -> io::Result<Option<PathBuf>> {
    clear(dir)?;
    let decided = dir.join(DECIDED);
    if !is_there(&decided) {
        return Ok(None);
    }
    while let Some((from, to)) = next(dir) {
        fs::rename(from, to)?;
    }
    for changed in [&decided, dir] {
        File::open(changed)?.sync_all()?;
    }
    match fs::remove_dir(decided.join(NEW)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let kept = if fs::read_dir(&decided)?.next().is_none() {
        fs::remove_dir(&decided)?;
        None
    } else {
        let kept = free_name(dir);
        fs::rename(&decided, &kept)?;
        Some(kept)
    };
    File::open(dir)?.sync_all()?;
    Ok(kept)
}

/// The next rename, by what is where.
fn next(dir: &Path) -> Option<(PathBuf, PathBuf)> {
    let decided = dir.join(DECIDED);
    let new = decided.join(NEW);
    // Whoever came so far has left no log.
    let logs = LOGS.iter().filter(|_| is_there(&new));
    if let Some(log) = logs.map(|log| (dir.join(log), decided.join(log))).find(|(log, kept)| is_there(log) && !is_there(kept)) {
        return Some(log);
    }
    PARTS.iter().find_map(|part| {
        let (there, kept, fresh) = (dir.join(part), decided.join(part), new.join(part));
        match (is_there(&fresh), is_there(&there) && !is_there(&kept)) {
            (false, _) => None,
            (true, true) => Some((there, kept)),
            (true, false) => Some((fresh, there)),
        }
    })
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// What has another disk behind it, or is bound to another place, cannot be renamed. A link can.
#[cfg(target_os = "linux")]
fn is_mount(path: &Path, _: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let found = statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS);
    found.is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
fn is_mount(path: &Path, dir: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::symlink_metadata(path).map(|found| found.dev()).ok();
    device(path).is_some_and(|found| Some(found) != device(dir))
}

/// A name that nothing has.
fn free_name(dir: &Path) -> PathBuf {
    let numbered = (2..).map(|number| format!("before-restore-{number}.bak"));
    let mut names = std::iter::once("before-restore.bak".to_owned()).chain(numbered).map(|name| dir.join(name));
    names.find(|path| !is_there(path)).unwrap_or_default()
}

/// Removes what was never decided.
fn clear(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir.join(BEGUN)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn unfinished(dir: &Path, error: &io::Error) -> Error {
    fault(format!(
        "What was restored into {} is not all in its place ({error}); mend that and start Parlor, which goes on with it.",
        dir.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: PathBuf, text: &str) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// A house with something in every place, and another one that is decided to take it.
    fn decided(home: &Path) {
        for name in ["parlor.db", "parlor.db-wal", "parlor.db-shm", "key", "files/ab/one", "tls/authority.key", "lock"] {
            write(home.join(name), "old");
        }
        for name in ["parlor.db", "key", "files/cd/two"] {
            write(home.join(DECIDED).join(NEW).join(name), "new");
        }
    }

    fn tree(path: &Path, at: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let name = entry.strip_prefix(at).expect("inside").display().to_string();
            if entry.is_dir() {
                tree(&entry, at, found);
            } else {
                found.push((name, fs::read_to_string(&entry).expect("read")));
            }
        }
        found.sort();
    }

    fn all(home: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        tree(home, home, &mut found);
        found
    }

    #[test]
    fn wherever_the_power_goes_the_next_start_finds_all_of_the_new_house_and_all_of_the_old_one_is_kept() {
        let expected = {
            let home = tempfile::tempdir().expect("a directory");
            decided(home.path());
            let kept = finish(home.path()).expect("done");
            assert_eq!(kept, Some(home.path().join("before-restore.bak")));
            all(home.path())
        };
        let of = |name: &str| expected.iter().find(|(found, _)| found == name).map(|(_, text)| text.as_str());
        for new in ["parlor.db", "key", "files/cd/two"] {
            assert_eq!(of(new), Some("new"), "{new}");
        }
        for old in ["parlor.db", "parlor.db-wal", "parlor.db-shm", "key", "files/ab/one"] {
            assert_eq!(of(&format!("before-restore.bak/{old}")), Some("old"), "{old}");
        }
        assert_eq!((of("tls/authority.key"), of("lock"), of("parlor.db-wal")), (Some("old"), Some("old"), None));
        assert_eq!(expected.len(), 10);

        let mut steps = 0;
        loop {
            let home = tempfile::tempdir().expect("a directory");
            decided(home.path());
            let done =
                (0..steps).map_while(|_| next(home.path())).map(|(from, to)| fs::rename(from, to).expect("renamed")).count();
            finish(home.path()).expect("done");
            assert_eq!(all(home.path()), expected, "after {steps} renames");
            assert_eq!(finish(home.path()).expect("nothing to do"), None);
            if done < steps {
                break;
            }
            steps += 1;
        }
        assert_eq!(steps, 9, "eight renames");
    }

    #[test]
    fn what_is_not_decided_is_gone_with_the_next_start_and_an_empty_house_leaves_nothing_behind() {
        let home = tempfile::tempdir().expect("a directory");
        write(home.path().join("parlor.db"), "old");
        let stage = Stage::open(home.path()).expect("a stage");
        write(stage.path().join("parlor.db"), "new");
        std::mem::forget(stage);
        assert_eq!(finish(home.path()).expect("cleared"), None);
        assert_eq!(all(home.path()), [("parlor.db".to_owned(), "old".to_owned())]);

        let empty = tempfile::tempdir().expect("a directory");
        let stage = Stage::open(empty.path()).expect("a stage");
        write(stage.path().join("parlor.db"), "new");
        assert_eq!(stage.exchange().expect("exchanged"), None);
        assert_eq!(all(empty.path()), [("parlor.db".to_owned(), "new".to_owned())]);
        assert!(!is_unfinished(empty.path()));

        for number in ["", "-2", "-3"] {
            let stage = Stage::open(empty.path()).expect("a stage");
            write(stage.path().join("parlor.db"), "newer");
            let kept = stage.exchange().expect("exchanged").expect("kept");
            assert!(kept.ends_with(format!("before-restore{number}.bak")), "{kept:?}");
        }
    }
}
