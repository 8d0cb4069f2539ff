//! The command: a file a verb.

mod serve;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config;
use crate::error::Error;

/// What was asked, or what is configured, makes no sense: starting again will not help.
const MISUSE: u8 = 2;

#[derive(Parser)]
#[command(
    name = "parlor",
    version,
    about = "Chat for the people on your network, from a single file",
    args_conflicts_with_subcommands = true,
    after_help = config::RULE
)]
struct Command {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    serve: serve::Serve,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve the people on this network (what parlor does without a verb)
    #[command(after_help = config::RULE)]
    Serve(Box<serve::Serve>),
    /// Accounts, from this machine
    #[command(subcommand)]
    User(user::User),
}

/// Runs the verb that was asked for. 0 where it was done, 1 where it failed, 2 where it was not understood.
pub fn run() -> ExitCode {
    let command: Command = match config::read(std::env::args_os()) {
        Ok(command) => command,
        Err(error) => return failed(&error, ExitCode::from(MISUSE)),
    };
    let done = match command.verb {
        None => command.serve.run(),
        Some(Verb::Serve(serve)) => serve.run(),
        Some(Verb::User(user)) => user.run(),
    };
    done.map_or_else(|error| failed(&error, ExitCode::FAILURE), |()| ExitCode::SUCCESS)
}

/// One line for whoever sits at the terminal: of our own faults the detail.
fn failed(error: &Error, code: ExitCode) -> ExitCode {
    let reason = error.reason();
    eprintln!("parlor: {reason}{}", if reason.ends_with(['.', '?']) { "" } else { "." });
    code
}
