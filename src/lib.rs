//! Parlor: a chat appliance in a single file.
//!
//! ```text
//! GROUND  error, protocol/, text/, wire/   words and bytes: no I/O, no state
//!         metrics                          what the server counts about itself
//!         limits/, config/                 how much and how often, and the one table of options
//! FIRST   store/, auth/, media/            what is kept and recognised
//!         outside/                         the one way out
//!         archive/, export/                a house in one file, and one that is read without us
//! SECOND  chat/                            the rules of the house
//! THIRD   socket/, http/                   two doors into the same rooms
//! ROOF    server/, cli/                    listeners, the name on the LAN, shutdown, commands
//! ```

#![deny(unsafe_code)]

pub mod archive;
pub mod auth;
pub mod chat;
pub mod cli;
pub mod config;
pub mod error;
pub mod export;
pub mod http;
pub mod limits;
pub mod media;
pub mod memory;
pub mod metrics;
pub mod outside;
pub mod protocol;
pub mod server;
pub mod socket;
pub mod store;
pub mod text;
pub mod wire;
