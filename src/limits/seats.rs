//! Seats: how many connections or sessions may be open at once, in all and per address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Where a request came from; travels with it as an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// A bounded number of seats. Loopback has no bound per address, since a proxy may stand there.
#[derive(Debug)]
pub struct Seats {
    total: usize,
    per_address: usize,
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
}

impl Seats {
    pub fn new(total: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Seats { total, per_address, taken: Mutex::default() })
    }

    /// As many as anybody wants.
    pub fn unlimited() -> Arc<Self> {
        Seats::new(usize::MAX, usize::MAX)
    }

    /// A seat, or nothing when all are taken.
    pub fn take(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let address = address.to_canonical();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let here = taken.by_address.get(&address).copied().unwrap_or(0);
        if taken.total >= self.total || (here >= self.per_address && !address.is_loopback()) {
            return None;
        }
        taken.total += 1;
        taken.by_address.insert(address, here + 1);
        Some(Seat { seats: Arc::clone(self), address })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.total -= 1;
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

    #[test]
    fn one_address_cannot_take_every_seat_and_gives_back_what_it_leaves() {
        let seats = Seats::new(5, 2);
        let (ann, bob): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let first = seats.take(ann).expect("free");
        let _second = seats.take(ann).expect("free");
        assert!(seats.take(ann).is_none(), "Ann has two");
        assert!(seats.take(bob).is_some(), "Bob has none yet");
        drop(first);
        assert!(seats.take(ann).is_some(), "Ann gave one back");
    }
}
