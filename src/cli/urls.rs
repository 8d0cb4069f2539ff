//! `parlor urls`: where people find the server.

use clap::Args;
use serde_json::{Value, json};
use warp::http::Method;

use super::{here, show};
use crate::config::{Reach, Source};
use crate::error::Result;
use crate::server::control::Way;
use crate::server::{self, owner, tls};

#[derive(Args)]
pub struct Urls {
    /// For scripts
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reach: Reach,
}

impl Urls {
    /// Asks the server that runs; without one, says what is configured.
    pub fn run(self) -> Result<()> {
        let dir = self.reach.place.directory()?;
        owner::become_owner(&dir)?;
        let running = here::runtime()?.block_on(async {
            match Way::to_server(&dir).await {
                Some(way) => way.ask(Method::GET, &["server"], None::<&Value>).await.map(Some),
                None => Ok(None),
            }
        })?;
        let answer = match running {
            Some(answer) => answer,
            None => {
                let auto = self.reach.secure.source()? == Source::Auto;
                let install = if auto { tls::install(&dir)? } else { None };
                let configured = server::urls::Urls::configured(&self.reach);
                json!({
                    "urls": configured.now(), "fingerprint": install.map(|install| install.fingerprint()),
                    "setupUrl": null, "pid": null
                })
            }
        };
        if self.json {
            return show::json(&json!({
                "running": !answer["pid"].is_null(), "urls": answer["urls"], "fingerprint": answer["fingerprint"],
                "setupUrl": answer["setupUrl"]
            }));
        }
        let mut text: String =
            answer["urls"].as_array().into_iter().flatten().map(|url| format!("{}/\n", show::text(url))).collect();
        if let Some(print) = answer["fingerprint"].as_str() {
            text.push_str(&format!("SHA-256 {print}\n"));
        }
        if let Some(link) = answer["setupUrl"].as_str() {
            text.push_str(&format!("{link}\n"));
        }
        show::print(&text)
    }
}
