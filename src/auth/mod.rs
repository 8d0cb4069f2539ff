//! Who somebody is: passwords, tokens and codes, nothing else.

pub mod codes;
pub mod passwords;
pub mod tokens;
mod workers;
