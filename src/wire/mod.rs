//! Bytes to packets and back, in both directions: no I/O, no state.

pub mod dns;
pub mod engine_io;
pub mod frame;
pub mod socket_io;
