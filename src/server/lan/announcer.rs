//! Keeps this server announced, by one name on all of its networks, and tells how far that is.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use if_addrs::Interface;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};

use super::interfaces;
use super::line::Heard;
use super::names::{Names, Services};
use super::network::Network;
use super::records::Records;
use crate::chat::Chat;
use crate::protocol::control::Announcement;
use crate::server::closing::{Closing, Stage};

/// Between two looks at interfaces, of which nobody tells.
const LOOK: Duration = Duration::from_secs(5);

/// Goodbye is said twice, since one packet may be lost.
const GOODBYE: Duration = Duration::from_millis(100);

/// Messages that wait to be heard. Past them they are lost, and asked again.
const HEARD: usize = 64;

/// After so many names that were taken there is a pause before each.
const MANY: u32 = 15;

/// With nothing to do before the next look.
const LATER: Duration = Duration::from_secs(3600);

pub struct Announcer {
    bound: SocketAddr,
    services: Services,
    /// The host that is wished for.
    host: String,
    chat: Arc<Chat>,
    state: watch::Sender<Announcement>,
    names: Names,
    /// What the space was called when the names were chosen.
    entry: String,
    networks: Vec<Network>,
    /// Every address of this machine, and those that it had until the last look.
    ours: Vec<IpAddr>,
    before: Vec<IpAddr>,
    /// Why a network could not be opened.
    trouble: Option<io::Error>,
    /// Names that were taken, one after the other.
    taken: u32,
}

impl Announcer {
    /// For a server that listens on `bound`; the `host` is without `.local`. The state is for those who tell people.
    pub fn new(bound: SocketAddr, services: Services, host: String, chat: Arc<Chat>, state: watch::Sender<Announcement>) -> Self {
        let names = Names::wished(&host, &chat.server_settings().server_name);
        let entry = names.entry.clone();
        let (networks, ours, before) = (Vec::new(), Vec::new(), Vec::new());
        Announcer { bound, services, host, chat, state, names, entry, networks, ours, before, trouble: None, taken: 0 }
    }

    /// Until the server leaves and goodbye is said.
    pub async fn run(mut self, closing: Closing) {
        let (to, mut heard) = mpsc::channel(HEARD);
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        if !interfaces::any_carries(self.bound) {
            tracing::info!("there is no network to announce this server on; it is announced once there is one");
        }
        loop {
            let due = self.networks.iter().filter_map(Network::due).min().unwrap_or_else(|| Instant::now() + LATER);
            tokio::select! {
                () = closing.comes_to(Stage::Leaving) => break,
                _ = look.tick() => self.look(&to).await,
                Some(message) = heard.recv() => self.hear(message).await,
                () = sleep_until(due) => self.act().await,
            }
            self.tell();
        }
        if self.networks.iter().any(|network| network.announced) {
            self.say_goodbye().await;
            sleep(GOODBYE).await;
            self.say_goodbye().await;
        }
    }

    /// Follows the networks that come and go, and the name of the space.
    async fn look(&mut self, to: &mpsc::Sender<Heard>) {
        let found = if_addrs::get_if_addrs().unwrap_or_default();
        let now = found.iter().map(Interface::ip).collect();
        self.before = std::mem::replace(&mut self.ours, now);
        let mut there: BTreeMap<u32, Vec<Interface>> = BTreeMap::new();
        for interface in found.into_iter().filter(|interface| interfaces::carries(self.bound, interface)) {
            there.entry(interface.index.unwrap_or_default()).or_default().push(interface);
        }
        let was_alone = self.networks.is_empty();
        self.networks.retain(|network| there.contains_key(&network.index));
        let wished = Names::wished(&self.host, &self.chat.server_settings().server_name);
        if was_alone {
            // Another network, perhaps, on which all names are free, or none of them.
            (self.names, self.entry) = (wished.clone(), wished.entry.clone());
        }
        self.trouble = None;
        for (index, interfaces) in there {
            let at = self.networks.iter().position(|network| network.index == index);
            if at.is_some_and(|at| self.networks[at].interfaces == interfaces) {
                continue;
            }
            match (Network::open(interfaces, to), at) {
                (Ok(network), Some(at)) => self.networks[at] = network.goes_on_from(&self.networks[at]),
                (Ok(network), None) => self.networks.push(network),
                (Err(error), _) => self.trouble = Some(error),
            }
        }
        if wished.entry != self.entry {
            self.entry.clone_from(&wished.entry);
            self.rename(Names { entry: wished.entry, ..self.names.clone() }).await;
        }
    }

    async fn hear(&mut self, heard: Heard) {
        let Some(at) = self.networks.iter().position(|network| network.index == heard.index) else { return };
        let records = self.records(&self.networks[at]);
        let ours = [&self.ours[..], &self.before].concat();
        if let Some(taken) = self.networks[at].hear(heard, &records, &ours).await {
            self.taken += 1;
            self.rename(self.names.after(taken)).await;
        }
    }

    async fn act(&mut self) {
        for at in 0..self.networks.len() {
            let records = self.records(&self.networks[at]);
            self.networks[at].act(&records, LOOK).await;
        }
    }

    async fn rename(&mut self, names: Names) {
        self.say_goodbye().await;
        self.names = names;
        let pause = if self.taken > MANY { LOOK } else { Duration::ZERO };
        self.networks.iter_mut().for_each(|network| network.begin(Instant::now() + pause));
    }

    async fn say_goodbye(&self) {
        for network in self.networks.iter().filter(|network| network.announced) {
            network.say_goodbye(&self.records(network)).await;
        }
    }

    fn records(&self, network: &Network) -> Records {
        Records::new(&self.names, self.services, &network.addresses())
    }

    /// Lets everybody else know how far it is.
    fn tell(&mut self) {
        let host = self.names.full_host();
        let now = if self.networks.iter().any(|network| network.announced) {
            self.taken = 0;
            let wished = Names { host: self.host.clone(), ..self.names.clone() }.full_host();
            Announcement::Confirmed { name: host, wished, entry: self.names.entry.clone() }
        } else if self.networks.iter().any(|network| network.trouble.is_none()) {
            // A host stays confirmed while only what it is listed as is asked for.
            if matches!(&*self.state.borrow(), Announcement::Confirmed { name, .. } if *name == host) {
                return;
            }
            Announcement::Asking
        } else if let Some(why) = self.networks.iter().find_map(|network| network.trouble.as_ref()).or(self.trouble.as_ref()) {
            Announcement::Unheard { why: why.to_string() }
        } else {
            Announcement::Waiting
        };
        if *self.state.borrow() != now {
            if let Announcement::Unheard { why } = &now {
                tracing::warn!(why, "this server is not announced on the local network; people find it by its addresses");
            }
            self.state.send_replace(now);
        }
    }
}
