//! By which names and addresses people on this network may call this machine now.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::x509::Permitted;
use crate::config::origin::Host;

/// Addresses in one certificate; a machine with more networks than that names the first.
const ADDRESSES: usize = 100;

/// What a certificate is made for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub names: BTreeSet<String>,
    pub addresses: BTreeSet<IpAddr>,
}

impl Names {
    /// Those that the authority may vouch for, as things are now; `hosts` are what people are told to call it, the
    /// announced name among them, and `wished` is the one that is announced unless another machine has it: it is in from the
    /// beginning, so that nobody comes by it too early.
    pub fn now(hosts: Vec<String>, wished: &str, permitted: &Permitted) -> Self {
        let mut names = BTreeSet::from(["localhost".to_owned(), wished.to_owned(), machine()]);
        names.extend(["local", "lan", "home.arpa", "internal"].map(|network| format!("{}.{network}", machine())));
        names.extend(whole_machine());
        let mut addresses: BTreeSet<IpAddr> = ["127.0.0.1", "::1"].iter().filter_map(|address| address.parse().ok()).collect();
        let found = if_addrs::get_if_addrs().unwrap_or_default();
        addresses.extend(found.iter().map(if_addrs::Interface::ip).filter(|address| match address {
            IpAddr::V4(_) => true,
            // Nobody can type the zone that belongs to one of these.
            IpAddr::V6(address) => !address.is_unicast_link_local(),
        }));
        for host in hosts {
            match host.parse() {
                Ok(address) => _ = addresses.insert(address),
                Err(_) => _ = names.insert(host),
            }
        }
        names.retain(|name| permitted.holds_name(name));
        addresses.retain(|address| permitted.holds_address(*address));
        Names { names, addresses: addresses.into_iter().take(ADDRESSES).collect() }
    }
}

/// This machine's own name, without that of its network.
pub fn machine() -> String {
    let name = host().map(|host| host.name).filter(|name| name.parse::<IpAddr>().is_err());
    name.and_then(|name| Some(name.split('.').next()?.replace('_', "-"))).unwrap_or_else(|| "parlor".to_owned())
}

/// The same with its network, where it has one.
pub fn whole_machine() -> Option<String> {
    host().filter(|host| host.name.contains('.') && !host.is_address()).map(|host| host.name)
}

fn host() -> Option<Host> {
    Host::parse(hostname::get().ok()?.to_str()?)
}
