//! How a verb comes to what is kept on this machine.

use serde_json::Value;
use warp::http::Method;

use crate::config::{Place, Reach};
use crate::error::{Error, Result};
use crate::server::control::Way;
use crate::server::owner;
use crate::server::urls::Urls;

/// Asks the server that runs on the data directory, or else the house itself, opened for this alone. `reach` says where a link
/// leads that the answer may hold.
///
/// # Errors
/// One sentence for a person.
pub fn ask(place: &Place, reach: Option<&Reach>, method: Method, path: &[&str], body: Option<Value>) -> Result<Value> {
    let dir = place.directory()?;
    owner::become_owner(&dir)?;
    runtime()?.block_on(async {
        let way = Way::open(&dir, reach.map(Urls::configured)).await?;
        let answer = way.ask(method, path, body.as_ref()).await;
        tokio::task::spawn_blocking(move || way.close()).await.map_err(Error::internal)?;
        answer
    })
}

pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)
}
