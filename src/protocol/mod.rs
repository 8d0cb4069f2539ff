//! What crosses the wire: a type lives here or a client never sees it.

pub mod admin;
pub mod control;
pub mod decode;
pub mod entities;
pub mod events;
pub mod files;
pub mod ids;
pub mod invites;
pub mod machines;
pub mod notices;
pub mod rest;
#[cfg(test)]
pub(crate) mod schema;
pub mod sync;
pub mod time;
#[cfg(test)]
mod typescript;
