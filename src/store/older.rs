//! A database as it was before its edition goes forward: a copy beside it, for whoever wants to go back.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use super::editions::EDITION;
use super::{anew, check, copies};
use crate::error::Result;

/// Copies the database of an older edition to `parlor.db.edition-N.bak` beside it, unless the same copy is there already. Nobody
/// else has it open, and nothing has been written to it.
///
/// # Errors
/// One line for a person, as where the disk has no room for it. Then everything is as it was.
pub fn keep(connection: &Connection, path: &Path) -> Result<()> {
    let found = check::edition(connection, path)?;
    if !(1..EDITION).contains(&found) {
        return Ok(());
    }
    let part = beside(path, &format!("edition-{found}.part"));
    let kept = copy(connection, path, &part, found);
    for end in ["", "-journal"] {
        let _ = fs::remove_file(format!("{}{end}", part.display()));
    }
    match kept {
        Ok(kept) => {
            tracing::info!(kept = %kept.display(), "the database of edition {found} goes forward to {EDITION}; as it was it is kept");
            Ok(())
        }
        Err(error) => {
            // Or what is in its log would be folded into it.
            let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
            Err(error)
        }
    }
}

fn copy(connection: &Connection, path: &Path, part: &Path, found: i64) -> Result<PathBuf> {
    let cannot = |full: bool, why: String| {
        let text = format!("{} is of edition {found} and is copied before it goes forward to {EDITION}", path.display());
        check::refusal(match full {
            true => format!("{text}, for which its disk has no room; make {} MB.", megabytes(path)),
            false => format!("{text}, which failed ({why}); look after its disk."),
        })
    };
    let disk = |error: io::Error| cannot(error.kind() == ErrorKind::StorageFull, error.to_string());
    match fs::remove_file(part) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(disk(error)),
        _ => {}
    }
    let mut target = copies::blank(part)?;
    copies::copy(connection, &mut target, || false, |_, _| {})
        .map_err(|error| cannot(error.sqlite_error_code() == Some(ErrorCode::DiskFull), error.to_string()))?;
    if let Some(flaw) = copies::flaw(&target, part, || false)? {
        return Err(check::damaged(path, &flaw));
    }
    drop(target);
    named(path, part, found).map_err(disk)
}

/// Room for another one, rounded up.
fn megabytes(path: &Path) -> u64 {
    fs::metadata(path).map_or(1, |found| found.len() / 1_000_000 + 1)
}

/// Gives the copy a name that nothing has, unless its twin has one.
fn named(path: &Path, part: &Path, found: i64) -> io::Result<PathBuf> {
    File::open(part)?.sync_all()?;
    for number in 1.. {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let kept = beside(path, &format!("edition-{found}{number}.bak"));
        match anew::name(part, &kept) {
            Ok(()) => return Ok(kept),
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            Err(_) if same(part, &kept)? => return Ok(kept),
            Err(_) => {}
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// A start that failed half way leaves a copy; the next one need not leave another.
fn same(one: &Path, other: &Path) -> io::Result<bool> {
    let (one, other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut one, mut other) = (io::BufReader::new(one), io::BufReader::new(other));
    let (mut left, mut right) = ([0; 4096], [0; 4096]);
    loop {
        let read = one.read(&mut left)?;
        if read == 0 {
            return Ok(true);
        }
        other.read_exact(&mut right[..read])?;
        if left[..read] != right[..read] {
            return Ok(false);
        }
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    path.with_file_name(format!("{}.{end}", path.file_name().unwrap_or_default().to_string_lossy()))
}
