//! The command: a file a verb.

mod files;
mod serve;
mod user;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::error::{Error, Result};

#[derive(Parser)]
#[command(
    name = "parlor",
    version,
    about = "Chat for the people on your network, from a single file",
    args_conflicts_with_subcommands = true
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
    Serve(serve::Serve),
    /// Accounts, from this machine
    #[command(subcommand)]
    User(user::User),
}

#[derive(Args, Clone, Debug)]
struct DataDir {
    /// Where the database and the key are kept
    #[arg(long, env = "PARLOR_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

impl DataDir {
    fn path(&self) -> Result<PathBuf> {
        if let Some(path) = self.data_dir.clone().or_else(|| std::env::var_os("STATE_DIRECTORY").map(OsString::into)) {
            return Ok(path);
        }
        let dirs = directories::ProjectDirs::from("", "", "parlor");
        let missing = || Error::bad_request("There is no home directory; name a data directory with --data-dir.");
        Ok(dirs.ok_or_else(missing)?.data_dir().to_owned())
    }
}

/// Runs the verb that was asked for.
pub fn run() -> ExitCode {
    let command = Command::parse();
    let done = match command.verb {
        None => command.serve.run(),
        Some(Verb::Serve(serve)) => serve.run(),
        Some(Verb::User(user)) => user.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("parlor: {error}");
            ExitCode::FAILURE
        }
    }
}
