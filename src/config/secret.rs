//! A value that is not shown: not in a log, not by `--help`.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// Bytes; a file with more is no secret but a mistake.
const MOST: u64 = 4096;

#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the file says, without the end of its line.
    ///
    /// # Errors
    /// Why it cannot be had, for a person.
    pub(super) fn of_file(path: &Path) -> Result<String, String> {
        let mut text = String::new();
        let read = File::open(path).and_then(|file| file.take(MOST + 1).read_to_string(&mut text));
        read.map_err(|error| format!("{} cannot be read ({error})", path.display()))?;
        if text.len() as u64 > MOST {
            return Err(format!("{} has more than {MOST} bytes", path.display()));
        }
        let secret = text.trim_end_matches(['\n', '\r']);
        if secret.is_empty() { Err(format!("{} is empty", path.display())) } else { Ok(secret.to_owned()) }
    }
}

impl FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
            return Err("it takes a word without spaces".into());
        }
        Ok(Secret(text.into()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed_by_accident() {
        let secret: Secret = "hush".parse().expect("a word");
        assert_eq!((secret.reveal(), format!("{secret:?}").as_str()), ("hush", "Secret"));
        assert!("".parse::<Secret>().is_err() && "two words".parse::<Secret>().is_err());
    }

    #[test]
    fn a_file_is_read_to_the_end_of_its_line() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("token");
        for (text, told) in [
            ("hush\n", Ok("hush")),
            ("hush", Ok("hush")),
            ("hush\r\n", Ok("hush")),
            ("", Err("is empty")),
            ("\n", Err("is empty")),
            (&"x".repeat(5000), Err("4096")),
        ] {
            std::fs::write(&path, text).expect("written");
            match (Secret::of_file(&path), told) {
                (Ok(secret), Ok(expected)) => assert_eq!(secret, expected),
                (Err(error), Err(expected)) => assert!(error.contains(expected), "{error}"),
                (found, _) => panic!("{text:?}: {found:?}"),
            }
        }
        let error = Secret::of_file(home.path()).expect_err("a directory");
        assert!(error.contains("cannot be read") && error.contains(&home.path().display().to_string()), "{error}");
    }
}
