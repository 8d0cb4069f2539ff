//! Reads the command line of a command, with what stands elsewhere beneath it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};

use super::layer::Layer;
use super::sentence;
use super::table::{table, variable};
use crate::error::Result;

/// The command, with its options of the table as variables of the environment too. Help and whatever else is made of the
/// table shows no value of this machine.
pub fn command<T: CommandFactory>() -> Command {
    furnish(T::command(), &table())
}

/// What was asked for. Where help or the version was, it is printed and the process ends.
///
/// # Errors
/// One sentence on what was asked, or on what stands in the environment or the configuration file.
pub fn read<T: CommandFactory + FromArgMatches>(words: impl IntoIterator<Item = OsString>) -> Result<T> {
    let words: Vec<OsString> = words.into_iter().collect();
    let (matches, _) = gather::<T>(words.clone())?;
    T::from_arg_matches(&matches).map_err(|error| sentence::of(&error, &words, &Layer::default()))
}

/// What was said, over what stands elsewhere, and the latter.
pub(super) fn gather<T: CommandFactory>(words: impl IntoIterator<Item = OsString>) -> Result<(ArgMatches, Layer)> {
    let words: Vec<OsString> = words.into_iter().collect();
    let command = command::<T>();
    let matches = parse(command.clone(), &words, &Layer::default())?;
    let (verbs, last) = last(&matches);
    // A verb without a place has none of the table.
    if let Ok(config) = last.try_get_one::<PathBuf>("config") {
        let verb = verbs.iter().try_fold(&command, |command, verb| command.find_subcommand(verb)).unwrap_or(&command);
        let layer = Layer::gather(config.map(PathBuf::as_path), verb)?;
        if !layer.is_empty() {
            return Ok((parse(layer.under(command, &verbs), &words, &layer)?, layer));
        }
    }
    Ok((matches, Layer::default()))
}

fn parse(command: Command, words: &[OsString], layer: &Layer) -> Result<ArgMatches> {
    command.try_get_matches_from(words).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
        _ => sentence::of(&error, words, layer),
    })
}

/// The verb that was asked for, by its names, and what was said to it.
pub(super) fn last(matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let (mut verbs, mut last) = (Vec::new(), matches);
    while let Some((name, below)) = last.subcommand() {
        verbs.push(name.to_owned());
        last = below;
    }
    (verbs, last)
}

fn furnish(command: Command, table: &[Arg]) -> Command {
    let command = command.mut_args(|arg| {
        let known = arg.get_id() == "config" || table.iter().any(|option| option.get_id() == arg.get_id());
        let arg = if known && arg.get_help_heading() == Some("Limits") { arg.hide_short_help(true) } else { arg };
        match variable(&arg).filter(|_| known) {
            // One that is set to nothing counts as not set.
            Some(name) if std::env::var_os(&name).is_none_or(|value| !value.is_empty()) => arg.env(name).hide_env(true),
            _ => arg,
        }
    });
    command.mut_subcommands(|command| furnish(command, table))
}
