//! Who somebody is: passwords, tokens and keys, nothing else.

pub mod keys;
pub mod passwords;
pub mod tokens;
mod workers;
