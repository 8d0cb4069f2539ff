//! `parlor user`: accounts, whether or not a server runs on the data directory.

use clap::{ArgGroup, Args, Subcommand};
use serde_json::{Value, json};
use warp::http::Method;

use super::{here, show};
use crate::config::{Place, Reach};
use crate::error::Result;
use crate::protocol::entities::AccountRole;

#[derive(Subcommand)]
pub enum User {
    /// Make an account
    #[command(after_help = "Example:\n  echo \"a good password\" | parlor user add ann --password-stdin --admin")]
    Add(Add),
    /// Show every account
    #[command(after_help = "Example:\n  parlor user list --json")]
    List(List),
    /// Give an account another password, or make a link by which its owner chooses one; it is signed out everywhere
    #[command(
        after_help = "Examples:\n  parlor user passwd ann --link\n  echo \"a good password\" | parlor user passwd ann --password-stdin"
    )]
    Passwd(Passwd),
    /// Disable an account: it is signed out everywhere and comes in no more; what it said stays
    #[command(after_help = "Example:\n  parlor user disable ann")]
    Disable(Named),
    /// Enable an account that was disabled
    #[command(after_help = "Example:\n  parlor user enable ann")]
    Enable(Named),
    /// Make an account an administrator, or a member again
    #[command(after_help = "Examples:\n  parlor user admin ann\n  parlor user admin ann --revoke")]
    Admin(Admin),
}

#[derive(Args)]
pub struct Add {
    /// The user name
    name: String,
    /// Read the password from standard input
    #[arg(long, required = true)]
    password_stdin: bool,
    /// Make an administrator
    #[arg(long)]
    admin: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub struct List {
    /// For scripts
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[command(group = ArgGroup::new("how").required(true))]
pub struct Passwd {
    /// The user name
    name: String,
    /// Read the new password from standard input
    #[arg(long, group = "how")]
    password_stdin: bool,
    /// Print a link, good for four hours, by which whoever opens it chooses the password
    #[arg(long, group = "how")]
    link: bool,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Args)]
pub struct Named {
    /// The user name
    name: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub struct Admin {
    #[command(flatten)]
    named: Named,
    /// Take it away again
    #[arg(long)]
    revoke: bool,
}

impl User {
    pub fn run(self) -> Result<()> {
        match self {
            User::Add(add) => add.run(),
            User::List(list) => list.run(),
            User::Passwd(passwd) => passwd.run(),
            User::Disable(named) => named.becomes(json!({ "disabled": true }), "is signed out and comes in no more."),
            User::Enable(named) => named.becomes(json!({ "disabled": false }), "can sign in again."),
            User::Admin(Admin { named, revoke: false }) => {
                named.becomes(json!({ "role": AccountRole::Admin }), "is an administrator.")
            }
            User::Admin(Admin { named, revoke: true }) => named.becomes(json!({ "role": AccountRole::Member }), "is a member."),
        }
    }
}

impl Add {
    fn run(self) -> Result<()> {
        let role = if self.admin { AccountRole::Admin } else { AccountRole::Member };
        let body = json!({ "username": self.name, "password": show::password()?, "role": role });
        let user = here::ask(&self.place, None, Method::POST, &["users"], Some(body))?;
        show::line(&format!("{} can sign in now.", show::text(&user["username"])))
    }
}

impl List {
    fn run(self) -> Result<()> {
        let answer = here::ask(&self.place, None, Method::GET, &["users"], None)?;
        if self.json {
            return show::json(&answer["users"]);
        }
        let mut rows = vec![["NAME", "ROLE", "STATE", "DEVICES", "LAST SEEN", "SHOWN AS"].map(str::to_owned).to_vec()];
        rows.extend(answer["users"].as_array().into_iter().flatten().map(row));
        show::print(&show::table(&rows))
    }
}

fn row(user: &Value) -> Vec<String> {
    let role = if user["bot"] == true { "bot".to_owned() } else { show::text(&user["role"]) };
    let state = if user["disabled"] == true { "disabled".to_owned() } else { show::text(&user["status"]) };
    let devices = user["sessions"].to_string();
    vec![show::text(&user["username"]), role, state, devices, show::moment(&user["lastSeen"]), show::text(&user["displayName"])]
}

impl Passwd {
    fn run(self) -> Result<()> {
        let (place, reach) = (&self.reach.place, Some(&self.reach));
        if self.link {
            let link = here::ask(place, reach, Method::POST, &["users", &self.name, "reset"], None)?;
            return show::line(&show::text(&link["url"]));
        }
        let body = json!({ "password": show::password()? });
        here::ask(place, reach, Method::PUT, &["users", &self.name, "password"], Some(body))?;
        show::line(&format!("{} is signed out, and signs in with the new password.", self.name))
    }
}

impl Named {
    fn becomes(self, change: Value, told: &str) -> Result<()> {
        let user = here::ask(&self.place, None, Method::PATCH, &["users", &self.name], Some(change))?;
        show::line(&format!("{} {told}", show::text(&user["username"])))
    }
}
