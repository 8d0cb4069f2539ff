//! Tokens: who is signed in, signed by a key that never leaves the data directory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::protocol::ids::{SessionId, UserId};
use crate::protocol::time::Moment;

/// Bytes; HS256 gains nothing from more, and less is guessable.
pub const KEY: usize = 32;

/// What a token says. It is believed only together with the session that it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub id: UserId,
    pub username: String,
    pub sid: SessionId,
    /// Seconds since 1970.
    pub iat: i64,
    pub exp: i64,
}

/// What tokens for reading files are for; a token with an audience signs nobody in.
const FILES: &str = "files";

/// What a token for reading files says. It too is believed only together with the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileClaims {
    pub aud: String,
    pub sid: SessionId,
    /// Seconds since 1970.
    pub exp: i64,
}

/// Signs and checks.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    for_files: Validation,
}

impl Tokens {
    /// The key in `dir`, made on first start.
    ///
    /// # Errors
    /// One line for a person. A key that cannot be used is never replaced: that would sign everybody out.
    pub fn open(dir: &Path) -> Result<Self> {
        let path = dir.join("key");
        let fault = |error: &dyn std::fmt::Display| {
            Error::new(Code::Internal, format!("The key {} cannot be used: {error}.", path.display()))
        };
        let key = match fs::read(&path) {
            Ok(key) => key,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(dir, &path).map_err(|error| fault(&error))?,
            Err(error) => return Err(fault(&error)),
        };
        if key.len() < KEY {
            return Err(fault(&"it is too short; restore it from a backup, or remove it, which signs everybody out"));
        }
        Ok(Tokens::with_key(&key))
    }

    fn with_key(key: &[u8]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // Ours below: the library's own check panics where the clock stands before 1970.
        validation.validate_exp = false;
        let mut for_files = validation.clone();
        for_files.set_audience(&[FILES]);
        for_files.set_required_spec_claims(&["exp", "aud"]);
        Tokens { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key), validation, for_files }
    }

    /// # Errors
    /// `internal`; none is known.
    pub fn issue(&self, claims: &Claims) -> Result<String> {
        self.sign(claims)
    }

    /// A token that reads files until `exp`, in seconds since 1970.
    ///
    /// # Errors
    /// `internal`; none is known.
    pub fn issue_for_files(&self, sid: SessionId, exp: i64) -> Result<String> {
        self.sign(&FileClaims { aud: FILES.to_owned(), sid, exp })
    }

    fn sign(&self, claims: &impl Serialize) -> Result<String> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.encoding).map_err(Error::internal)
    }

    /// # Errors
    /// `unauthorized`, whatever the fault.
    pub fn verify(&self, token: &str) -> Result<Claims> {
        self.read(token, &self.validation, |claims: &Claims| claims.exp)
    }

    /// # Errors
    /// `unauthorized`, whatever the fault; a token that signs in is at fault here.
    pub fn verify_for_files(&self, token: &str) -> Result<FileClaims> {
        self.read(token, &self.for_files, |claims: &FileClaims| claims.exp)
    }

    fn read<C: DeserializeOwned + Clone>(&self, token: &str, validation: &Validation, exp: impl Fn(&C) -> i64) -> Result<C> {
        let decoded = jsonwebtoken::decode::<C>(token, &self.decoding, validation);
        let claims = decoded.map_err(|error| Error::unauthorized().detail(error))?.claims;
        if exp(&claims) <= Moment::now().seconds() {
            return Err(Error::unauthorized().detail("the token has expired"));
        }
        Ok(claims)
    }
}

/// A fresh key, whole on disk before it has its name.
fn make(dir: &Path, path: &Path) -> io::Result<Vec<u8>> {
    let mut key = vec![0; KEY];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let draft = dir.join("key.new");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(&key)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(dir)?.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn ann(exp: i64) -> Claims {
        Claims { id: UserId::mint(), username: "ann".into(), sid: SessionId::mint(), iat: i64::MAX, exp }
    }

    fn soon() -> i64 {
        Moment::now().seconds() + 60
    }

    #[test]
    fn a_token_outlives_a_restart_and_not_its_key() {
        let (home, elsewhere) = (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
        let claims = ann(soon());
        let token = Tokens::open(home.path()).expect("made").issue(&claims).expect("issued");
        let again = Tokens::open(home.path()).expect("kept");
        assert_eq!(again.verify(&token).expect("good, though iat lies in the future"), claims);
        assert!(Tokens::open(elsewhere.path()).expect("made").verify(&token).is_err(), "another house, another key");
        let key = fs::metadata(home.path().join("key")).expect("there");
        assert_eq!((key.len(), key.permissions().mode() & 0o777), (KEY as u64, 0o600));
        assert_eq!(fs::read_dir(home.path()).expect("there").count(), 1, "the draft is gone");
    }

    #[test]
    fn a_token_ends_with_the_second_that_it_names() {
        let tokens = Tokens::with_key(&[7; KEY]);
        let now = Moment::now().seconds();
        let verify = |exp| tokens.verify(&tokens.issue(&ann(exp)).expect("issued"));
        assert!(verify(now + 60).is_ok());
        for past in [now, now - 1, 0, -1] {
            assert_eq!(verify(past).expect_err("over").code(), Code::Unauthorized);
        }
    }

    #[test]
    fn a_token_for_files_signs_nobody_in_and_the_other_reads_no_files() {
        let tokens = Tokens::with_key(&[7; KEY]);
        let (session, files) = (ann(soon()), SessionId::mint());
        let for_files = tokens.issue_for_files(files, soon()).expect("issued");
        assert_eq!(tokens.verify_for_files(&for_files).expect("good").sid, files);
        assert!(tokens.verify(&for_files).is_err());
        assert!(tokens.verify_for_files(&tokens.issue(&session).expect("issued")).is_err());
        let over = tokens.issue_for_files(files, Moment::now().seconds()).expect("issued");
        assert!(tokens.verify_for_files(&over).is_err(), "its second has come");
        // Not even where one token says what both would have to say.
        let both = |aud: serde_json::Value| {
            let mut claims = serde_json::to_value(&session).expect("json");
            claims["aud"] = aud;
            tokens.sign(&claims).expect("signed")
        };
        assert!(tokens.verify(&both("files".into())).is_err() && tokens.verify(&both(serde_json::json!(["files"]))).is_err());
        assert!(tokens.verify_for_files(&both("others".into())).is_err());
    }

    #[test]
    fn what_mallory_makes_is_refused() {
        let tokens = Tokens::with_key(&[7; KEY]);
        let good = tokens.issue(&ann(soon())).expect("issued");
        let (head, rest) = good.split_once('.').expect("three parts");
        let (body, mark) = rest.split_once('.').expect("three parts");
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        let forged = URL_SAFE_NO_PAD.encode(serde_json::to_string(&ann(soon())).expect("json"));
        let longer = EncodingKey::from_secret(&[7; KEY]);
        let hs512 = jsonwebtoken::encode(&Header::new(Algorithm::HS512), &ann(soon()), &longer).expect("encoded");
        let endless = serde_json::json!({ "id": UserId::mint(), "username": "ann", "sid": SessionId::mint(), "iat": 0 });
        let endless = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &endless, &longer).expect("encoded");
        for token in [
            String::new(),
            "a.b.c".into(),
            format!("{none}.{body}."),
            format!("{none}.{body}.{mark}"),
            format!("{head}.{forged}.{mark}"),
            format!("{head}.{body}."),
            format!("{good}x"),
            hs512,
            endless,
        ] {
            assert_eq!(tokens.verify(&token).expect_err(&token).code(), Code::Unauthorized);
        }
    }

    #[test]
    fn a_broken_key_is_named_and_never_replaced() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("key");
        fs::write(&path, "short").expect("written");
        let error = Tokens::open(home.path()).err().expect("too short").to_string();
        assert!(error.contains("too short") && error.contains(&path.display().to_string()) && !error.contains('\n'), "{error}");
        assert_eq!(fs::read(&path).expect("kept"), b"short");
        fs::remove_file(&path).expect("removed");
        fs::create_dir(&path).expect("made");
        assert!(Tokens::open(home.path()).is_err(), "a directory is no key");
    }
}
