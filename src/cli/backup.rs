//! `parlor backup`: everything that is kept, in one file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde_json::json;

use super::progress::Told;
use super::{here, show};
use crate::archive::backup;
use crate::config::Place;
use crate::error::{Code, Error, Result};

#[derive(Args)]
pub struct Backup {
    /// The file to make
    file: PathBuf,
    /// A command for the shell, run before: where it fails, no backup is made
    #[arg(long, value_name = "COMMAND")]
    before: Option<String>,
    /// A command for the shell, run once the backup is made; it finds the file in $PARLOR_BACKUP
    #[arg(long, value_name = "COMMAND")]
    after: Option<String>,
    /// Leave out files that the disk has lost, in the place of refusing
    #[arg(long)]
    lossy: bool,
    /// For scripts
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Backup {
    pub fn run(self) -> Result<()> {
        let file = std::path::absolute(&self.file).unwrap_or_else(|_| self.file.clone());
        let mut told = Told::new()?;
        if let Some(command) = &self.before {
            run(command, &file, "Nothing was backed up")?;
        }
        let kept = here::kept(&self.place)?;
        let made = backup::make(&kept.dir, kept.source, &self.file, self.lossy, &mut told)?;
        if let Some(command) = &self.after {
            run(command, &file, "The backup itself was made")?;
        }
        let backup::Made { edition, files, bytes, lost } = made;
        if self.json {
            return show::json(
                &json!({ "file": file.display().to_string(), "edition": edition, "files": files, "bytes": bytes, "lost": lost }),
            );
        }
        for path in &lost {
            show::line(&format!("Lost before this backup: {path}"))?;
        }
        let files = show::count(files, "file");
        show::line(&format!("{} holds the database and {files} in {bytes} bytes, and was read again.", self.file.display()))
    }
}

/// Tools of others. What they print is not what we answer.
fn run(command: &str, file: &Path, then: &str) -> Result<()> {
    let run = Command::new("sh").args(["-c", command]).env("PARLOR_BACKUP", file).stdout(Stdio::from(std::io::stderr())).status();
    let why = match run {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    Err(Error::new(Code::Unavailable, format!("The command {command:?} failed ({why}). {then}.")))
}
