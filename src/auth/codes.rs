//! Codes that people are handed: typeable, hard to mistake, and not guessable where they are long.

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Five bits each; without 0 and O, 1 and I.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Letters between two hyphens.
const GROUP: usize = 4;

/// Opens the setup page once: 40 bits, beside a limit on tries.
pub const SETUP: usize = 8;

/// Makes accounts: 80 bits.
pub const INVITE: usize = 16;

/// Takes an account over: 120 bits.
pub const RESET: usize = 24;

/// A fresh code of so many letters, in groups of four.
///
/// # Errors
/// Where the system has no chance to give.
pub fn make(letters: usize) -> Result<String> {
    let mut random = vec![0_u8; letters];
    getrandom::fill(&mut random).map_err(Error::internal)?;
    // 256 is a multiple of 32: every letter is as likely.
    let letters: Vec<char> = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(grouped(&letters))
}

/// A code as `make` wrote it, whatever the case, the hyphens and the white space of who typed it; nothing where it cannot be one.
pub fn read(text: &str, letters: usize) -> Option<String> {
    let typed: Vec<char> = text.chars().filter(|letter| *letter != '-' && !letter.is_whitespace()).take(letters + 1).collect();
    let typed: Vec<char> = typed.iter().map(char::to_ascii_uppercase).collect();
    let known = |letter: &char| u8::try_from(*letter).is_ok_and(|letter| LETTERS.contains(&letter));
    (typed.len() == letters && typed.iter().all(known)).then(|| grouped(&typed))
}

/// What is kept of a code that opens something: who reads the database cannot use it.
pub fn digest(code: &str) -> [u8; 32] {
    Sha256::digest(code).into()
}

fn grouped(letters: &[char]) -> String {
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_code_is_read_however_it_was_typed_and_nothing_else_is() {
        let code = make(INVITE).expect("chance");
        assert_eq!((code.len(), code.matches('-').count()), (19, 3));
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', ""), format!(" {} ", code.replace('-', " "))] {
            assert_eq!(read(&typed, INVITE).as_ref(), Some(&code), "{typed}");
        }
        for wrong in
            ["", "-", "AAAA-AAAA-AAAA-AAA0", "AAAA-AAAA-AAAA-AAA", "AAAA-AAAA-AAAA-AAAAA", "ÄAAA-AAAA-AAAA-AAAA", "../../etc"]
        {
            assert_eq!(read(wrong, INVITE), None, "{wrong}");
        }
    }

    #[test]
    fn no_two_codes_are_the_same_and_every_letter_is_used() {
        let codes: HashSet<String> = (0..1000).map(|_| make(INVITE).expect("chance")).collect();
        assert_eq!(codes.len(), 1000);
        let letters: HashSet<char> = codes.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(letters.len(), LETTERS.len() + 1, "and the hyphen");
    }
}
