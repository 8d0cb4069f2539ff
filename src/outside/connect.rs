//! The way out: a host becomes an address, the address is looked up in the list, and exactly that address is connected to.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::addresses::Addresses;
use super::target::Target;

/// For one address, so that a dead one leaves time for the next.
const PATIENCE: Duration = Duration::from_secs(4);

/// Addresses of one host that are tried.
const TRIES: usize = 4;

/// # Errors
/// Why not, in words for an administrator.
pub(super) async fn connect(target: &Target, allowed: &Addresses) -> Result<TcpStream, String> {
    let forbidden = || format!("{} is not among the addresses that webhooks may reach", target.host);
    // Not even the name server hears of what is not allowed.
    if !allowed.may_hold(target) {
        return Err(forbidden());
    }
    let named = allowed.name(target);
    let found = resolve(target).await?;
    let good: Vec<SocketAddr> = found.into_iter().filter(|address| named || allowed.hold(*address)).take(TRIES).collect();
    let mut failure = forbidden();
    for address in good {
        match timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => failure = format!("no connection: {}", error.kind()),
            Err(_) => failure = "no connection: timed out".to_owned(),
        }
    }
    Err(failure)
}

async fn resolve(target: &Target) -> Result<Vec<SocketAddr>, String> {
    if let Ok(ip) = target.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, target.port)]);
    }
    let found = lookup_host((target.host.as_str(), target.port)).await;
    Ok(found.map_err(|_| format!("the host {} cannot be found", target.host))?.collect())
}
