//! How a verb comes to what is kept on this machine.

use serde_json::Value;
use warp::http::Method;

use crate::config::{Place, Reach, Source};
use crate::error::{Error, Result};
use crate::server::control::Way;
use crate::server::{announcement, owner, tls};

/// Asks the server that runs on the data directory, or else the house itself, opened for this alone.
///
/// # Errors
/// One sentence for a person.
pub fn ask(place: &Place, urls: Vec<String>, method: Method, path: &[&str], body: Option<Value>) -> Result<Value> {
    let dir = place.directory()?;
    owner::become_owner(&dir)?;
    runtime()?.block_on(async {
        let way = Way::open(&dir, urls).await?;
        let answer = way.ask(method, path, body.as_ref()).await;
        tokio::task::spawn_blocking(move || way.close()).await.map_err(Error::internal)?;
        answer
    })
}

/// Where people would find the server, by what is configured.
pub fn urls(reach: &Reach) -> Vec<String> {
    let urls = announcement::urls(reach.listen, &reach.public_url);
    // Options that contradict each other are for the server to complain of.
    tls::with_https(urls, reach.public_url.len(), &reach.secure.source().unwrap_or(Source::Off), reach.listen.port())
}

pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)
}
