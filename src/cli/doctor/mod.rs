//! `parlor doctor`: looks for what is wrong, and says what to do about it.

mod announcement;
mod certificates;
mod checks;
mod finding;

use clap::Args;
use serde_json::json;

use self::finding::{Finding, State};
use super::show;
use crate::config::Options;
use crate::error::{Code, Error, Result};
use crate::server::owner;

#[derive(Args)]
pub struct Doctor {
    /// For scripts
    #[arg(long)]
    json: bool,
    /// Ask the server that runs, and nothing else: for health checks
    #[arg(long)]
    running: bool,
    #[command(flatten)]
    options: Options,
}

impl Doctor {
    pub fn run(self) -> Result<()> {
        let dir = self.options.reach.place.directory()?;
        owner::become_owner(&dir)?;
        let findings = if self.running { checks::running_alone(&dir)? } else { checks::all(&self.options, &dir)? };
        let wrong = findings.iter().filter(|finding| finding.state == State::Wrong).count();
        if self.json {
            show::json(&json!({ "healthy": wrong == 0, "version": env!("CARGO_PKG_VERSION"), "checks": findings }))?;
        } else {
            show::print(&told(&findings))?;
        }
        match wrong {
            0 => Ok(()),
            1 => Err(Error::new(Code::Unavailable, "One thing is wrong; what to do is said above.")),
            many => Err(Error::new(Code::Unavailable, format!("{many} things are wrong; what to do is said above."))),
        }
    }
}

fn told(findings: &[Finding]) -> String {
    let row = |finding: &Finding| {
        let advice = finding.advice.as_ref().map(|advice| format!(" {advice}")).unwrap_or_default();
        vec![finding.state.word().to_owned(), finding.name.to_owned(), format!("{}{advice}", finding.found)]
    };
    show::table(&findings.iter().map(row).collect::<Vec<_>>())
}
