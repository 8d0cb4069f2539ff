//! The command: a file a verb.

mod backup;
mod completions;
mod config;
mod doctor;
mod export;
mod here;
mod invite;
mod man;
mod progress;
mod restore;
mod serve;
mod show;
mod urls;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config as options;
use crate::error::Error;

/// What was asked, or what is configured, makes no sense: starting again will not help.
const MISUSE: u8 = 2;

const BACKUP: &str = "Example:
  parlor backup /media/stick/parlor.tar
  parlor backup /srv/parlor.tar --after 'rclone copy \"$PARLOR_BACKUP\" elsewhere:'

It is read again before it has its name, replaces no file, and only who made it may read it: keys are in it.";

const RESTORE: &str = "Example:
  parlor restore /media/stick/parlor.tar

The server has to be stopped. All of the backup is checked before anything is changed, and what was there is kept in a folder
before-restore.bak of the data directory.";

const EXPORT: &str = "Example:
  parlor export ~/parlor-export

It needs no Parlor to be read, and holds what is private too: only who made it may read it.";

#[derive(Parser)]
#[command(
    name = "parlor",
    version,
    about = "Chat for the people on your network, from a single file",
    args_conflicts_with_subcommands = true,
    after_help = options::RULE
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
    #[command(after_help = options::RULE)]
    Serve(Box<serve::Serve>),
    /// Accounts, from this machine
    #[command(subcommand)]
    User(user::User),
    /// Links for newcomers, from this machine
    #[command(subcommand)]
    Invite(invite::Invite),
    /// Write everything that is kept into one file, whether or not the server runs
    #[command(after_help = BACKUP)]
    Backup(backup::Backup),
    /// Put a backup in the place of what is kept
    #[command(after_help = RESTORE)]
    Restore(restore::Restore),
    /// Write everything that was said as pages for a browser and as lines of JSON, with the files
    #[command(after_help = EXPORT)]
    Export(export::Export),
    /// Show where people find the server
    #[command(after_help = "Example:\n  parlor urls")]
    Urls(urls::Urls),
    /// Show every option, its value and where it comes from
    #[command(after_help = "Example:\n  parlor config --json")]
    Config(Box<config::Config>),
    /// Look for what is wrong, and say what to do about it
    #[command(after_help = "Example:\n  parlor doctor --json\n\nIt exits with 1 when something is wrong.")]
    Doctor(Box<doctor::Doctor>),
    /// Print what a shell needs to complete the command line
    #[command(after_help = "Example:\n  parlor completions bash > ~/.local/share/bash-completion/completions/parlor")]
    Completions(completions::Completions),
    /// Write the manual pages into a directory
    #[command(after_help = "Example:\n  parlor man ~/.local/share/man/man1")]
    Man(man::Man),
}

/// Runs the verb that was asked for. 0 where it was done, 1 where it failed, 2 where it was not understood, and 128 more than the
/// number of a signal that ended it.
pub fn run() -> ExitCode {
    let command: Command = match options::read(std::env::args_os()) {
        Ok(command) => command,
        Err(error) => return failed(&error, ExitCode::from(MISUSE)),
    };
    let done = match command.verb {
        None => command.serve.run(),
        Some(Verb::Serve(serve)) => serve.run(),
        Some(Verb::User(user)) => user.run(),
        Some(Verb::Invite(invite)) => invite.run(),
        Some(Verb::Backup(backup)) => backup.run(),
        Some(Verb::Restore(restore)) => restore.run(),
        Some(Verb::Export(export)) => export.run(),
        Some(Verb::Urls(urls)) => urls.run(),
        Some(Verb::Config(config)) => config.run(),
        Some(Verb::Doctor(doctor)) => doctor.run(),
        Some(Verb::Completions(completions)) => completions.run(),
        Some(Verb::Man(man)) => man.run(),
    };
    let failure = progress::ended_by().map_or(ExitCode::FAILURE, |signal| ExitCode::from(128 + signal));
    done.map_or_else(|error| failed(&error, failure), |()| ExitCode::SUCCESS)
}

/// One line for whoever sits at the terminal: of our own faults the detail.
fn failed(error: &Error, code: ExitCode) -> ExitCode {
    let reason = error.reason();
    eprintln!("parlor: {reason}{}", if reason.ends_with(['.', '?']) { "" } else { "." });
    code
}
