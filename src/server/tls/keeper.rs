//! Looks whether the certificate still does, and puts another in its place where it does not.

use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};

use super::authority::Authority;
use super::leaf::Leaf;
use super::names::Names;
use super::now;
use super::own::{Own, Stamp};
use super::shelf::Shelf;
use super::x509::Facts;
use crate::error::Result;
use crate::server::urls::Urls;

/// Between two looks at addresses, at the clock, or at files. Nobody tells of all three.
const LOOK: Duration = Duration::from_secs(2);

/// Seconds.
const DAY: i64 = 24 * 60 * 60;

/// A certificate that ends sooner is worth a word.
const SOON: i64 = 14 * DAY;

pub struct Keeper {
    source: Kept,
    /// Where connections find the certificate of now.
    pub shelf: Arc<Shelf>,
}

enum Kept {
    Authority { authority: Box<Authority>, leaf: Leaf, urls: Urls, wished: String },
    Files { own: Own, seen: Stamp },
}

impl Keeper {
    pub fn of_authority(authority: Authority, urls: Urls, wished: String) -> Result<Self> {
        let names = Names::now(urls.hosts(), &wished, &authority.facts.permitted);
        let leaf = Leaf::make(&authority, names, now())?;
        if authority.facts.until - now() < 366 * DAY {
            tracing::warn!("the private authority ends within a year; remove its folder tls in the data directory for a new one");
        }
        let shelf = Arc::new(Shelf::new(Arc::clone(&leaf.key)));
        Ok(Keeper { source: Kept::Authority { authority: Box::new(authority), leaf, urls, wished }, shelf })
    }

    pub fn of_files(own: Own) -> Result<Self> {
        let seen = own.stamp();
        let (key, facts) = own.load()?;
        warn_of_end(&facts);
        Ok(Keeper { source: Kept::Files { own, seen }, shelf: Arc::new(Shelf::new(key)) })
    }

    pub async fn run(self) {
        let shelf = self.shelf;
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        match self.source {
            Kept::Authority { authority, mut leaf, mut urls, wished } => loop {
                tokio::select! {
                    _ = look.tick() => {}
                    () = urls.announcement_changes() => {}
                }
                let names = Names::now(urls.hosts(), &wished, &authority.facts.permitted);
                if leaf.does(&names, now()) {
                    continue;
                }
                match Leaf::make(&authority, names, now()) {
                    Ok(made) => {
                        leaf = made;
                        shelf.put(Arc::clone(&leaf.key));
                        tracing::info!("the certificate was made anew for the names, addresses and time of now");
                    }
                    Err(error) => tracing::error!(%error, "the certificate cannot be made anew; the old one stays"),
                }
            },
            Kept::Files { own, mut seen } => {
                let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
                let mut last = seen;
                loop {
                    let asked = tokio::select! {
                        _ = look.tick() => false,
                        told = hangup.recv() => told.is_some(),
                    };
                    let stamp = own.stamp();
                    // One file is written before the other: they are read once both have come to rest.
                    let rests = std::mem::replace(&mut last, stamp) == stamp;
                    if !asked && (stamp == seen || !rests) {
                        continue;
                    }
                    seen = stamp;
                    match own.load() {
                        Ok((key, facts)) => {
                            shelf.put(key);
                            warn_of_end(&facts);
                            tracing::info!("the certificate was read again");
                        }
                        Err(error) => tracing::warn!("{} The old certificate stays.", error.reason()),
                    }
                }
            }
        }
    }
}

fn warn_of_end(facts: &Facts) {
    match facts.until - now() {
        left if left <= 0 => tracing::warn!("the certificate has expired; browsers refuse it until --tls-cert names a new one"),
        left if left < SOON => tracing::warn!("the certificate expires in {} days", left / DAY),
        _ if facts.from > now() => tracing::warn!("the certificate is not valid yet, by this machine's clock"),
        _ => {}
    }
}
