//! `parlor config`: every option, its value and where it comes from.

use clap::Args;
use serde_json::json;

use super::show;
use crate::config::{self, Options};
use crate::error::Result;

#[derive(Args)]
pub struct Config {
    /// For scripts
    #[arg(long)]
    json: bool,
    /// Print a configuration file with every option, its help and its default
    #[arg(long, conflicts_with = "json")]
    sample: bool,
    #[command(flatten)]
    options: Options,
}

impl Config {
    pub fn run(self) -> Result<()> {
        if self.sample {
            return show::print(&config::sample());
        }
        let mut lines = config::explain::<super::Command>(std::env::args_os())?;
        // The one whose default this machine decides.
        let usual = self.options.reach.place.directory().map(|path| path.display().to_string());
        if let Some(dir) = lines.iter_mut().find(|line| line.name == "data_dir") {
            dir.value = dir.value.take().or(usual.ok());
        }
        if self.json {
            let lines = lines.iter().map(|line| json!({ "name": line.name, "value": line.value, "from": line.from }));
            return show::json(&lines.collect());
        }
        let row = |line: config::Line| vec![line.name, line.value.unwrap_or("-".into()), line.from];
        show::print(&show::table(&lines.into_iter().map(row).collect::<Vec<_>>()))
    }
}
