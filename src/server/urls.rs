//! Where people find this server, as things are at the moment.

use std::net::SocketAddr;

use tokio::sync::watch;

use super::lan::{Services, interfaces};
use super::tls;
use crate::config::origin::Origin;
use crate::config::{Reach, Source};
use crate::error::Result;
use crate::protocol::control::Announcement;

#[derive(Clone)]
pub struct Urls {
    bound: SocketAddr,
    /// The names that a proxy or a name server gives it.
    public: Vec<Origin>,
    source: Source,
    /// The port that HTTPS is spoken on.
    secure: u16,
    announcement: watch::Receiver<Announcement>,
}

impl Urls {
    /// Of a server that listens on `bound` and on these `ports`, and is announced as it says meanwhile.
    ///
    /// # Errors
    /// One sentence where options contradict each other.
    pub fn new(reach: &Reach, bound: SocketAddr, ports: &[u16], announcement: watch::Receiver<Announcement>) -> Result<Self> {
        let secure = if ports.contains(&443) { 443 } else { bound.port() };
        Ok(Urls { bound, public: reach.public_url.clone(), source: reach.secure.source()?, secure, announcement })
    }

    /// Where a server would be found that is started as is configured.
    pub fn configured(reach: &Reach) -> Self {
        let (_, announcement) = watch::channel(Announcement::Off);
        let (bound, public) = (reach.listen, reach.public_url.clone());
        // Options that contradict each other are for the server to complain of.
        let source = reach.secure.source().unwrap_or(Source::Off);
        Urls { bound, public, source, secure: bound.port(), announcement }
    }

    /// The best first, without a slash at the end.
    pub fn now(&self) -> Vec<String> {
        let mut urls: Vec<String> = self.public.iter().map(ToString::to_string).collect();
        let (near, far): (Vec<_>, Vec<_>) =
            interfaces::addresses(self.bound).into_iter().partition(|address| address.ip().is_loopback());
        let name = self.name().map(|name| url(&name, self.bound.port()));
        urls.extend(far.into_iter().map(of_address).chain(name).chain(near.into_iter().map(of_address)));
        tls::with_https(urls, self.public.len(), &self.source, self.secure)
    }

    /// Those by the name that is announced.
    pub fn named(&self) -> Vec<String> {
        let Some(name) = self.name() else { return Vec::new() };
        let is_named = |url: &String| Origin::of_url(url).is_some_and(|origin| origin.name() == name);
        self.now().into_iter().filter(is_named).collect()
    }

    /// What it is called by, other than its addresses.
    pub fn hosts(&self) -> Vec<String> {
        self.public.iter().map(|origin| origin.name().to_owned()).chain(self.name()).collect()
    }

    /// What is announced of them.
    pub fn services(&self) -> Services {
        Services { http: self.bound.port(), https: (self.source != Source::Off).then_some(self.secure) }
    }

    /// How far the announcement is.
    pub fn announcement(&self) -> Announcement {
        self.announcement.borrow().clone()
    }

    /// Waits until that is another one; for ever, where nobody announces.
    pub async fn announcement_changes(&mut self) {
        if self.announcement.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    fn name(&self) -> Option<String> {
        match self.announcement() {
            Announcement::Confirmed { name, .. } => Some(name),
            _ => None,
        }
    }
}

fn of_address(address: SocketAddr) -> String {
    let host = match address {
        SocketAddr::V4(address) => address.ip().to_string(),
        SocketAddr::V6(address) => format!("[{}]", address.ip()),
    };
    url(&host, address.port())
}

/// A browser asks port 80 unless told.
fn url(host: &str, port: u16) -> String {
    if port == 80 { format!("http://{host}") } else { format!("http://{host}:{port}") }
}
