//! How often a person or an address may do a thing.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use crate::limits::buckets::Buckets;
use crate::limits::rate::Rate;
use crate::protocol::ids::UserId;

pub struct Rates {
    /// 30 at once, then 5 a second, for each person.
    pub send: Buckets<UserId>,
    /// 10 at once, then one a second, for each person.
    pub change: Buckets<UserId>,
    /// 30 at once, then 5 a second, for each person: one search may keep a reader busy for a while.
    pub search: Buckets<UserId>,
    /// 10 at once, then one a minute, for each address.
    pub sign_in: Buckets<IpAddr>,
    /// 10 in 15 minutes, for account and address together: nobody can lock somebody else out.
    pub account: Buckets<(String, IpAddr)>,
    /// 5 an hour, for each address.
    pub register: Buckets<IpAddr>,
    /// The same.
    pub invite: Buckets<IpAddr>,
}

impl Rates {
    pub fn new(held_to: bool) -> Self {
        fn buckets<K: std::hash::Hash + Eq>(held_to: bool, burst: NonZeroU32, per: Duration) -> Buckets<K> {
            Buckets::new(if held_to { Rate::Limited { burst, per } } else { Rate::Unlimited })
        }
        const FIVE: NonZeroU32 = NonZeroU32::new(5).expect("it is five");
        const TEN: NonZeroU32 = NonZeroU32::new(10).expect("it is ten");
        const THIRTY: NonZeroU32 = NonZeroU32::new(30).expect("it is thirty");
        Rates {
            send: buckets(held_to, THIRTY, Duration::from_millis(200)),
            change: buckets(held_to, TEN, Duration::from_secs(1)),
            search: buckets(held_to, THIRTY, Duration::from_millis(200)),
            sign_in: buckets(held_to, TEN, Duration::from_secs(60)),
            account: buckets(held_to, TEN, Duration::from_secs(90)),
            register: buckets(held_to, FIVE, Duration::from_secs(720)),
            invite: buckets(held_to, FIVE, Duration::from_secs(720)),
        }
    }
}
