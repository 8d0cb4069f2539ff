//! How many and how often: counted per address, person and server, kept in memory alone.

pub mod buckets;
pub mod networks;
pub mod rate;
pub mod seats;
