//! What a server goes by on the local network: a host, and an entry in lists of services.

use mdns_sd::ServiceInfo;

const HTTP: &str = "_http._tcp.local.";
const HTTPS: &str = "_https._tcp.local.";

/// Bytes of an entry; with a number behind it, it still fits into a label.
const ENTRY: usize = 56;

/// Ports that are announced.
#[derive(Clone, Copy, Debug)]
pub struct Services {
    pub http: u16,
    /// Nothing where HTTPS is off.
    pub https: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Without `.local`.
    pub host: String,
    /// As people read it.
    pub entry: String,
}

impl Names {
    /// For a space of that name.
    pub fn wished(host: &str, space: &str) -> Self {
        // A dot would part the name in two, and the library renames only what is before the first one.
        let words: Vec<&str> = space.split(|letter: char| ".\\".contains(letter) || letter.is_whitespace()).collect();
        let mut entry = words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        entry.truncate(entry.floor_char_boundary(ENTRY));
        let entry = entry.trim_end().to_owned();
        Names { host: host.to_owned(), entry: if entry.is_empty() { "Parlor".to_owned() } else { entry } }
    }

    /// Such as `parlor.local`.
    pub fn full_host(&self) -> String {
        format!("{}.local", self.host)
    }

    /// What is announced by these names, of which the library fills in addresses.
    ///
    /// # Errors
    /// Those of the library.
    pub fn announced(&self, services: Services) -> mdns_sd::Result<Vec<ServiceInfo>> {
        let host = format!("{}.", self.full_host());
        let one = |kind, port| {
            ServiceInfo::new(kind, &self.entry, &host, (), port, &[("path", "/")][..]).map(ServiceInfo::enable_addr_auto)
        };
        let https = services.https.map(|port| one(HTTPS, port));
        std::iter::once(one(HTTP, services.http)).chain(https).collect()
    }

    /// Those of which the library says that it has announced them, by its event's two texts: the whole of an entry, and either
    /// `HOST.local.:INTERFACE` or a list of addresses, in which case the host was never changed.
    pub fn heard(&self, entry: &str, place: &str) -> Option<Names> {
        let kind = [HTTP, HTTPS].into_iter().find_map(|kind| entry.strip_suffix(kind)?.strip_suffix('.'));
        let host = place.split_once(".local.:").map_or(self.host.as_str(), |(host, _)| host);
        Some(Names { host: host.to_owned(), entry: kind?.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_what_people_call_the_space_as_far_as_it_fits() {
        let entry = |space: &str| Names::wished("parlor", space).entry;
        assert_eq!(entry("The Harbour"), "The Harbour");
        assert_eq!(entry(" St. John's \\ Inn "), "St John's Inn");
        assert_eq!(entry(" . "), "Parlor");
        let long = entry(&"茶館".repeat(30));
        assert!(long.len() <= ENTRY && long.starts_with("茶館茶館"), "{long}");
    }

    #[test]
    fn what_was_announced_is_told_from_what_was_wished() {
        let wished = Names::wished("parlor", "The Harbour");
        let named = |host: &str, entry: &str| Names { host: host.into(), entry: entry.into() };
        assert_eq!(wished.heard("The Harbour._http._tcp.local.", "[192.168.1.7]"), Some(wished.clone()));
        assert_eq!(wished.heard("The Harbour._https._tcp.local.", "parlor.local.:eth0"), Some(wished.clone()));
        let renamed = wished.heard("The Harbour (2)._http._tcp.local.", "parlor-2.local.:eth0:1");
        assert_eq!(renamed, Some(named("parlor-2", "The Harbour (2)")));
        assert_eq!(wished.heard("Printer._ipp._tcp.local.", "[10.0.0.7]"), None);
    }
}
