//! Parlor: a chat appliance in a single file.
//!
//! ```text
//! GROUND  error, protocol/, wire/      words and bytes: no I/O, no state
//! FIRST   store/, auth/                what is kept
//! SECOND  chat/                        the rules of the house
//! THIRD   socket/, http/               two doors into the same rooms
//! ROOF    server/, cli/                listeners, shutdown, commands
//! ```

pub mod error;
pub mod protocol;
