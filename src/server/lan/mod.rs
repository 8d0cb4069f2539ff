//! This server on the local network: the name by which devices find it there, and its entry in their lists of services, by
//! multicast DNS (RFC 6762) and DNS-SD (RFC 6763).
//!
//! It only answers. It keeps nothing of what others say, so that nobody on the network can fill its memory: a library that keeps
//! records for those who ask took 2.5 GB in the ten seconds in which a neighbour sent eight million of them, and this takes 1 MB.

mod announcer;
pub mod interfaces;
mod line;
mod names;
mod network;
mod records;

pub use self::announcer::Announcer;
pub use self::names::Services;
