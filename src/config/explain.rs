//! Where the value of every option comes from, for people.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, CommandFactory};

use super::layer::Layer;
use super::read::{gather, last};
use super::table::{is_secret, table, variable};
use crate::error::Result;

/// One option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As in the configuration file.
    pub name: String,
    /// As people write it; of a secret only that there is one.
    pub value: Option<String>,
    pub from: String,
}

/// Every option of the table, as a verb that takes all of them was given them.
///
/// # Errors
/// Those of [`super::read`].
pub fn explain<T: CommandFactory>(words: impl IntoIterator<Item = OsString>) -> Result<Vec<Line>> {
    let (matches, layer) = gather::<T>(words)?;
    let (_, verb) = last(&matches);
    Ok(table().iter().map(|arg| line(arg, verb, &layer)).collect())
}

fn line(arg: &Arg, matches: &ArgMatches, layer: &Layer) -> Line {
    let name = arg.get_id().to_string();
    let given = matches.try_get_raw(&name).ok().flatten();
    let value = given.map(|values| values.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(","));
    let value = value.map(|value| if is_secret(arg) { "(hidden)".to_owned() } else { value });
    let from = match matches.value_source(&name) {
        Some(ValueSource::CommandLine) => arg.get_long().map(|long| format!("--{long}")),
        Some(ValueSource::EnvVariable) => variable(arg),
        _ => layer.place(&name).map(str::to_owned),
    };
    Line { name, value, from: from.unwrap_or_else(|| "default".to_owned()) }
}
