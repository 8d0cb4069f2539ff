//! How often a person or an address may do a thing.

use std::net::IpAddr;

use crate::config::Limits;
use crate::limits::buckets::Buckets;
use crate::protocol::ids::{HookId, UserId};

pub struct Rates {
    pub send: Buckets<UserId>,
    /// As much as a person.
    pub hook: Buckets<HookId>,
    /// Editing and deleting.
    pub change: Buckets<UserId>,
    /// Of oneself and of conversations: each is told to many.
    pub rename: Buckets<UserId>,
    /// One search may keep a reader busy for a while.
    pub search: Buckets<UserId>,
    pub sign_in: Buckets<IpAddr>,
    /// For account and address together: nobody can lock somebody else out.
    pub account: Buckets<(String, IpAddr)>,
    pub register: Buckets<IpAddr>,
    /// The same.
    pub invite: Buckets<IpAddr>,
}

impl Rates {
    pub fn new(limits: &Limits) -> Self {
        Rates {
            send: Buckets::new(limits.send_rate),
            hook: Buckets::new(limits.send_rate),
            change: Buckets::new(limits.change_rate),
            rename: Buckets::new(limits.change_rate),
            search: Buckets::new(limits.search_rate),
            sign_in: Buckets::new(limits.sign_in_rate),
            account: Buckets::new(limits.account_rate),
            register: Buckets::new(limits.register_rate),
            invite: Buckets::new(limits.invite_rate),
        }
    }
}
