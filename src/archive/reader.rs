//! Reading a backup: entry by entry, every byte of it accounted for.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use tar::Archive;

use super::manifest::{Entry, FORMAT, Manifest};
use super::sums::Summed;
use super::{BLOCK, BUFFER, DATABASE, MANIFEST, Progress, fault, header, is_ours};
use crate::error::{Error, Result};
use crate::store::copies;
use crate::store::editions::EDITION;

/// Bytes of what a backup says of itself, at most: two million files.
const WORDS: u64 = 1 << 28;

/// What came of an entry.
pub enum Trouble {
    Reading(io::Error),
    Other(Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Reading(error)
    }
}

/// Reads all of it and holds it to what it says of itself. `each` gets every other entry by its path, in order, before that can be
/// known, and has to read it to its end.
///
/// # Errors
/// One line for a person that names `shown`: it is damaged, none of ours, or one of a newer program; or what `each` says.
pub fn read(
    file: &File,
    shown: &Path,
    progress: &mut dyn Progress,
    mut each: impl FnMut(&Path, &mut dyn Read) -> Result<(), Trouble>,
) -> Result<Manifest> {
    let stop = progress.stop();
    let broken = |error: io::Error| if stop() { copies::stopped() } else { damaged(shown, &error.to_string()) };
    let mut tar = Archive::new(BufReader::with_capacity(BUFFER, file));
    let mut found = BTreeMap::new();
    let (mut manifest, mut strange, mut end) = (None::<Manifest>, None::<PathBuf>, 0);
    for entry in tar.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.into_owned();
        let (size, begin) = (entry.size(), entry.raw_file_position());
        let made = entry.header().mtime().map_err(broken)?;
        let expected = header(&path, size, made).ok();
        let plain = expected.is_some_and(|expected| expected.as_bytes() == entry.header().as_bytes());
        // What follows what a backup says of itself is none of it.
        if !plain || !is_ours(&path) || found.contains_key(&name(&path)) || manifest.is_some() {
            strange.get_or_insert(path);
            continue;
        }
        end = begin + size.next_multiple_of(BLOCK);
        if !is_blank(file, begin + size, end).map_err(broken)? {
            return Err(damaged(shown, "there is something between its entries"));
        }
        if path == Path::new(MANIFEST) {
            if size > WORDS {
                return Err(damaged(shown, "what it says of itself is too long"));
            }
            let mut text = Vec::new();
            entry.read_to_end(&mut text).map_err(broken)?;
            let told: Manifest = serde_json::from_slice(&text).map_err(|error| damaged(shown, &error.to_string()))?;
            // What a newer program adds to it is not ours to judge.
            if told.format <= FORMAT && !told.is(&text) {
                return Err(damaged(shown, "what it says of itself is not what it was"));
            }
            manifest = Some(told);
            continue;
        }
        let mut summed = Summed::new(&mut entry, stop);
        each(&path, &mut summed).map_err(|trouble| match trouble {
            Trouble::Reading(error) => broken(error),
            Trouble::Other(error) => error,
        })?;
        let entry = summed.finish();
        if entry.size != size {
            return Err(damaged(shown, "it ends too early"));
        }
        found.insert(name(&path), entry);
        progress.at(end);
    }
    let Some(manifest) = manifest else {
        let why = strange.map_or("its end is missing".to_owned(), |path| format!("{path:?} has no place in one"));
        return Err(damaged(shown, &why));
    };
    if manifest.format > FORMAT || manifest.edition > EDITION {
        return Err(newer(shown, &manifest));
    }
    if let Some(path) = strange {
        return Err(damaged(shown, &format!("{path:?} has no place in one")));
    }
    agree(&manifest, &found).map_err(|why| damaged(shown, &why))?;
    let whole = file.metadata().map_err(broken)?.len();
    if whole < end + 2 * BLOCK || !is_blank(file, end, whole).map_err(broken)? {
        return Err(damaged(shown, "its end is not what it was"));
    }
    Ok(manifest)
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

fn agree(manifest: &Manifest, found: &BTreeMap<String, Entry>) -> Result<(), String> {
    if let Some(name) = manifest.entries.keys().find(|name| !found.contains_key(*name)) {
        return Err(format!("{name:?} is missing"));
    }
    if let Some((name, _)) = found.iter().find(|(name, entry)| manifest.entries.get(*name) != Some(entry)) {
        return Err(format!("{name:?} is not what it was"));
    }
    if !found.contains_key(DATABASE) {
        return Err("it holds no database".to_owned());
    }
    Ok(())
}

/// Whether there is nothing but zeros between two places.
fn is_blank(file: &File, mut at: u64, end: u64) -> io::Result<bool> {
    let mut buffer = [0; BLOCK as usize];
    while at < end {
        let some = &mut buffer[..usize::try_from(end - at).unwrap_or(usize::MAX).min(BLOCK as usize)];
        file.read_exact_at(some, at)?;
        if some.iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        at += some.len() as u64;
    }
    Ok(true)
}

pub fn damaged(shown: &Path, why: &str) -> Error {
    fault(format!("{} is no whole backup ({why}); take another one, for nothing was changed.", shown.display()))
}

fn newer(shown: &Path, manifest: &Manifest) -> Error {
    fault(format!(
        "{} was made by Parlor {} (edition {}), and this program knows {EDITION}; restore it with that version or a newer one.",
        shown.display(),
        manifest.parlor,
        manifest.edition
    ))
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom, Write};

    use tar::Builder;

    use super::super::quiet::Quiet;
    use super::*;

    const MADE: u64 = 1_800_000_000;

    /// A backup with two entries of its own and whatever else is told; what it says of itself may be changed.
    fn backup(more: impl FnOnce(&mut Builder<Vec<u8>>), change: impl FnOnce(&mut Manifest)) -> Vec<u8> {
        let mut tar = Builder::new(Vec::new());
        let mut entries = BTreeMap::new();
        for (path, bytes) in [("key", &[7; 32][..]), ("parlor.db", &[9; 700])] {
            let mut summed = Summed::new(bytes, || false);
            tar.append(&header(Path::new(path), bytes.len() as u64, MADE).expect("a header"), &mut summed).expect("written");
            entries.insert(path.to_owned(), summed.finish());
        }
        more(&mut tar);
        let (parlor, made_at) = ("1.0.0".to_owned(), "2027-01-15T08:00:00.000Z".to_owned());
        let mut manifest =
            Manifest { format: FORMAT, parlor, edition: EDITION, made_at, lost: Vec::new(), entries, sum: String::new() };
        change(&mut manifest);
        let text = manifest.write().expect("JSON");
        tar.append(&header(Path::new(MANIFEST), text.len() as u64, MADE).expect("a header"), &text[..]).expect("written");
        tar.into_inner().expect("bytes")
    }

    fn told(bytes: &[u8]) -> Result<Manifest> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        file.seek(SeekFrom::Start(0)).expect("rewound");
        read(&file, Path::new("a.tar"), &mut Quiet, |_, entry| Ok(io::copy(entry, &mut io::sink()).map(|_| ())?))
    }

    fn why(bytes: &[u8]) -> String {
        let text = told(bytes).expect_err("refused").to_string();
        assert!(text.starts_with("a.tar ") && !text.contains('\n'), "{text}");
        text
    }

    fn adds(path: &str, kind: tar::EntryType) -> impl FnOnce(&mut Builder<Vec<u8>>) {
        let mut header = header(Path::new("x"), 0, MADE).expect("a header");
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_entry_type(kind);
        header.set_cksum();
        move |tar| tar.append(&header, &[][..]).expect("written")
    }

    #[test]
    fn not_one_byte_of_a_backup_can_change_be_missing_or_be_added_without_being_noticed() {
        let whole = backup(|_| {}, |_| {});
        assert_eq!(told(&whole).expect("whole").entries.len(), 2);
        for at in 0..whole.len() {
            for change in [0x01, 0x80] {
                let mut damaged = whole.clone();
                damaged[at] ^= change;
                assert!(told(&damaged).is_err(), "byte {at} of {}", whole.len());
            }
            assert!(told(&whole[..at]).is_err(), "the first {at} bytes of {}", whole.len());
        }
        assert!(why(&[&whole[..], &[1]].concat()).contains("its end"));
        assert!(why(&[&whole[..whole.len() - 1024], &whole[..]].concat()).contains("has no place"), "one behind another");
    }

    #[test]
    fn whatever_has_no_place_in_a_backup_is_refused_by_its_name() {
        use tar::EntryType;
        for path in ["../outside", "/etc/passwd", "files/../../outside", "lock", "parlor.db", "files/a/b/c"] {
            let text = why(&backup(adds(path, EntryType::Regular), |_| {}));
            assert!(text.contains("has no place") && text.contains(path), "{text}");
        }
        for kind in
            [EntryType::Symlink, EntryType::Link, EntryType::Directory, EntryType::Fifo, EntryType::Char, EntryType::XHeader]
        {
            assert!(why(&backup(adds("files/ab/one", kind), |_| {})).contains("has no place"), "{kind:?}");
        }
        assert!(why(&backup(adds("files/ab/one", EntryType::Regular), |_| {})).contains("is not what it was"));
        let missing = |manifest: &mut Manifest| {
            let entry = manifest.entries["key"].clone();
            manifest.entries.insert("files/ab/one".into(), entry);
        };
        assert!(why(&backup(|_| {}, missing)).contains("\"files/ab/one\" is missing"));
        assert!(why(b"").contains("its end is missing"));
    }

    #[test]
    fn one_of_a_newer_program_is_not_called_damaged() {
        for change in
            [|manifest: &mut Manifest| manifest.format = FORMAT + 1, |manifest: &mut Manifest| manifest.edition = EDITION + 1]
        {
            let text = why(&backup(adds("polls", tar::EntryType::Regular), change));
            assert!(text.contains("made by Parlor 1.0.0") && text.contains("newer"), "{text}");
        }
    }
}
