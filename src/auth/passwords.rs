//! Passwords: argon2id, few at a time, and never an answer that tells whether a user exists.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};

use super::workers::{Memory, Workers};
use crate::error::{Error, Result};

/// Characters, not bytes.
pub const MIN: usize = 8;
pub const MAX: usize = 128;

/// 19 MiB, two passes, one lane, as OWASP advises.
const PARAMS: Params = match Params::new(19 * 1024, 2, 1, Some(32)) {
    Ok(params) => params,
    Err(_) => panic!("these parameters are in range"),
};

/// More than any honest hash of ours asks for: a forged row must not take the machine's memory.
const MOST_BLOCKS: usize = 256 * 1024;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("common.txt").lines().collect());

/// The only way to hash or to compare; clones share the threads.
#[derive(Clone)]
pub struct Passwords(Arc<Workers>);

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub matches: bool,
    /// The stored hash is weaker than today's: store a fresh one while the password is at hand.
    pub needs_rehash: bool,
}

impl Passwords {
    /// `threads` at once, and `queue` that wait for them.
    ///
    /// # Errors
    /// `internal` when the system has no thread left.
    pub fn start(threads: usize, queue: usize) -> Result<Self> {
        Workers::start(threads, queue).map(|workers| Passwords(Arc::new(workers)))
    }

    /// A fresh PHC string.
    ///
    /// # Errors
    /// `unavailable` when too many ask at once.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.0.run(move |memory| hash(&password, memory)).await
    }

    /// Compares; `None` stands for a user that does not exist, takes as long, and never matches.
    ///
    /// # Errors
    /// `unavailable` when too many ask at once; `internal` when what is stored is no hash.
    pub async fn verify(&self, password: String, phc: Option<String>) -> Result<Verdict> {
        self.0.run(move |memory| verify(&password, phc.as_deref(), memory)).await
    }
}

/// For the command line, on the caller's own thread.
///
/// # Errors
/// `internal` when the system gives no randomness.
pub fn hash_here(password: &str) -> Result<String> {
    hash(password, &mut Memory::new())
}

/// Whether somebody may choose this password.
///
/// # Errors
/// `bad_request` with the field `password`.
pub fn check(password: &str) -> Result<()> {
    let refuse = |message: String| Err(Error::bad_request(message).field("password"));
    match password.chars().count() {
        0..MIN => refuse(format!("A password has at least {MIN} characters.")),
        MIN..=MAX if COMMON.contains(password.to_lowercase().as_str()) => {
            refuse("This password is one of the first that anybody would try; choose another.".into())
        }
        MIN..=MAX => Ok(()),
        _ => refuse(format!("A password has at most {MAX} characters.")),
    }
}

fn hash(password: &str, memory: &mut Memory) -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(Error::internal)?;
    let salt = Salt::new(&salt).map_err(Error::internal)?;
    let output = compute(&Argon2::from(PARAMS), password, &salt, memory)?;
    let phc = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(PARAMS).map_err(Error::internal)?,
        salt: Some(salt),
        hash: Some(output),
    };
    Ok(phc.to_string())
}

fn verify(password: &str, phc: Option<&str>, memory: &mut Memory) -> Result<Verdict> {
    let Some(phc) = phc else {
        let salt = Salt::new(&[0; 16]).map_err(Error::internal)?;
        compute(&Argon2::from(PARAMS), password, &salt, memory)?;
        return Ok(Verdict { matches: false, needs_rehash: false });
    };
    let broken = |error| Error::internal(format!("a stored password hash is broken: {error}"));
    let phc = PasswordHash::new(phc).map_err(|error| broken(error.to_string()))?;
    let (Some(salt), Some(expected)) = (phc.salt, phc.hash) else {
        return Err(broken("it has no salt or no output".into()));
    };
    let algorithm = Algorithm::try_from(phc.algorithm.as_str()).map_err(|error| broken(error.to_string()))?;
    let version = phc.version.map_or(Ok(Version::V0x10), Version::try_from).map_err(|error| broken(error.to_string()))?;
    let params = Params::try_from(&phc).map_err(|error| broken(error.to_string()))?;
    let weaker = params.m_cost() < PARAMS.m_cost() || params.t_cost() < PARAMS.t_cost();
    let found = compute(&Argon2::new(algorithm, version, params), password, &salt, memory)?;
    // Compared in constant time.
    let matches = found == expected;
    let old = algorithm != Algorithm::Argon2id || version != Version::V0x13;
    Ok(Verdict { matches, needs_rehash: matches && (weaker || old) })
}

fn compute(argon2: &Argon2<'_>, password: &str, salt: &Salt, memory: &mut Memory) -> Result<Output> {
    let blocks = argon2.params().block_count();
    if blocks > MOST_BLOCKS {
        return Err(Error::internal("a stored password hash asks for too much memory"));
    }
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    let mut output = [0; Output::MAX_LENGTH];
    let output = output.get_mut(..argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN));
    let output = output.ok_or_else(|| Error::internal("a stored password hash is too long"))?;
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, &mut memory[..blocks]).map_err(Error::internal)?;
    Output::new(output).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::error::Code;

    #[tokio::test]
    async fn ann_is_let_in_by_her_password_alone() {
        let passwords = Passwords::start(1, 1).expect("threads");
        let stored = passwords.hash("correct horse".into()).await.expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, hash_here("correct horse").expect("hashed"), "each has its own salt");
        for (password, phc, matches) in [
            ("correct horse", Some(stored.clone()), true),
            ("Correct horse", Some(stored), false),
            ("correct horse", None, false),
        ] {
            let verdict = passwords.verify(password.into(), phc).await.expect("compared");
            assert_eq!(verdict, Verdict { matches, needs_rehash: false });
        }
    }

    #[test]
    fn a_weaker_hash_still_opens_and_asks_to_be_renewed() {
        // argon2id with m=256, t=1 by the reference implementation's parameters.
        let weak = Argon2::from(Params::new(256, 1, 1, Some(32)).expect("in range"));
        let salt = Salt::new(b"0123456789abcdef").expect("16 bytes");
        let output = compute(&weak, "correct horse", &salt, &mut Memory::new()).expect("computed");
        let phc = format!("$argon2id$v=19$m=256,t=1,p=1${}${output}", salt.to_salt_string());
        let verdict = |password| verify(password, Some(&phc), &mut Memory::new()).expect("compared");
        assert_eq!(verdict("correct horse"), Verdict { matches: true, needs_rehash: true });
        assert_eq!(verdict("wrong horse"), Verdict { matches: false, needs_rehash: false });
    }

    #[test]
    fn what_is_stored_cannot_crash_the_server_or_take_its_memory() {
        for phc in [
            "",
            "x",
            "$argon2id$v=19$m=19456,t=2,p=1",
            "$argon2id$v=19$m=4294967295,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg",
        ] {
            let error = verify("correct horse", Some(phc), &mut Memory::new()).expect_err(phc);
            assert_eq!(error.code(), Code::Internal, "{phc}");
        }
    }

    #[test]
    fn short_long_and_common_passwords_are_refused() {
        for bad in ["", "seven77", "ééééééé", "password", "PassWord123", "QWERTYUIOP", &"x".repeat(129)] {
            let failure = check(bad).expect_err(bad).public();
            assert_eq!((failure.code, failure.field.as_deref()), (Code::BadRequest, Some("password")), "{bad}");
        }
        for good in ["correct horse", "éééééééé", &"é".repeat(128)] {
            check(good).expect(good);
        }
    }

    #[test]
    fn the_common_ones_are_listed_as_they_are_compared() {
        assert!(COMMON.len() > 500);
        for word in COMMON.iter() {
            assert_eq!(word.to_lowercase(), *word);
            assert!(word.chars().count() >= MIN && word.trim() == *word, "{word} would never be asked for");
        }
    }
}
