//! Files: what may be uploaded, who may read it, and when it goes.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::Chat;
use super::access::{FileReader, Uploader};
use super::caller::Caller;
use super::outcome::Step;
use crate::auth::tokens::FileClaims;
use crate::error::{Error, Result};
use crate::media::sniff;
use crate::protocol::entities::MessageKind;
use crate::protocol::events::Draft;
use crate::protocol::files::FileToken;
use crate::protocol::ids::{FileId, UserId};
use crate::protocol::time::Moment;
use crate::store::blob::Blob;
use crate::store::files::{self, StoredFile};

/// How long a token for reading files is good. A page asks for the next one before.
const TOKEN: Duration = Duration::from_secs(15 * 60);

impl Chat {
    /// What is known of a file, for those who may read it.
    ///
    /// # Errors
    /// `not_found` for everybody else.
    pub async fn file(&self, user: UserId, id: FileId) -> Result<StoredFile> {
        self.read(move |connection| Ok(FileReader::prove(connection, id, user)?.into_file())).await
    }

    /// The bytes of something that a row names, and how many there are.
    ///
    /// # Errors
    /// `not_found` where they are gone.
    pub async fn open_blob(&self, blob: Blob) -> Result<(File, u64)> {
        let blobs = Arc::clone(&self.blobs);
        let open = move || {
            let open = || {
                let file = blobs.read(&blob)?;
                let length = file.metadata()?.len();
                Ok((file, length))
            };
            open().map_err(|error: io::Error| match error.kind() {
                io::ErrorKind::NotFound => Error::not_found(),
                _ => Error::unavailable().detail(error),
            })
        };
        tokio::task::spawn_blocking(open).await.map_err(Error::internal)?
    }

    /// A token that reads what the caller may read and does nothing else. It ends with the session.
    ///
    /// # Errors
    /// `internal`; none is known.
    pub fn file_token(&self, caller: &Caller) -> Result<FileToken> {
        let until = caller.expires.min(Moment::now().after(TOKEN));
        let expires_at = Moment::from_seconds(until.seconds());
        Ok(FileToken { token: self.tokens.issue_for_files(caller.session, expires_at.seconds())?, expires_at })
    }

    /// Who reads with this token for files.
    ///
    /// # Errors
    /// `unauthorized` for any other token, an expired one, and one whose session is over.
    pub fn file_reader(&self, token: &str) -> Result<UserId> {
        let FileClaims { sid, .. } = self.tokens.verify_for_files(token)?;
        let device = self.devices.get(sid).filter(|device| device.expires > Moment::now());
        Ok(device.ok_or_else(Error::unauthorized)?.user)
    }
}

/// Where a draft points to a file of ours, puts in what we know of it and answers which it is. A link to elsewhere stays as it is.
///
/// # Errors
/// `not_found` for a file that this person did not upload, whether there is one or not; `bad_request` for a picture that is none.
pub(super) fn attach(connection: &Connection, user: UserId, draft: &mut Draft) -> Result<Option<FileId>> {
    let Some(id) = draft.file_url.as_deref().and_then(of_address) else { return Ok(None) };
    let file = Uploader::prove(connection, id, user).map_err(|error| error.field("fileUrl"))?.into_file();
    // Browsers show these; of those that we can read ourselves, the header has to make sense.
    let is_picture = sniff::is_picture(&file.mime) && (file.dimensions.is_some() || file.mime == "image/avif");
    if draft.kind == MessageKind::Image && !is_picture {
        return Err(Error::bad_request("This file is no picture; send it as a file.").field("fileUrl"));
    }
    draft.file_url = Some(file.url());
    draft.file_name = Some(file.name);
    Ok(Some(id))
}

/// The file that an address of ours names, whatever name stands behind it.
pub(super) fn of_address(address: &str) -> Option<FileId> {
    let (id, _) = address.strip_prefix(files::ADDRESS)?.split_once('/')?;
    Some(FileId::parse(id))
}

/// Call it in the same change, once a message has let go of a file: deleted, purged, or gone with its conversation.
/// Where no other message holds the file, its row goes, and the step that this answers removes its bytes after the commit.
///
/// # Errors
/// `unavailable`.
pub fn release(connection: &Connection, file: FileId) -> Result<Option<Step>> {
    Ok(files::delete_unheld(connection, file)?.then_some(Step::Discard(Blob::File(file))))
}
