//! What the terminal is told: where people find the server, and on an empty database the link that sets it up.

use std::io::{IsTerminal, Write};
use std::net::IpAddr;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::qr;
use super::tls::link;
use super::urls::Urls;
use crate::chat::Chat;
use crate::config::origin::Origin;
use crate::error::Result;
use crate::http::install::Install;
use crate::protocol::control::Announcement;

/// For whoever reads it: a pipe that nobody empties holds up nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// # Errors
/// `unavailable`.
pub(super) async fn greet(urls: &[String], install: Option<&Install>, chat: &Chat) -> Result<()> {
    let mut text = String::from("Parlor is open. On this network:\n");
    for url in urls {
        text.push_str(&format!("  {url}/\n"));
    }
    if let (Some(install), Some(url)) = (install, link(urls)) {
        let print = install.fingerprint();
        text.push_str(&format!("\nHow phones and browsers come to trust the https ones:\n  {url}/install\n  SHA-256 {print}\n"));
    }
    let setup = chat.setup_required().await?.then(|| chat.setup_code());
    if let Some(url) = link(urls) {
        let mut best = format!("{url}/");
        if let Some(code) = setup {
            best.push_str(&format!("#/setup?code={code}"));
            text.push_str(&format!("\nNobody is in yet. Set it up with this link:\n  {best}\n"));
        }
        // Phones read it off the screen; a log would only be full of blocks.
        if std::io::stdout().is_terminal() && is_far(url) {
            text.push_str(&qr::drawn(&best).map(|drawn| format!("\n{drawn}")).unwrap_or_default());
        }
    }
    say(text).await;
    Ok(())
}

/// Tells the name by which it is announced once that is confirmed, and each one that comes in its place.
pub(super) async fn name(mut urls: Urls) {
    let mut told = None;
    loop {
        if let Announcement::Confirmed { name, wished, .. } = urls.announcement()
            && told.as_ref() != Some(&name)
        {
            let taken = if name == wished { String::new() } else { format!(", since {wished} is another's") };
            let lines: String = urls.named().iter().map(|url| format!("  {url}/\n")).collect();
            say(format!("\nBy name{taken}:\n{lines}")).await;
            told = Some(name);
        }
        urls.announcement_changes().await;
    }
}

async fn say(text: String) {
    // Where nobody listens any more, serving goes on.
    let write = spawn_blocking(move || std::io::stdout().write_all(text.as_bytes()));
    let _ = timeout(PATIENCE, write).await;
}

/// Whether other machines come there.
fn is_far(url: &str) -> bool {
    let near = |name: &str| name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    Origin::of_url(url).is_some_and(|origin| !near(origin.name()))
}
