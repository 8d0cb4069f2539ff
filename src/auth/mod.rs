//! Who somebody is: passwords, tokens, codes and keys, nothing else.

pub mod codes;
pub mod keys;
pub mod passwords;
pub mod tokens;
mod workers;
