//! Seats: how many connections or sessions may be open at once, in all and per address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::networks::Networks;

/// Who a request is from: the other end of its connection, or whom a trusted proxy there speaks for. Travels with it as an
/// extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// A bounded number of seats.
#[derive(Debug)]
pub struct Seats {
    total: usize,
    per_address: usize,
    /// Without a bound per address, as loopback is: those who sit there may be many.
    apart: Networks,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// One seat, given back when dropped.
#[derive(Debug)]
pub struct Seat {
    seats: Arc<Seats>,
    address: IpAddr,
    /// The proxy's seat that this one is behind; it counts in all, and this one does not.
    proxy: Option<Arc<Seat>>,
}

impl Seats {
    pub fn new(total: usize, per_address: usize) -> Arc<Self> {
        Seats::with_apart(total, per_address, Networks::default())
    }

    /// With proxies, behind which many may sit.
    pub fn with_apart(total: usize, per_address: usize, apart: Networks) -> Arc<Self> {
        Arc::new(Seats { total, per_address, apart, taken: Mutex::default() })
    }

    /// As many as anybody wants.
    pub fn unlimited() -> Arc<Self> {
        Seats::new(usize::MAX, usize::MAX)
    }

    /// A seat, or nothing when all are taken.
    pub fn take(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        self.seat(address, None)
    }

    fn seat(self: &Arc<Self>, address: IpAddr, proxy: Option<Arc<Seat>>) -> Option<Seat> {
        let address = address.to_canonical();
        let mut taken = self.taken();
        if proxy.is_none() && taken.total >= self.total {
            return None;
        }
        let bounded = !address.is_loopback() && !self.apart.contain(address);
        let here = taken.by_address.get(&address).copied().unwrap_or(0);
        if bounded && here >= self.per_address {
            return None;
        }
        taken.total += usize::from(proxy.is_none());
        taken.by_address.insert(address, here + 1);
        Some(Seat { seats: Arc::clone(self), address, proxy })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// A seat for somebody whose request came through the connection that holds this one; nothing when the address has
    /// enough. This one is kept for as long.
    pub fn behind(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        self.seats.seat(address, Some(Arc::clone(self)))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        taken.total -= usize::from(self.proxy.is_none());
        if let Some(here) = taken.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                taken.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const BOB: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));
    const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 168, 0, 1));

    #[test]
    fn one_address_cannot_take_every_seat_and_gives_back_what_it_leaves() {
        let seats = Seats::new(5, 2);
        let first = seats.take(ANN).expect("free");
        let _second = seats.take(ANN).expect("free");
        assert!(seats.take(ANN).is_none(), "Ann has two");
        assert!(seats.take(BOB).is_some(), "Bob has none yet");
        drop(first);
        assert!(seats.take(ANN).is_some(), "Ann gave one back");
    }

    #[test]
    fn a_proxy_holds_the_seats_of_many_and_each_of_them_has_a_bound() {
        let seats = Seats::with_apart(4, 2, Networks::new(vec![PROXY.into()]));
        let connections: Vec<_> = (0..4).map(|_| Arc::new(seats.take(PROXY).expect("apart"))).collect();
        assert!(seats.take(PROXY).is_none(), "in all there are four");
        let first = connections[0].behind(ANN).expect("free, though all connections are taken");
        let _second = connections[1].behind(ANN).expect("free");
        assert!(connections[2].behind(ANN).is_none(), "Ann has two");
        assert!(connections[2].behind(BOB).is_some(), "Bob has none");
        assert!((0..9).map(|_| connections[3].behind(PROXY)).all(|seat| seat.is_some()), "the proxy itself has no bound");
        drop(connections);
        assert_eq!(seats.taken().total, 2, "Ann's two keep their connections");
        drop(first);
        assert_eq!(seats.taken().total, 1);
    }
}
