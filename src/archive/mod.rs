//! A house in one file: made while the server serves, checked before it counts, and unpacked in the place of what was there.
//!
//! The file is a tar that any other program reads too. In it are the `key`, `tls/` where there is one, `files/`, `parlor.db`, and
//! as the last entry `parlor-backup.json`, which says what it is and what every other entry has to be. One that has not got it is
//! not whole.

pub mod backup;
pub mod exchange;
mod manifest;
mod part;
pub mod plain;
#[cfg(test)]
mod quiet;
mod reader;
pub mod restore;
mod sums;

use std::path::{Component, Path};

use tar::{EntryType, Header};

use crate::error::{Code, Error};
use crate::store::copies::Stop;

const MANIFEST: &str = "parlor-backup.json";
const DATABASE: &str = "parlor.db";
const KEY: &str = "key";
const TLS: &str = "tls";
const FILES: &str = "files";

/// Bytes that a tar counts in.
const BLOCK: u64 = 512;

/// Bytes that are read or written at once.
const BUFFER: usize = 1 << 17;

/// Hears how far long work has come.
pub trait Progress {
    /// A part of it begins; `total` is in whatever `at` counts.
    fn begins(&mut self, what: &str, total: u64);
    fn at(&mut self, done: u64);
    fn ends(&mut self);
    /// Asked again and again: whether it is to end.
    fn stop(&self) -> Stop;
}

fn fault(text: String) -> Error {
    Error::new(Code::Unavailable, text)
}

/// Names that a backup may hold: none of them leads out of the directory.
fn is_ours(path: &Path) -> bool {
    let mut parts = path.components().map(|part| match part {
        Component::Normal(part) => part.to_str(),
        _ => None,
    });
    let parts = (parts.next().flatten(), parts.next(), parts.next(), parts.next());
    let single = matches!(parts, (Some(MANIFEST | DATABASE | KEY), None, ..));
    single || matches!(parts, (Some(TLS), Some(Some(_)), None, _) | (Some(FILES), Some(Some(_)), Some(Some(_)), None))
}

/// The header of an entry, in the one way in which it is written. `made` is in seconds since 1970.
fn header(path: &Path, size: u64, made: u64) -> std::io::Result<Header> {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_path(path)?;
    header.set_mode(0o600);
    header.set_mtime(made);
    header.set_size(size);
    header.set_cksum();
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_anywhere_else() {
        for name in ["parlor.db", "key", "tls/authority.key", "files/ab/file_1", "files/avatars/0.png", MANIFEST] {
            assert!(is_ours(Path::new(name)), "{name}");
        }
        for name in [
            "",
            "..",
            "/parlor.db",
            "./parlor.db",
            "lock",
            "control",
            "files",
            "files/ab",
            "files/ab/c/d",
            "files/../key",
            "files/ab/..",
            "tls",
            "tls/../key",
            "tls/a/b",
            "../parlor.db",
            "parlor.db/x",
            "parlor.db-wal",
        ] {
            assert!(!is_ours(Path::new(name)), "{name}");
        }
    }
}
