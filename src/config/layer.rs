//! What stands beneath the command line and the environment's variables: the configuration file, and secrets in files.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use clap::{Arg, Command};

use super::file::File;
use super::secret::Secret;
use super::table::{is_secret, table, variable};
use crate::error::{Error, Result};

/// Values by option, each with where it comes from, for people.
#[derive(Default)]
pub(super) struct Layer(BTreeMap<String, (Vec<String>, String)>);

impl Layer {
    /// All of the file, and the secrets that `verb` has a use for.
    ///
    /// # Errors
    /// One sentence that names the file and what is wrong with it.
    pub fn gather(config: Option<&Path>, verb: &Command) -> Result<Self> {
        let table = table();
        let mut layer = Layer::default();
        if let Some(File { path, lines }) = File::open(config, &table)? {
            for (key, values) in lines {
                let place = format!("{key} in {}", path.display());
                layer.0.insert(key, (values, place));
            }
        }
        for arg in verb.get_arguments().filter(|arg| is_secret(arg)) {
            if let Some((path, place)) = named(arg)? {
                let secret = Secret::of_file(Path::new(&path));
                let secret =
                    secret.map_err(|why| Error::bad_request(format!("{place} names a file that gives no secret: {why}.")))?;
                layer.0.insert(arg.get_id().to_string(), (vec![secret], place));
            }
        }
        Ok(layer)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the value of an option comes from, if it comes from here.
    pub fn place(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(|(_, place)| place.as_str())
    }

    /// Makes each value the default of its option, in the command that `verbs` lead to.
    pub fn under(&self, command: Command, verbs: &[String]) -> Command {
        if let [verb, rest @ ..] = verbs {
            return command.mut_subcommand(verb, |command| self.under(command, rest));
        }
        command.mut_args(|arg| match self.0.get(arg.get_id().as_str()) {
            Some((values, _)) => arg.default_values(values.clone()),
            None => arg,
        })
    }
}

/// The file that the environment names for a secret, and the variable that does so.
fn named(arg: &Arg) -> Result<Option<(OsString, String)>> {
    let Some(own) = variable(arg) else { return Ok(None) };
    let name = format!("{own}_FILE");
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match (set(&name), set(&own)) {
        (Some(_), Some(_)) => Err(Error::bad_request(format!("{own} and {name} are both set; keep one of them."))),
        (path, _) => Ok(path.map(|path| (path, name))),
    }
}
