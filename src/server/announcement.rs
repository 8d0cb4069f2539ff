//! What the terminal is told: the addresses that people can type, and on an empty database the link that sets it up.

use std::io::{IsTerminal, Write};
use std::net::{IpAddr, SocketAddr};

use super::qr;
use super::tls::link;
use crate::chat::Chat;
use crate::config::origin::Origin;
use crate::error::Result;
use crate::http::install::Install;

/// # Errors
/// `unavailable`.
pub(super) async fn print(urls: &[String], install: Option<&Install>, chat: &Chat) -> Result<()> {
    let mut text = String::from("Parlor is open. On this network:\n");
    for url in urls {
        text.push_str(&format!("  {url}/\n"));
    }
    if let (Some(install), Some(url)) = (install, link(urls)) {
        let print = install.fingerprint();
        text.push_str(&format!("\nHow phones and browsers come to trust the https ones:\n  {url}/install\n  SHA-256 {print}\n"));
    }
    let setup = chat.setup_required().await?.then(|| chat.setup_code());
    if let Some(url) = link(urls) {
        let mut best = format!("{url}/");
        if let Some(code) = setup {
            best.push_str(&format!("#/setup?code={code}"));
            text.push_str(&format!("\nNobody is in yet. Set it up with this link:\n  {best}\n"));
        }
        // Phones read it off the screen; a log would only be full of blocks.
        if std::io::stdout().is_terminal() && is_far(url) {
            text.push_str(&qr::drawn(&best).map(|drawn| format!("\n{drawn}")).unwrap_or_default());
        }
    }
    // Where nobody listens any more, serving goes on.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// Whether other machines come there.
fn is_far(url: &str) -> bool {
    let near = |name: &str| name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    Origin::of_url(url).is_some_and(|origin| !near(origin.name()))
}

/// What people type, without a slash at the end: the names that a proxy or a name server gives it, then its own addresses.
pub fn urls(bound: SocketAddr, public: &[Origin]) -> Vec<String> {
    let named = public.iter().map(ToString::to_string);
    named.chain(addresses(bound).into_iter().map(url)).collect()
}

/// A browser asks port 80 unless told.
fn url(address: SocketAddr) -> String {
    match (address.port(), address.ip()) {
        (80, IpAddr::V4(ip)) => format!("http://{ip}"),
        (80, IpAddr::V6(ip)) => format!("http://[{ip}]"),
        _ => format!("http://{address}"),
    }
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
