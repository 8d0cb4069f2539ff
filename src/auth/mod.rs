//! Who somebody is: passwords and tokens, nothing else.

pub mod passwords;
pub mod tokens;
mod workers;
