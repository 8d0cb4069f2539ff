//! The interfaces of this machine, and which of them people come by.

use std::net::{IpAddr, SocketAddr};

use if_addrs::Interface;

/// How the names begin of what programs make for containers and virtual machines on this machine.
const INNER: [&str; 13] =
    ["cali", "cni", "docker", "flannel", "incusbr", "lxcbr", "lxdbr", "podman", "vboxnet", "veth", "virbr", "vmnet", "vnet"];

/// Where people reach what listens on `bound`: of "all interfaces" the addresses that there are, networks before this machine
/// alone.
pub fn addresses(bound: SocketAddr) -> Vec<SocketAddr> {
    if !bound.ip().is_unspecified() {
        return vec![bound];
    }
    let found = if_addrs::get_if_addrs().unwrap_or_default();
    let mut addresses: Vec<IpAddr> = found.iter().filter(|found| serves(bound, found)).map(Interface::ip).collect();
    addresses.sort_by_key(|address| (address.is_loopback(), address.is_ipv6()));
    addresses.into_iter().map(|address| SocketAddr::new(address, bound.port())).collect()
}

/// Whether people who know its address reach `bound` by this interface.
fn serves(bound: SocketAddr, interface: &Interface) -> bool {
    if !bound.ip().is_unspecified() {
        return bound.ip() == interface.ip();
    }
    !is_inner(&interface.name)
        && match interface.ip() {
            IpAddr::V4(address) => !address.is_link_local(),
            // Nobody can type the zone that belongs to one of the link's own.
            IpAddr::V6(address) => bound.is_ipv6() && !address.is_unicast_link_local(),
        }
}

/// Whether `bound` is announced there: to people around this machine, not through a tunnel to those elsewhere.
pub fn carries(bound: SocketAddr, interface: &Interface) -> bool {
    serves(bound, interface) && interface.is_oper_up() && !interface.is_loopback() && !interface.is_p2p()
}

/// Whether there is a network to announce `bound` on.
pub fn any_carries(bound: SocketAddr) -> bool {
    if_addrs::get_if_addrs().unwrap_or_default().iter().any(|found| carries(bound, found))
}

fn is_inner(name: &str) -> bool {
    // A bridge of Docker's, and none such as `br-lan`, which routers call their network.
    let numbered = |rest: &str| rest.len() == 12 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    INNER.iter().any(|inner| name.starts_with(inner)) || name.strip_prefix("br-").is_some_and(numbered)
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use if_addrs::{IfAddr, IfOperStatus, Ifv4Addr, Ifv6Addr};

    use super::*;

    fn interface(name: &str, address: &str) -> Interface {
        let addr = match address.parse().expect("an address") {
            IpAddr::V4(ip) => IfAddr::V4(Ifv4Addr { ip, netmask: Ipv4Addr::BROADCAST, prefixlen: 32, broadcast: None }),
            IpAddr::V6(ip) => IfAddr::V6(Ifv6Addr { ip, netmask: Ipv6Addr::UNSPECIFIED, prefixlen: 0, broadcast: None }),
        };
        Interface { name: name.to_owned(), addr, index: Some(1), oper_status: IfOperStatus::Up, is_p2p: false }
    }

    fn bound(text: &str) -> SocketAddr {
        text.parse().expect("an address and a port")
    }

    #[test]
    fn people_come_by_the_networks_around_the_machine_and_not_by_those_inside_it() {
        let all = bound("0.0.0.0:8787");
        for (name, address) in [("eth0", "192.168.1.7"), ("br-lan", "10.0.0.1"), ("br0", "10.0.0.1"), ("enp3s0", "8.8.8.8")] {
            assert!(serves(all, &interface(name, address)) && carries(all, &interface(name, address)), "{name} {address}");
        }
        let inside = ["docker0", "br-0123456789ab", "veth12ab", "virbr0", "cni-podman0", "lxdbr0", "vboxnet0"];
        for name in inside {
            assert!(!serves(all, &interface(name, "172.17.0.1")), "{name}");
        }
        assert!(!serves(all, &interface("eth0", "169.254.3.4")));
        assert!(serves(bound("172.17.0.1:80"), &interface("docker0", "172.17.0.1")), "that is what was asked for");
    }

    #[test]
    fn an_address_is_served_by_a_listener_of_its_kind_alone() {
        let served = |to: &str, address: &str| serves(bound(to), &interface("eth0", address));
        assert!(!served("0.0.0.0:80", "fd00::7") && served("[::]:80", "fd00::7") && served("[::]:80", "10.0.0.7"));
        assert!(!served("[::]:80", "fe80::7"));
        assert!(served("10.0.0.7:80", "10.0.0.7") && !served("10.0.0.7:80", "10.0.0.8"));
    }

    #[test]
    fn nothing_is_announced_to_this_machine_alone_through_a_tunnel_or_on_a_cable_that_is_out() {
        let all = bound("[::]:8787");
        for lo in ["127.0.0.1", "::1"] {
            assert!(serves(all, &interface("lo", lo)) && !carries(all, &interface("lo", lo)), "{lo}");
        }
        let tunnel = Interface { is_p2p: true, ..interface("tailscale0", "100.64.0.7") };
        assert!(serves(all, &tunnel) && !carries(all, &tunnel));
        let out = Interface { oper_status: IfOperStatus::Down, ..interface("eth0", "10.0.0.7") };
        assert!(!carries(all, &out));
    }
}
