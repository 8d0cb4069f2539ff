//! Parlor: a chat appliance in a single file.
//!
//! ```text
//! GROUND  error, protocol/, text/, wire/   words and bytes: no I/O, no state
//! FIRST   store/, auth/, limits/, media/   what is kept, counted and recognised
//! SECOND  chat/                            the rules of the house
//! THIRD   socket/, http/                   two doors into the same rooms
//! ROOF    server/, cli/                    listeners, shutdown, commands
//! ```

#![deny(unsafe_code)]

pub mod auth;
pub mod chat;
pub mod cli;
pub mod error;
pub mod http;
pub mod limits;
pub mod media;
pub mod memory;
pub mod protocol;
pub mod server;
pub mod socket;
pub mod store;
pub mod text;
pub mod wire;
