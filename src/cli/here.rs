//! How a verb comes to what is kept on this machine.

use std::path::PathBuf;

use serde_json::Value;
use warp::http::Method;

use crate::archive::exchange;
use crate::config::{Place, Reach};
use crate::error::{Code, Error, Result};
use crate::server::control::Way;
use crate::server::lock::DataDir;
use crate::server::owner;
use crate::server::readers::Reading;
use crate::server::urls::Urls;
use crate::store::copies::Source;

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

/// What is kept in a data directory, for a verb that reads the files themselves for a while, beside a server or without one.
pub struct Kept {
    pub dir: PathBuf,
    pub source: Source,
    _reading: Reading,
}

/// Opened with the rights of its owner: what SQLite makes beside a database is to be the owner's.
///
/// # Errors
/// One sentence for a person.
pub fn kept(place: &Place) -> Result<Kept> {
    let dir = place.directory()?;
    let (shown, database) = (dir.display(), dir.join("parlor.db"));
    let fault = |text| Error::new(Code::Unavailable, text);
    match database.try_exists() {
        Ok(true) => {}
        Ok(false) if exchange::is_unfinished(&dir) => {}
        Ok(false) => return Err(fault(format!("There is no database in {shown}; name another directory with --data-dir."))),
        Err(error) => return Err(fault(format!("{shown} cannot be read ({error}); run this as its owner."))),
    }
    let (source, reading) = owner::within(&dir, || {
        if exchange::is_unfinished(&dir) {
            DataDir::open(&dir)?;
        }
        let reading = Reading::begin(&dir)?;
        Ok((Source::open(&database)?, reading))
    })?;
    Ok(Kept { dir, source, _reading: reading })
}

pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)
}
