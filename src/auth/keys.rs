//! Keys for machines: opaque, shown once, and kept only as a digest.

pub use super::codes::digest;
use crate::error::{Error, Result};

/// How a bot's token begins, so that whoever finds one knows what it is.
pub const BOT: &str = "parlor_bot_";

/// Random bytes in a key: 160 bits.
const RANDOM: usize = 20;

/// What is kept of a key: who reads the database cannot use it. Without salt, since a key is no password that could be guessed.
pub type Digest = [u8; 32];

/// A fresh key. Hexadecimal, so that a double click takes all of it.
///
/// # Errors
/// `internal` when the system has no randomness to give.
pub fn mint(prefix: &str) -> Result<String> {
    let mut random = [0; RANDOM];
    getrandom::fill(&mut random).map_err(Error::internal)?;
    Ok(format!("{prefix}{}", hex(&random)))
}

/// Lower case, two digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_long_and_never_the_same() {
        let (one, other) = (mint(BOT).expect("chance"), mint(BOT).expect("chance"));
        assert!(one != other && one.len() == BOT.len() + 40 && one.starts_with(BOT), "{one}");
        assert_ne!(digest(&one), digest(&other));
        assert_eq!(hex(&digest("abc"))[..16], *"ba7816bf8f01cfea");
    }
}
