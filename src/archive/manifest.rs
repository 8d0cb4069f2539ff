//! What a backup says of itself and of every entry.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::auth::keys::hex;

/// What this program writes and reads.
pub const FORMAT: i64 = 1;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub format: i64,
    /// Of the program that made it.
    pub parlor: String,
    /// Of the database in it.
    pub edition: i64,
    /// RFC 3339, in UTC.
    pub made_at: String,
    /// Files that the database names and that were lost before it was made.
    pub lost: Vec<String>,
    /// All but itself, by path.
    pub entries: BTreeMap<String, Entry>,
    /// SHA-256 of the text of all that, with nothing here.
    pub sum: String,
}

impl Manifest {
    /// Its text, with its sum in it.
    ///
    /// # Errors
    /// None that a map of texts gives cause for.
    pub fn write(&mut self) -> serde_json::Result<Vec<u8>> {
        self.sum = String::new();
        self.sum = hex(&Sha256::digest(self.text()?));
        self.text()
    }

    /// Whether `text` is this and nothing else, to the last byte.
    pub fn is(&self, text: &[u8]) -> bool {
        self.clone().write().is_ok_and(|written| written == text)
    }

    fn text(&self) -> serde_json::Result<Vec<u8>> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Bytes.
    pub size: u64,
    pub sha256: String,
}
