//! What leaves the house: one request at a time, to an address that an administrator allowed, and nothing else. No redirect is
//! followed, no proxy is asked, and what was looked at is what is connected to.

pub mod addresses;
pub mod answer;
mod connect;
pub mod letter;
mod post;
mod signature;
pub mod target;
mod tls;
