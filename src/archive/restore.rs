//! Restoring a backup: all of it is unpacked and checked before anything of the house is touched, and what was there is kept.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::exchange::Stage;
use super::manifest::Manifest;
use super::reader::{self, Trouble, damaged};
use super::{BUFFER, DATABASE, FILES, Progress, fault};
use crate::error::{Error, Result};
use crate::store::copies;

/// What was restored.
pub struct Restored {
    pub manifest: Manifest,
    /// Where what was there is kept; nothing where there was nothing.
    pub kept: Option<PathBuf>,
}

/// Puts what the backup in `from` holds in the place of what is kept in `dir`, whose lock the caller holds. `shown` is what the
/// backup is called. An older edition is brought to this one.
///
/// # Errors
/// One line for a person. Unless it says otherwise, everything is as it was.
pub fn restore(from: &File, shown: &Path, dir: &Path, progress: &mut dyn Progress) -> Result<Restored> {
    let stage = Stage::open(dir)?;
    let manifest = unpack(from, shown, stage.path(), progress)?;
    progress.begins("Checking the database", 0);
    settle(shown, stage.path(), &manifest, progress)?;
    progress.ends();
    if progress.stop()() {
        return Err(copies::stopped());
    }
    let kept = stage.exchange()?;
    Ok(Restored { manifest, kept })
}

fn unpack(from: &File, shown: &Path, to: &Path, progress: &mut dyn Progress) -> Result<Manifest> {
    progress.begins("Unpacking the backup", from.metadata().map_or(0, |found| found.len()));
    let full = |path: &Path, error: &io::Error| {
        Trouble::Other(fault(format!(
            "{} cannot be unpacked ({error}); nothing was changed. Make room, and try again.",
            path.display()
        )))
    };
    let mut buffer = vec![0; BUFFER];
    make(&to.join(FILES)).map_err(|error| unusable(to, &error))?;
    let manifest = reader::read(from, shown, progress, |path, entry| {
        let place = to.join(path);
        let made = make(place.parent().unwrap_or(to))
            .and_then(|()| OpenOptions::new().write(true).create_new(true).mode(0o600).open(&place));
        let mut file = made.map_err(|error| full(path, &error))?;
        loop {
            let read = entry.read(&mut buffer)?;
            if read == 0 {
                return Ok(());
            }
            file.write_all(&buffer[..read]).map_err(|error| full(path, &error))?;
        }
    })?;
    progress.ends();
    Ok(manifest)
}

/// Looks the database over, brings it to this edition, and compares what it names with what is there.
fn settle(shown: &Path, staged: &Path, manifest: &Manifest, progress: &dyn Progress) -> Result<()> {
    let path = staged.join(DATABASE);
    let mut database = copies::opened(&path)?;
    if let Some(flaw) = copies::flaw(&database, &path, progress.stop())? {
        return Err(damaged(shown, &flaw));
    }
    if copies::edition(&database, &path)? == 0 {
        return Err(damaged(shown, "its database is empty"));
    }
    copies::lift(&mut database, &path)?;
    let mut named = HashSet::new();
    for file in copies::named(&database)? {
        let path = Path::new(FILES).join(&file.path).display().to_string();
        let there = manifest.entries.get(&path).is_some_and(|entry| file.size.is_none_or(|size| size == entry.size));
        if !there && !manifest.lost.contains(&path) {
            return Err(damaged(shown, &format!("{path} is missing")));
        }
        named.insert(path);
    }
    drop(database);
    // Deleted while the backup was made.
    for path in manifest.entries.keys().filter(|path| path.starts_with("files/") && !named.contains(*path)) {
        fs::remove_file(staged.join(path)).map_err(|error| unusable(staged, &error))?;
    }
    Ok(())
}

/// With every folder above it that is missing.
fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn unusable(path: &Path, error: &io::Error) -> Error {
    fault(format!("{} cannot be used ({error}); nothing was changed. Look after the disk.", path.display()))
}
