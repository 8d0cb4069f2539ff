//! This server on the local network: the name by which devices find it there, and its entry in their lists of services.
//!
//! The announcement is a thread of the library's, which asks the network whether a name is free before it takes it (mDNS), and
//! beside it a task of ours that holds it to one name on all networks and lets everybody else know which one that is.

mod announcer;
mod daemon;
pub mod interfaces;
mod names;

pub use self::announcer::Announcer;
pub use self::names::Services;
