//! What people uploaded, at rest. The bytes lie in `blobs`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rusqlite::{Connection, OptionalExtension};

use super::{messages, sql};
use crate::error::Result;
use crate::protocol::files::FileInfo;
use crate::protocol::ids::{FileId, UserId};
use crate::protocol::time::Moment;

/// Where files are served.
pub const ADDRESS: &str = "/api/files/";

/// What a part of a path may hold as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One row.
#[derive(Clone, Debug)]
pub struct StoredFile {
    pub id: FileId,
    pub uploader: UserId,
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// The media type that its content shows.
    pub mime: String,
    /// Pixels, upright.
    pub dimensions: Option<(i64, i64)>,
    /// The media type of the thumbnail, where there is one.
    pub thumbnail: Option<String>,
}

impl StoredFile {
    /// Root-relative; the name in it is decoration.
    pub fn url(&self) -> String {
        format!("{ADDRESS}{}/{}", self.id, utf8_percent_encode(&self.name, PLAIN))
    }

    pub fn info(&self) -> FileInfo {
        FileInfo {
            id: self.id,
            file_url: self.url(),
            file_name: self.name.clone(),
            file_size: self.size,
            mime_type: self.mime.clone(),
            width: self.dimensions.map(|(width, _)| width),
            height: self.dimensions.map(|(_, height)| height),
            thumbnail_url: self.thumbnail.as_ref().map(|_| messages::thumbnail_url(self.id)),
        }
    }
}

pub fn insert(connection: &Connection, file: &StoredFile, at: Moment) -> Result<()> {
    let (width, height) = file.dimensions.unzip();
    let values = (file.id, file.uploader, &file.name, file.size, &file.mime, width, height, file.thumbnail.as_deref(), at);
    connection.prepare_cached(sql::FILE_INSERT)?.execute(values)?;
    Ok(())
}

pub fn by_id(connection: &Connection, id: FileId) -> Result<Option<StoredFile>> {
    let mut statement = connection.prepare_cached(sql::FILE_BY_ID)?;
    let file = statement.query_row([id], |row| {
        Ok(StoredFile {
            id: row.get(0)?,
            uploader: row.get(1)?,
            name: row.get(2)?,
            size: row.get(3)?,
            mime: row.get(4)?,
            dimensions: row.get::<_, Option<i64>>(5)?.zip(row.get(6)?),
            thumbnail: row.get(7)?,
        })
    });
    Ok(file.optional()?)
}

/// Whether an undeleted message holds it in a conversation in which that person takes part.
pub fn is_seen_by(connection: &Connection, id: FileId, user: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::FILE_SEEN_BY)?.exists((id, user))?)
}

/// What a message holds, by the message's row.
pub fn of_message(connection: &Connection, row: i64) -> Result<Option<FileId>> {
    Ok(connection.prepare_cached(sql::FILE_OF_MESSAGE)?.query_row([row], |row| row.get(0)).optional()?)
}

/// Deletes the row unless a message holds it still. Whether it did.
pub fn delete_unheld(connection: &Connection, id: FileId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::FILE_DELETE_UNHELD)?.execute([id])? > 0)
}

/// Bytes of all that a person uploaded, as the disk counts them: none is smaller than 4 KiB.
pub fn size_of_user(connection: &Connection, user: UserId) -> Result<u64> {
    let size: i64 = connection.prepare_cached(sql::FILES_SIZE)?.query_row([user], |row| row.get(0))?;
    Ok(size.max(0) as u64)
}

pub fn all(connection: &Connection) -> Result<Vec<FileId>> {
    ids(connection, sql::FILES_ALL, [])
}

/// Those from before a moment that no message holds.
pub fn unheld(connection: &Connection, before: Moment) -> Result<Vec<FileId>> {
    ids(connection, sql::FILES_UNHELD, [before])
}

fn ids(connection: &Connection, statement: &str, params: impl rusqlite::Params) -> Result<Vec<FileId>> {
    let mut statement = connection.prepare_cached(statement)?;
    let ids = statement.query_map(params, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}
