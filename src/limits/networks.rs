//! Networks: addresses that are treated alike.

use std::net::IpAddr;

use ipnet::IpNet;

#[derive(Clone, Debug, Default)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    pub fn new(networks: Vec<IpNet>) -> Self {
        Networks(networks)
    }

    /// An IPv4 address is found however it is written.
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_the_network_that_it_is_in_and_to_no_other() {
        let networks = ["10.0.0.0/8", "192.168.1.7/32", "fd00::/8"].map(|network| network.parse().expect("a network"));
        let networks = Networks::new(networks.into());
        for (address, inside) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("11.1.2.3", false),
            ("192.168.1.7", true),
            ("192.168.1.8", false),
            ("fd12::1", true),
            ("fe80::1", false),
            ("::1", false),
        ] {
            assert_eq!(networks.contain(address.parse().expect("an address")), inside, "{address}");
        }
        assert!(!Networks::default().contain([127, 0, 0, 1].into()), "none unless configured");
    }
}
