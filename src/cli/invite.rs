//! `parlor invite`: links by which newcomers come, whether or not a server runs on the data directory.

use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use warp::http::Method;

use super::{here, show};
use crate::config::{Place, Reach};
use crate::error::Result;

#[derive(Subcommand)]
pub enum Invite {
    /// Make an invite, and print its link
    #[command(after_help = "Example:\n  parlor invite create --uses 5 --expires 7d")]
    Create(Create),
    /// Show every invite
    #[command(after_help = "Example:\n  parlor invite list --json")]
    List(List),
    /// Withdraw an invite: nobody comes by it any more
    #[command(after_help = "Example:\n  parlor invite revoke ABCD-EFGH-JKLM-NPQR")]
    Revoke(Revoke),
}

#[derive(Args)]
pub struct Create {
    /// How many accounts it makes [default: as many as come]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(i64).range(1..=10_000))]
    uses: Option<i64>,
    /// How long it is good, such as 7d or 12h [default: until it is withdrawn]
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    expires: Option<Duration>,
    /// In whose name [default: that of the administrator who came first]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// For scripts
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Args)]
pub struct List {
    /// For scripts
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Args)]
pub struct Revoke {
    /// The code, as in the list or at the end of the link
    code: String,
    #[command(flatten)]
    place: Place,
}

impl Invite {
    pub fn run(self) -> Result<()> {
        match self {
            Invite::Create(create) => create.run(),
            Invite::List(list) => list.run(),
            Invite::Revoke(revoke) => revoke.run(),
        }
    }
}

impl Create {
    fn run(self) -> Result<()> {
        let seconds = self.expires.map(|time| i64::try_from(time.as_secs()).unwrap_or(i64::MAX));
        let body = json!({ "creator": self.by, "maxUses": self.uses, "expiresIn": seconds, "conversationIds": [] });
        let invite = here::ask(&self.reach.place, Some(&self.reach), Method::POST, &["invites"], Some(body))?;
        if self.json { show::json(&invite) } else { show::line(&show::text(&invite["url"])) }
    }
}

impl List {
    fn run(self) -> Result<()> {
        let answer = here::ask(&self.reach.place, Some(&self.reach), Method::GET, &["invites"], None)?;
        if self.json {
            return show::json(&answer["invites"]);
        }
        let mut rows = vec![["CODE", "BY", "USED", "UNTIL", "LINK"].map(str::to_owned).to_vec()];
        rows.extend(answer["invites"].as_array().into_iter().flatten().map(row));
        show::print(&show::table(&rows))
    }
}

fn row(invite: &Value) -> Vec<String> {
    let used = match invite["maxUses"].as_i64() {
        Some(most) => format!("{} of {most}", invite["uses"]),
        None => invite["uses"].to_string(),
    };
    let by = show::text(&invite["creator"]["username"]);
    vec![show::text(&invite["code"]), by, used, show::moment(&invite["expiresAt"]), show::text(&invite["url"])]
}

impl Revoke {
    fn run(self) -> Result<()> {
        here::ask(&self.place, None, Method::DELETE, &["invites", &self.code], None)?;
        show::line("Withdrawn: nobody comes by it any more.")
    }
}
