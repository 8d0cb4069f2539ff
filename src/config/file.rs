//! The configuration file: TOML, a line an option.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Arg;
use toml::{Table, Value};

use crate::error::{Error, Result};

/// Read where no other is named, if it is there.
const USUAL: &str = "/etc/parlor/parlor.toml";

/// What a file says: keys, and the values of each as on the command line.
pub(super) struct File {
    pub path: PathBuf,
    pub lines: Vec<(String, Vec<String>)>,
}

impl File {
    /// The one that was asked for, else the usual one, if any. Nothing but options of the `table` may stand in it.
    ///
    /// # Errors
    /// One sentence that names the file and what is wrong with it.
    pub fn open(asked: Option<&Path>, table: &[Arg]) -> Result<Option<File>> {
        let path = asked.unwrap_or(Path::new(USUAL));
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if asked.is_none() && error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(wrong(path, format!("cannot be read ({error}); make it readable, or name another with --config")));
            }
        };
        let read = text.parse::<Table>().map_err(|error| {
            let line = error.span().map_or(1, |span| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1);
            wrong(path, format!("is no TOML at line {line}: {}", error.message()))
        })?;
        let line = |(key, value): (String, Value)| {
            let arg = option(&key, table)
                .map_err(|nearest| wrong(path, format!("has \"{key}\", which is no option; the nearest is {nearest}")))?;
            let values = values(&key, value, arg.get_value_delimiter().is_some()).map_err(|why| wrong(path, why))?;
            Ok((key, values))
        };
        let lines = read.into_iter().map(line).collect::<Result<_>>()?;
        Ok(Some(File { path: path.to_owned(), lines }))
    }
}

fn wrong(path: &Path, what: String) -> Error {
    Error::bad_request(format!("The configuration file {} {what}.", path.display()))
}

/// The option of that name, or else the one with the nearest.
fn option<'a>(key: &str, table: &'a [Arg]) -> Result<&'a Arg, &'a str> {
    let name = |arg: &'a Arg| arg.get_id().as_str();
    let likeness = |arg: &&Arg| strsim::jaro_winkler(&key.to_lowercase().replace('-', "_"), arg.get_id().as_str());
    let nearest = table.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    table.iter().find(|arg| name(arg) == key).ok_or(nearest.map_or("", name))
}

fn values(key: &str, value: Value, many: bool) -> Result<Vec<String>, String> {
    match value {
        Value::Array(values) if many => values.into_iter().map(|value| scalar(key, value)).collect(),
        Value::Array(_) => Err(format!("gives several values for {key}, which takes one")),
        value => Ok(vec![scalar(key, value)?]),
    }
}

fn scalar(key: &str, value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        Value::Boolean(yes) => Ok(yes.to_string()),
        Value::Datetime(time) => Ok(time.to_string()),
        Value::Array(_) | Value::Table(_) => Err(format!("has {key} as a list of lists or as a section; it is one option")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args, Command};

    fn read(text: &str) -> Result<Vec<(String, Vec<String>)>, String> {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("parlor.toml");
        fs::write(&path, text).expect("written");
        let table: Vec<Arg> = crate::config::Options::augment_args(Command::new("parlor")).get_arguments().cloned().collect();
        let file = File::open(Some(&path), &table).map_err(|error| error.to_string())?;
        Ok(file.expect("it is there").lines)
    }

    #[test]
    fn every_type_of_toml_is_what_the_command_line_would_say() {
        let lines = read(
            "listen = \"127.0.0.1:1\" # here\nno_mdns = true\nmax_headers = 32\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n\
             allowed_origins = []\npublic_url = \"http://a.example\"\nmax_megapixels = 1.5\n",
        );
        let line =
            |key: &str, values: &[&str]| (key.to_owned(), values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
        let expected = [
            line("allowed_origins", &[]),
            line("listen", &["127.0.0.1:1"]),
            line("max_headers", &["32"]),
            line("max_megapixels", &["1.5"]),
            line("no_mdns", &["true"]),
            line("public_url", &["http://a.example"]),
            line("trusted_proxies", &["10.0.0.0/8", "::1"]),
        ];
        assert_eq!(lines, Ok(expected.into()));
        assert_eq!(read(""), Ok(vec![]));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence_with_the_file() {
        for (text, told) in [
            ("listn = 1", "\"listn\", which is no option; the nearest is listen"),
            ("public-url = \"x\"", "nearest is public_url"),
            ("max_connection_per_users = 1", "nearest is max_connections_per_user"),
            ("[limits]\nsend_rate = \"5/s\"", "\"limits\", which is no option"),
            ("log = [\"info\"]", "several values for log"),
            ("[log]\nx = 1", "log as a list of lists or as a section"),
            ("trusted_proxies = [[]]", "trusted_proxies as a list of lists"),
            ("# one\n\nlisten = ", "is no TOML at line 3"),
            ("no_mdns = 1\nno_mdns = 1", "is no TOML at line 2"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(told) && error.contains("parlor.toml") && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn only_the_usual_file_may_be_missing() {
        let home = tempfile::tempdir().expect("a directory");
        let missing = home.path().join("none.toml");
        let error = File::open(Some(&missing), &[]).err().expect("missing").to_string();
        assert!(error.contains("none.toml cannot be read") && error.contains("--config"), "{error}");
        assert!(File::open(Some(home.path()), &[]).is_err(), "a directory is no file");
    }
}
