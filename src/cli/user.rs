//! `parlor user`: accounts, whether or not a server runs on the data directory.

use std::io::{Read, Write};

use clap::{Args, Subcommand};

use super::DataDir;
use crate::chat::{Chat, Settings};
use crate::error::{Error, Result};
use crate::protocol::entities::AccountRole;
use crate::protocol::rest::{AddUser, Registration};
use crate::server::{control, lock};

#[derive(Subcommand)]
pub enum User {
    /// Make an account: echo "a good password" | parlor user add ann --password-stdin
    Add(Add),
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
    data_dir: DataDir,
}

impl User {
    pub fn run(self) -> Result<()> {
        let User::Add(add) = self;
        add.run()
    }
}

impl Add {
    fn run(self) -> Result<()> {
        let mut password = String::new();
        let read = std::io::stdin().take(4096).read_to_string(&mut password);
        read.map_err(|_| Error::bad_request("The password on standard input is not UTF-8 text."))?;
        let password = password.trim_end_matches(['\n', '\r']).to_owned();
        let role = if self.admin { AccountRole::Admin } else { AccountRole::Member };
        let body = AddUser { username: self.name, password, role };
        let dir = self.data_dir.path()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
        let name = runtime.block_on(async {
            // The one who writes there makes the account: the server, or else we.
            if let Some(name) = control::add_user(&dir, &body).await? {
                return Ok(name);
            }
            let dir = lock::DataDir::open(dir)?;
            let chat =
                Chat::open(dir.path(), Settings { registration: Registration::Closed, rate_limits: false, metrics_token: None })?;
            let user = chat.add_user(body.username, body.password, body.role).await?;
            tokio::task::spawn_blocking(move || chat.close()).await.map_err(Error::internal)?;
            Ok::<_, Error>(user.person.username)
        })?;
        let _ = writeln!(std::io::stdout(), "{name} can sign in now.");
        Ok(())
    }
}
