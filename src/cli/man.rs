//! `parlor man`: the manual, a page a verb.

use std::path::PathBuf;

use clap::Args;

use super::show;
use crate::config;
use crate::error::{Code, Error, Result};

#[derive(Args)]
pub struct Man {
    /// Where to write the pages; made where it is missing
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl Man {
    pub fn run(self) -> Result<()> {
        let written = std::fs::create_dir_all(&self.dir)
            .and_then(|()| clap_mangen::generate_to(config::command::<super::Command>(), &self.dir));
        written.map_err(|error| {
            let text = format!("The pages cannot be written to {} ({error}); choose another directory.", self.dir.display());
            Error::new(Code::Unavailable, text)
        })?;
        show::line(&format!("Written to {}; read them with: man {}", self.dir.display(), self.dir.join("parlor.1").display()))
    }
}
