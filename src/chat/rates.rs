//! How often a person or an address may do a thing.

use std::net::IpAddr;
use std::time::Duration;

use crate::limits::buckets::Buckets;
use crate::protocol::ids::{HookId, UserId};

pub struct Rates {
    /// 30 at once, then 5 a second, for each person.
    pub send: Buckets<UserId>,
    /// As much as a person, for each hook.
    pub hook: Buckets<HookId>,
    /// 10 at once, then one a second, for each person.
    pub change: Buckets<UserId>,
    /// 10 at once, then one a minute, for each address.
    pub sign_in: Buckets<IpAddr>,
    /// 10 in 15 minutes, for account and address together: nobody can lock somebody else out.
    pub account: Buckets<(String, IpAddr)>,
    /// 5 an hour, for each address.
    pub register: Buckets<IpAddr>,
}

impl Rates {
    pub fn new(held_to: bool) -> Self {
        fn buckets<K: std::hash::Hash + Eq + Clone>(held_to: bool, burst: u32, per: Duration) -> Buckets<K> {
            if held_to { Buckets::new(burst, per) } else { Buckets::disabled() }
        }
        Rates {
            send: buckets(held_to, 30, Duration::from_millis(200)),
            hook: buckets(held_to, 30, Duration::from_millis(200)),
            change: buckets(held_to, 10, Duration::from_secs(1)),
            sign_in: buckets(held_to, 10, Duration::from_secs(60)),
            account: buckets(held_to, 10, Duration::from_secs(90)),
            register: buckets(held_to, 5, Duration::from_secs(720)),
        }
    }
}
