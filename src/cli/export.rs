//! `parlor export`: everything that was said, for people and programs that have no Parlor.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::progress::Told;
use super::{here, show};
use crate::config::Place;
use crate::error::Result;
use crate::export::{Written, export};

#[derive(Args)]
pub struct Export {
    /// The directory to write into; made where it is missing
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// For scripts
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Export {
    pub fn run(self) -> Result<()> {
        let mut told = Told::new()?;
        let kept = here::kept(&self.place)?;
        let written = export(&kept.dir, &kept.source, &self.dir, &mut told)?;
        kept.source.close();
        let Written { conversations, messages, files, lost } = written;
        if self.json {
            return show::json(&json!({
                "dir": self.dir.display().to_string(), "conversations": conversations, "messages": messages, "files": files, "lost": lost
            }));
        }
        if lost > 0 {
            show::line(&format!("Files that are lost, or were deleted meanwhile: {lost}"))?;
        }
        let index = self.dir.join("index.html");
        let (messages, files) = (show::count(messages, "message"), show::count(files, "file"));
        let conversations = show::count(conversations, "conversation");
        show::line(&format!("{messages} of {conversations}, with {files}: open {}", index.display()))
    }
}
