//! `parlor restore`: a backup in the place of what is kept.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::progress::Told;
use super::show;
use crate::archive::{plain, restore};
use crate::config::Place;
use crate::error::{Code, Error, Result};
use crate::server::lock::DataDir;
use crate::server::owner;
use crate::server::readers::Alone;

#[derive(Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// For scripts
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Restore {
    pub fn run(self) -> Result<()> {
        let shown = self.file.display();
        // Before root becomes somebody who may not read it.
        let file = std::fs::canonicalize(&self.file).and_then(|path| plain::open(&path)).map_err(|error| {
            Error::new(Code::Unavailable, format!("{shown} cannot be read ({error}); name a file that parlor backup made."))
        })?;
        let dir = self.place.directory()?;
        owner::become_owner(&dir)?;
        // No server starts, and nobody reads, while the house is exchanged.
        let held = DataDir::open(dir)?;
        let _alone = Alone::begin(held.path())?;
        let restored = restore::restore(&file, &self.file, held.path(), &mut Told::new()?)?;
        let manifest = &restored.manifest;
        let files = manifest.entries.keys().filter(|path| path.starts_with("files/")).count();
        if self.json {
            return show::json(&json!({
                "parlor": manifest.parlor, "edition": manifest.edition, "madeAt": manifest.made_at,
                "files": files, "lost": manifest.lost, "kept": restored.kept.map(|kept| kept.display().to_string())
            }));
        }
        let kept = restored.kept.map(|kept| format!(" What was there is in {}.", kept.display())).unwrap_or_default();
        show::line(&format!("{} is as it was at {}.{kept}", held.path().display(), manifest.made_at))
    }
}
