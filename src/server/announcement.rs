//! What the terminal is told: the addresses that people can type, and on an empty database the link that sets it up.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};

use crate::chat::Chat;
use crate::error::Result;

/// # Errors
/// `unavailable`.
pub(super) async fn print(bound: SocketAddr, chat: &Chat) -> Result<()> {
    let addresses = addresses(bound);
    let mut text = String::from("Parlor is open. On this network:\n");
    for address in &addresses {
        text.push_str(&format!("  http://{address}/\n"));
    }
    if let (true, Some(address)) = (chat.setup_required().await?, addresses.first()) {
        let code = chat.setup_code();
        text.push_str(&format!("\nNobody is in yet. Set it up with this link:\n  http://{address}/#/setup?code={code}\n"));
    }
    // Where nobody listens any more, serving goes on.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// Where people reach it: of "all interfaces" the addresses that there are, networks before this machine alone.
fn addresses(bound: SocketAddr) -> Vec<SocketAddr> {
    if !bound.ip().is_unspecified() {
        return vec![bound];
    }
    let mut addresses: Vec<IpAddr> = if_addrs::get_if_addrs().unwrap_or_default().iter().map(if_addrs::Interface::ip).collect();
    addresses.retain(|address| match address {
        IpAddr::V4(address) => !address.is_link_local(),
        IpAddr::V6(address) => bound.is_ipv6() && !address.is_unicast_link_local(),
    });
    addresses.sort_by_key(|address| (address.is_loopback(), address.is_ipv6()));
    addresses.into_iter().map(|address| SocketAddr::new(address, bound.port())).collect()
}
