//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    parlor::memory::tame();
    parlor::cli::run()
}
