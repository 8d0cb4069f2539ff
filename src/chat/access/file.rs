//! Who may read a file, and who may send it.

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::protocol::ids::{FileId, UserId};
use crate::store::files::{self, StoredFile};

/// May read a file: uploaded it, or takes part now where an undeleted message holds it.
#[derive(Debug)]
pub struct FileReader(StoredFile);

impl FileReader {
    /// # Errors
    /// `not_found` for everybody else, as for nothing.
    pub fn prove(connection: &Connection, file: FileId, user: UserId) -> Result<Self> {
        let file = files::by_id(connection, file)?.ok_or_else(Error::not_found)?;
        if file.uploader == user || files::is_seen_by(connection, file.id, user)? {
            return Ok(FileReader(file));
        }
        Err(Error::not_found())
    }

    pub fn into_file(self) -> StoredFile {
        self.0
    }
}

/// May send a file: uploaded it.
#[derive(Debug)]
pub struct Uploader(StoredFile);

impl Uploader {
    /// # Errors
    /// `not_found` for everybody else, as for nothing.
    pub fn prove(connection: &Connection, file: FileId, user: UserId) -> Result<Self> {
        let file = files::by_id(connection, file)?.filter(|file| file.uploader == user);
        file.map(Uploader).ok_or_else(Error::not_found)
    }

    pub fn into_file(self) -> StoredFile {
        self.0
    }
}
