//! This server on the local network: the name by which devices find it there, and its entry in their lists of services, by
//! multicast DNS (RFC 6762) and DNS-SD (RFC 6763).
//!
//! It only answers. It keeps nothing of what others say, so that nobody on the network can fill its memory.

mod announcer;
pub mod interfaces;
mod line;
mod names;
mod network;
mod records;

pub use self::announcer::Announcer;
pub use self::names::Services;
