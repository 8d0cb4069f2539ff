//! Where an export goes: a directory with nothing in it, of which nothing is left where it does not get whole.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::archive::plain;
use crate::error::{Code, Error, Result};

/// Bytes of a name, at most: every file system takes that many.
const NAME: usize = 100;

/// What a browser takes for a page of its own, and would run.
const PAGES: [&str; 10] = ["htm", "html", "mht", "mhtml", "shtml", "svg", "svgz", "xht", "xhtml", "xml"];

pub struct Place {
    path: PathBuf,
    /// It was not there before.
    made: bool,
    whole: bool,
}

impl Place {
    /// # Errors
    /// One line for a person.
    pub fn new(to: &Path) -> Result<Self> {
        let path = std::path::absolute(to).unwrap_or_else(|_| to.to_owned());
        let fault = |text| Error::new(Code::Unavailable, text);
        let made = match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => true,
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                let what =
                    if error.kind() == io::ErrorKind::NotFound { "the one above is not there".into() } else { error.to_string() };
                return Err(fault(format!("The directory {} cannot be made ({what}); choose another place.", to.display())));
            }
            Err(_) => match fs::read_dir(&path).map(|mut entries| entries.next().is_none()) {
                Ok(true) => false,
                Ok(false) => return Err(fault(format!("{} is not empty; name a new or an empty directory.", to.display()))),
                Err(error) => return Err(fault(format!("{} cannot be used ({error}); name a new directory.", to.display()))),
            },
        };
        Ok(Place { path, made, whole: false })
    }

    /// A new folder in it.
    pub fn folder(&self, name: &str) -> io::Result<()> {
        DirBuilder::new().mode(0o700).create(self.path.join(name))
    }

    /// A new file in it, which nobody else may read.
    pub fn file(&self, name: &str) -> io::Result<BufWriter<File>> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.path.join(name))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// It is whole, and on disk.
    pub fn settle(mut self) -> io::Result<()> {
        plain::settle(&self.path)?;
        self.whole = true;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.whole {
            return;
        }
        if self.made {
            let _ = fs::remove_dir_all(&self.path);
            return;
        }
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let _ = if folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
        }
    }
}

/// A name that every file system takes, no shell minds and no browser runs, as much like the given one as may be.
pub fn name(given: &str) -> String {
    let good = |letter: char| if letter.is_alphanumeric() || "._-".contains(letter) { letter } else { '_' };
    let name: String = given.chars().map(good).collect();
    let name = name.trim_matches('.');
    let (stem, end) = name.rfind('.').filter(|at| name.len() - at <= 10).map_or((name, ""), |at| name.split_at(at));
    let mut stem = stem.to_owned();
    while stem.len() + end.len() > NAME {
        stem.pop();
    }
    if stem.is_empty() {
        stem.push_str("file");
    }
    let page = PAGES.contains(&end.trim_start_matches('.').to_lowercase().as_str());
    format!("{stem}{end}{}", if page { ".txt" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn no_name_leads_anywhere_or_runs_in_a_browser() {
        for (given, safe) in [
            ("photo.jpg", "photo.jpg"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a/b\\c:d.txt", "a_b_c_d.txt"),
            ("\"><script>.png", "___script_.png"),
            ("上海 1.png", "上海_1.png"),
            ("", "file"),
            ("..", "file"),
            ("...", "file"),
            (".png", "png"),
            ("page.html", "page.html.txt"),
            ("drawing.SVG", "drawing.SVG.txt"),
            ("end.", "end"),
        ] {
            assert_eq!(name(given), safe, "{given}");
        }
        let long = name(&format!("{}.jpeg", "上".repeat(300)));
        assert!(long.len() <= 100 && long.ends_with(".jpeg"), "{long}");
    }
}
