//! What administrators may change while the server runs: its name, who may come in, how long messages are kept.

use std::sync::Arc;

use super::Chat;
use super::access::Administrator;
use super::audit;
use super::caller::Caller;
use super::outcome::{Outcome, Step};
use super::people;
use crate::error::{Error, Result};
use crate::protocol::admin::{EditServerSettings, ServerSettings};
use crate::store::settings as kept;

/// Days: a century.
const RETENTION: std::ops::RangeInclusive<i64> = 1..=36_500;

/// Addresses that webhooks may reach.
const ADDRESSES: usize = 100;

/// Bytes of a host's name.
const HOST: usize = 253;

impl Chat {
    /// As they are at this moment, from memory.
    pub fn server_settings(&self) -> Arc<ServerSettings> {
        self.live.get()
    }

    /// # Errors
    /// `forbidden` for members.
    pub async fn read_settings(&self, caller: &Caller) -> Result<ServerSettings> {
        let user = caller.user;
        self.read(move |connection| Administrator::prove(connection, user).map(drop)).await?;
        Ok((*self.live.get()).clone())
    }

    /// # Errors
    /// `forbidden` for members, `bad_request` for a value that will not do.
    pub async fn edit_settings(&self, caller: &Caller, body: EditServerSettings) -> Result<ServerSettings> {
        let user = caller.user;
        let wanted = checked(body);
        let live = Arc::clone(&self.live);
        self.commit(move |connection| {
            let administrator = Administrator::prove(connection, user)?;
            let wanted = wanted?;
            let before = kept::load(connection)?;
            let after = ServerSettings {
                registration: wanted.registration.unwrap_or(before.registration),
                server_name: wanted.server_name.unwrap_or_else(|| before.server_name.clone()),
                member_invites: wanted.member_invites.unwrap_or(before.member_invites),
                retention_days: wanted.retention_days.unwrap_or(before.retention_days),
                webhook_addresses: wanted.webhook_addresses.unwrap_or_else(|| before.webhook_addresses.clone()),
            };
            let changed = kept::save(connection, &before, &after)?;
            if !changed.is_empty() {
                audit::note(connection, administrator.actor(), "settings_changed", None, Some(changed.into()))?;
            }
            // The option holds in memory alone, until it is set anew.
            let registration = wanted.registration.unwrap_or(live.get().registration);
            let now = ServerSettings { registration, ..after };
            Ok(Outcome::new(now.clone(), vec![Step::Set(Arc::new(now))]))
        })
        .await
    }
}

fn checked(mut wanted: EditServerSettings) -> Result<EditServerSettings> {
    if let Some(name) = &mut wanted.server_name {
        *name = people::clean(name).ok_or_else(|| people::wrong_name("serverName"))?;
    }
    if let Some(days) = wanted.retention_days {
        check_retention(days)?;
    }
    if let Some(addresses) = &mut wanted.webhook_addresses {
        if addresses.len() > ADDRESSES {
            return Err(Error::bad_request(format!("Name at most {ADDRESSES} addresses.")).field("webhookAddresses"));
        }
        for address in addresses.iter_mut() {
            *address = address.trim().to_lowercase();
            if !is_address(address) {
                let message = "An address is written as host, host:port, address, address:port or network/bits.";
                return Err(Error::bad_request(message).field("webhookAddresses"));
            }
        }
    }
    Ok(wanted)
}

/// # Errors
/// `bad_request`, for what is neither a number of days nor none.
pub(super) fn check_retention(days: Option<i64>) -> Result<()> {
    if days.is_none_or(|days| RETENTION.contains(&days)) {
        return Ok(());
    }
    let message = format!("Messages are kept for {} to {} days, or for ever (null).", RETENTION.start(), RETENTION.end());
    Err(Error::bad_request(message).field("retentionDays"))
}

/// `host`, `host:port`, `address`, `address:port` or `network/bits`; an IPv6 address with a port stands in brackets.
fn is_address(text: &str) -> bool {
    use std::net::{IpAddr, SocketAddr};
    if let Some((network, bits)) = text.split_once('/') {
        let most = |network: IpAddr| if network.is_ipv4() { 32 } else { 128 };
        return network.parse().is_ok_and(|network| bits.parse::<u8>().is_ok_and(|bits| bits <= most(network)));
    }
    if text.parse::<IpAddr>().is_ok() || text.parse::<SocketAddr>().is_ok_and(|address| address.port() > 0) {
        return true;
    }
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let good = |label: &str| {
        let mut letters = label.chars();
        !label.is_empty()
            && label.len() <= 63
            && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A last label of digits alone is an address that is none.
    let named = host.rsplit('.').next().is_some_and(|last| !last.chars().all(|letter| letter.is_ascii_digit()));
    let port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    host.len() <= HOST && named && host.split('.').all(good) && port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_webhooks_may_reach_is_a_host_an_address_or_a_network() {
        for good in [
            "nas",
            "nas:8080",
            "home.example.net",
            "home.example.net:443",
            "10.0.0.7",
            "10.0.0.7:9000",
            "10.0.0.0/8",
            "0.0.0.0/0",
            "::1",
            "[::1]:8080",
            "fd00::/8",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            ":80",
            "nas:",
            "nas:0",
            "nas:65536",
            "nas/8",
            "10.0.0.0/33",
            "fd00::/129",
            "10.0.0",
            "10.0.0.256",
            "[::1]",
            "::1:x",
            "http://nas",
            "nas/path",
            "a b",
            "-nas",
            "nas-",
            "a..b",
            "user@nas",
            "10.0.0.7:0",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
