//! Making a backup: every file, then the database of a moment at which no other file is named, read again before it has its name.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tar::Builder;

use super::manifest::{Entry, FORMAT, Manifest};
use super::part::{Part, unwritable};
use super::sums::Summed;
use super::{BUFFER, DATABASE, FILES, KEY, MANIFEST, Progress, TLS, fault, header, plain, reader};
use crate::error::{Error, Result};
use crate::protocol::time::Moment;
use crate::store::copies::{self, Named, Source};

/// A file may be deleted between the moment that the database tells of and the one at which we come to it; then another moment
/// is taken, at which little is left to be fetched.
const ATTEMPTS: usize = 5;

/// What was made.
pub struct Made {
    pub edition: i64,
    pub files: u64,
    /// Of the whole tar.
    pub bytes: u64,
    /// Paths of files that the database names and that are not there.
    pub lost: Vec<String>,
}

/// Writes everything that is kept in `dir`, whose database is `source`, into the new file `to`, which only this user may read.
/// `lossy` takes it as it is where files are lost. On the disk of `to` it takes room for the database twice.
///
/// # Errors
/// One line for a person. Then there is no such file.
pub fn make(dir: &Path, source: Source, to: &Path, lossy: bool, progress: &mut dyn Progress) -> Result<Made> {
    let part = Part::create(to)?;
    let manifest = write(dir, &source, &part, to, lossy, progress)?;
    progress.begins("Reading it again", part.file.metadata().map_or(0, |found| found.len()));
    // From the disk, not from memory.
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(&part.file, 0, None, rustix::fs::Advice::DontNeed);
    let again = File::open(part.path()).map_err(|error| unwritable(to, &error))?;
    let read = reader::read(&again, to, progress, |_, entry| Ok(io::copy(entry, &mut io::sink()).map(|_| ())?));
    match read {
        Ok(read) if read.entries == manifest.entries => {}
        Err(error) if progress.stop()() => return Err(error),
        _ => return Err(fault(format!("{} does not hold what was written to it; look after its disk.", to.display()))),
    }
    progress.ends();
    let bytes = part.file.metadata().map_or(0, |found| found.len());
    part.publish()?;
    source.close();
    let files = manifest.entries.keys().filter(|path| path.starts_with("files/")).count() as u64;
    Ok(Made { edition: manifest.edition, files, bytes, lost: manifest.lost })
}

fn write(dir: &Path, source: &Source, part: &Part, to: &Path, lossy: bool, progress: &mut dyn Progress) -> Result<Manifest> {
    let made_at = Moment::now();
    let mut packer = Packer {
        dir,
        to,
        tar: Builder::new(BufWriter::with_capacity(BUFFER, &part.file)),
        made: u64::try_from(made_at.seconds()).unwrap_or_default(),
        entries: BTreeMap::new(),
        bytes: 0,
    };
    for path in [PathBuf::from(KEY)].into_iter().chain(trust(dir)?) {
        packer.add(&path, None, progress)?;
    }
    let lost = packer.gather(source, progress)?;
    if let (Some(path), false) = (lost.first(), lossy) {
        return Err(fault(format!(
            "{} is missing or not whole, though the database names it; put it back from an older backup, or back up without it: --lossy.",
            dir.join(path).display()
        )));
    }
    let edition = packer.database(source, part, progress)?;
    let entries = std::mem::take(&mut packer.entries);
    let (parlor, made_at) = (env!("CARGO_PKG_VERSION").to_owned(), made_at.to_string());
    let mut manifest = Manifest { format: FORMAT, parlor, edition, made_at, lost, entries, sum: String::new() };
    let text = manifest.write().map_err(Error::internal)?;
    packer.append(Path::new(MANIFEST), text.len() as u64, &text[..], progress)?;
    let finished = packer.tar.into_inner().and_then(|mut tar| tar.flush()).and_then(|()| part.file.sync_all());
    finished.map_err(|error| unwritable(to, &error))?;
    Ok(manifest)
}

/// What the private authority has.
fn trust(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let cannot = |error: io::Error| unreadable(&dir.join(TLS), &error);
    match fs::read_dir(dir.join(TLS)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(cannot(error)),
        Ok(entries) => {
            for entry in entries {
                let entry = entry.map_err(cannot)?;
                if entry.file_type().map_err(cannot)?.is_file() {
                    paths.push(Path::new(TLS).join(entry.file_name()));
                }
            }
        }
    }
    paths.sort();
    Ok(paths)
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    fault(format!("{} cannot be read ({error}); look after the disk.", path.display()))
}

/// What is written so far.
struct Packer<'a> {
    dir: &'a Path,
    to: &'a Path,
    tar: Builder<BufWriter<&'a File>>,
    made: u64,
    entries: BTreeMap<String, Entry>,
    /// Of the part of the work that goes on.
    bytes: u64,
}

impl Packer<'_> {
    /// Every file that the database names. When this answers, the database is held at a moment at which it named no other, but
    /// for those that are lost.
    fn gather(&mut self, source: &Source, progress: &mut dyn Progress) -> Result<Vec<String>> {
        // Most of it before the database is held, so that the log of a busy server does not grow for so long.
        let named = source.named()?;
        progress.begins("Packing files", named.iter().filter_map(|named| named.size).sum());
        self.bytes = 0;
        self.fetch(&named, progress)?;
        let mut lost = Vec::new();
        for attempt in 1..=ATTEMPTS {
            source.hold()?;
            lost = self.fetch(&source.named()?, progress)?;
            if lost.is_empty() || attempt == ATTEMPTS {
                break;
            }
            source.let_go()?;
        }
        progress.ends();
        Ok(lost)
    }

    /// Packs what is not packed yet; the paths of those that are not there.
    fn fetch(&mut self, named: &[Named], progress: &mut dyn Progress) -> Result<Vec<String>> {
        let mut lost = Vec::new();
        for Named { path, size } in named {
            let path = Path::new(FILES).join(path);
            if !self.entries.contains_key(&path.display().to_string()) && !self.add(&path, *size, progress)? {
                lost.push(path.display().to_string());
            }
        }
        Ok(lost)
    }

    /// Packs a file of the data directory. Whether it was there, with so many bytes.
    fn add(&mut self, path: &Path, size: Option<u64>, progress: &mut dyn Progress) -> Result<bool> {
        let from = self.dir.join(path);
        let found = plain::open(&from).and_then(|file| Ok((file.metadata()?.len(), file)));
        match found {
            Ok((len, _)) if size.is_some_and(|size| size != len) => Ok(false),
            Ok((len, file)) => self.append(path, len, BufReader::with_capacity(BUFFER, file), progress).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(unreadable(&from, &error)),
        }
    }

    /// Copies the database as it is held, looks the copy over, and packs it. Answers its edition.
    fn database(&mut self, source: &Source, part: &Part, progress: &mut dyn Progress) -> Result<i64> {
        let scratch = part.scratch();
        let stop = progress.stop();
        let mut copy = copies::blank(&scratch)?;
        progress.begins("Copying the database", 0);
        source.copy(&mut copy, &scratch, stop, |done, total| {
            progress.at((done * 100).checked_div(total).unwrap_or_default());
        })?;
        source.let_go()?;
        progress.ends();
        progress.begins("Checking the database", 0);
        if let Some(flaw) = copies::flaw(&copy, &scratch, stop)? {
            return Err(source.damaged(&flaw));
        }
        let edition = copies::edition(&copy, &scratch)?;
        drop(copy);
        progress.ends();
        let cannot = |error: io::Error| unwritable(self.to, &error);
        let file = File::open(&scratch).map_err(cannot)?;
        let size = file.metadata().map_err(cannot)?.len();
        progress.begins("Packing the database", size);
        self.bytes = 0;
        self.append(Path::new(DATABASE), size, BufReader::with_capacity(BUFFER, file), progress)?;
        progress.ends();
        Ok(edition)
    }

    /// Exactly `size` bytes of `from`.
    fn append(&mut self, path: &Path, size: u64, from: impl Read, progress: &mut dyn Progress) -> Result<()> {
        let mut from = Summed::new(from.take(size), progress.stop());
        let written = header(path, size, self.made).and_then(|header| self.tar.append(&header, &mut from));
        if progress.stop()() {
            return Err(copies::stopped());
        }
        written.map_err(|error| match from.failed() {
            true => unreadable(&self.dir.join(path), &error),
            false => unwritable(self.to, &error),
        })?;
        let entry = from.finish();
        if entry.size != size {
            return Err(fault(format!("{} was cut short while it was read; try again.", self.dir.join(path).display())));
        }
        self.bytes += size;
        progress.at(self.bytes);
        self.entries.insert(path.display().to_string(), entry);
        Ok(())
    }
}
