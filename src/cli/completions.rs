//! `parlor completions`: what a shell needs to complete the command line.

use clap::Args;
use clap_complete::Shell;

use super::show;
use crate::config;
use crate::error::Result;

#[derive(Args)]
pub struct Completions {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut config::command::<super::Command>(), "parlor", &mut script);
        show::print(&String::from_utf8_lossy(&script))
    }
}
