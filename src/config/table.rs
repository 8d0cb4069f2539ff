//! The table as clap has it: its options, and what each is called in the environment.

use clap::{Arg, Args, Command};

use super::Options;
use super::secret::Secret;

/// Every option but the one that names the configuration file.
pub(super) fn table() -> Vec<Arg> {
    let command = Options::augment_args(Command::new("parlor"));
    command.get_arguments().filter(|arg| arg.get_id() != "config").cloned().collect()
}

/// The variable of an option.
pub(super) fn variable(arg: &Arg) -> Option<String> {
    arg.get_long().map(|long| format!("PARLOR_{}", long.replace('-', "_").to_uppercase()))
}

pub(super) fn is_secret(arg: &Arg) -> bool {
    arg.get_value_parser().type_id() == std::any::TypeId::of::<Secret>()
}
