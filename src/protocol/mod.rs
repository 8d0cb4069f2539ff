//! What crosses the wire: a type lives here or a client never sees it.

pub mod decode;
pub mod entities;
pub mod events;
pub mod ids;
pub mod machines;
pub mod notices;
pub mod rest;
pub mod time;
#[cfg(test)]
mod typescript;
