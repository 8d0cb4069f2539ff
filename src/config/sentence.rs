//! One sentence on what is wrong with a command line, where clap has a paragraph.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::layer::Layer;
use super::table::{is_secret, table, variable};
use crate::error::Error;

/// `layer` is what stood beneath the words when they were read: a value that it gave is the one that is wrong.
pub(super) fn of(error: &clap::Error, words: &[OsString], layer: &Layer) -> Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    let one = |kind| text(kind).into_iter().next();
    let meant = |kind| one(kind).map_or("; see parlor --help.".to_owned(), |nearest| format!("; did you mean {nearest}?"));
    let arg = one(ContextKind::InvalidArg).unwrap_or_default();
    Error::bad_request(match error.kind() {
        ErrorKind::UnknownArgument if arg.starts_with('-') => {
            format!("There is no option {arg}{}", meant(ContextKind::SuggestedArg))
        }
        ErrorKind::UnknownArgument => format!("\"{arg}\" means nothing here; see parlor --help."),
        ErrorKind::InvalidSubcommand => {
            let verb = one(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("There is no verb {verb}{}", meant(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = text(ContextKind::InvalidArg);
            format!("{} {} missing; see --help.", missing.join(" and "), if missing.len() == 1 { "is" } else { "are" })
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let flag = arg.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').next().unwrap_or_default();
            let place = place(flag, words, layer).unwrap_or(arg.clone());
            let valid = text(ContextKind::ValidValue).join(", ");
            let why = std::error::Error::source(error).map_or(format!("it takes one of {valid}"), ToString::to_string);
            let secret = table().iter().any(|arg| is_secret(arg) && arg.get_long() == flag.strip_prefix("--"));
            match one(ContextKind::InvalidValue).filter(|value| !value.is_empty()) {
                None => format!("{place} needs a value."),
                Some(_) if secret => format!("{place}: its value will not do; {why}."),
                Some(value) => format!("{place}: \"{value}\" will not do; {why}."),
            }
        }
        _ => {
            let told = error.to_string();
            let line = told.lines().next().unwrap_or_default();
            format!("{}; see --help.", line.trim_start_matches("error: "))
        }
    })
}

/// Where a value of an option stands: in the layer, on the command line, else in the environment.
fn place(flag: &str, words: &[OsString], layer: &Layer) -> Option<String> {
    let name = flag.strip_prefix("--")?;
    if let Some(place) = layer.place(&name.replace('-', "_")) {
        return Some(place.to_owned());
    }
    let given = |word: &OsString| {
        let word = word.to_string_lossy();
        word.strip_prefix(flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    if words.iter().any(given) {
        return Some(flag.to_owned());
    }
    table().iter().find(|arg| arg.get_long() == Some(name)).and_then(variable)
}
