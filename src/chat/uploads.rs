//! Uploads: bytes that come in, held to what a person and the disk have room for, until a row names them.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::Chat;
use super::caller::Caller;
use super::names;
use super::outcome::Outcome;
use super::reservations::Reservation;
use crate::config::FileLimits;
use crate::error::{Code, Error, Result};
use crate::media::picture;
use crate::media::sniff::{self, HEAD};
use crate::protocol::files::FileInfo;
use crate::protocol::ids::{FileId, UserId};
use crate::protocol::time::Moment;
use crate::store::arrivals::Incoming;
use crate::store::blob::Blob;
use crate::store::blobs::{Blobs, Kept};
use crate::store::files::{self, StoredFile};

/// Bytes that are written in one go, while the next come in. So 1 GB arrives at 447 MB/s on two busy cores, with
/// 0.8 MiB of memory at the peak; tests/bench/files.mjs measures it.
const GULP: usize = 256 * 1024;

/// A file that no message holds is kept for so long.
pub(super) const UNSENT: Duration = Duration::from_secs(24 * 60 * 60);

/// What arrived in this process and may still wait to be sent, whatever the clock on the wall says.
#[derive(Default)]
pub(super) struct Recent(Mutex<VecDeque<(Instant, FileId)>>);

impl Recent {
    fn note(&self, id: FileId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back((Instant::now(), id));
    }

    pub(super) fn ids(&self) -> Vec<FileId> {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while recent.front().is_some_and(|(at, _)| at.elapsed() >= UNSENT) {
            recent.pop_front();
        }
        recent.iter().map(|(_, id)| *id).collect()
    }
}

/// Bytes on their way in. Dropped before its end, it leaves nothing behind.
pub struct Upload {
    chat: Arc<Chat>,
    user: UserId,
    reservation: Reservation,
    /// Bytes that it may come to, and the sentence for those beyond.
    limit: u64,
    beyond: Error,
    size: u64,
    head: Vec<u8>,
    next: Vec<u8>,
    disk: Disk,
}

/// Bytes that came in whole.
pub(super) struct Arrived {
    pub(super) chat: Arc<Chat>,
    pub(super) user: UserId,
    pub(super) incoming: Incoming,
    pub(super) mime: &'static str,
    size: u64,
    _reservation: Reservation,
}

/// Where the file is: with us, or with the thread that writes to it.
enum Disk {
    Ready(Incoming, Vec<u8>),
    Writing(JoinHandle<io::Result<(Incoming, Vec<u8>)>>),
    Failed,
}

impl Chat {
    /// Makes room for a file of `declared` bytes, or of as many as may come. One that is not `kept` passes through: it does
    /// not count towards what a person may keep.
    ///
    /// # Errors
    /// `bad_request` for an empty file, `payload_too_large` past what a file or a person may hold, `unavailable` where the disk
    /// is short of room, `rate_limited` where too much comes at once.
    pub async fn begin_upload(self: &Arc<Self>, caller: &Caller, declared: Option<u64>, kept: bool) -> Result<Upload> {
        let user = caller.user;
        let limits = self.settings().files;
        let too_large = || Error::too_large(format!("A file may have at most {}.", amount(limits.max_file_size)));
        if declared.is_some_and(|declared| declared > limits.max_file_size) {
            return Err(too_large());
        }
        if declared == Some(0) {
            return Err(empty());
        }
        self.rates().send.take(user)?;
        let mut reservation = self.reservations.promise(user, declared.unwrap_or(limits.max_file_size))?;
        let left = if kept {
            let stored = self.read(move |connection| files::size_of_user(connection, user)).await?;
            limits.max_user_files.saturating_sub(stored).saturating_sub(reservation.others())
        } else {
            u64::MAX
        };
        let limit = declared.unwrap_or(limits.max_file_size).min(left);
        let beyond = if limit == left && left < limits.max_file_size { no_quota(&limits, left) } else { too_large() };
        if declared.is_some_and(|declared| declared > limit) || limit == 0 {
            return Err(beyond);
        }
        reservation.shrink(limit);
        let (blobs, least) = (Arc::clone(&self.blobs), limits.min_free_disk.saturating_add(self.reservations.bytes()));
        let open = move || if blobs.free()? < least { Err(io::ErrorKind::StorageFull.into()) } else { blobs.incoming() };
        let incoming = tokio::task::spawn_blocking(open).await.map_err(Error::internal)?.map_err(disk)?;
        let disk = Disk::Ready(incoming, Vec::new());
        Ok(Upload { chat: Arc::clone(self), user, reservation, limit, beyond, size: 0, head: Vec::new(), next: Vec::new(), disk })
    }
}

impl Upload {
    /// Takes the next bytes. Waits for the disk where it is more than one gulp behind.
    ///
    /// # Errors
    /// `payload_too_large` past what was promised, `unavailable` where the disk fails.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        if self.size > self.limit {
            return Err(self.beyond.clone());
        }
        self.head.extend(bytes.iter().take(HEAD - self.head.len()));
        self.next.extend_from_slice(bytes);
        if self.next.len() < GULP { Ok(()) } else { self.swallow().await }
    }

    /// Starts to write what waits, as soon as what went before is written.
    async fn swallow(&mut self) -> Result<()> {
        let (mut incoming, empty) = self.disk.ready().await?;
        let gulp = std::mem::replace(&mut self.next, empty);
        let (blobs, least) = (Arc::clone(&self.chat.blobs), self.chat.settings().files.min_free_disk);
        self.disk = Disk::Writing(tokio::task::spawn_blocking(move || {
            let mut gulp = gulp;
            if blobs.free()? < least {
                return Err(io::ErrorKind::StorageFull.into());
            }
            incoming.write(&gulp)?;
            gulp.clear();
            Ok((incoming, gulp))
        }));
        Ok(())
    }

    /// There are no more bytes.
    async fn end(mut self) -> Result<Arrived> {
        if self.size == 0 {
            return Err(empty());
        }
        self.swallow().await?;
        let (incoming, _) = self.disk.ready().await?;
        let Upload { chat, user, reservation, size, head, .. } = self;
        Ok(Arrived { chat, user, incoming, mime: sniff::kind(&head), size, _reservation: reservation })
    }

    /// Keeps it as a file of its uploader. Once begun, this goes on also where nobody waits for it any more.
    ///
    /// # Errors
    /// `bad_request` for an empty file, `unavailable` where the disk fails.
    pub async fn keep(self, name: &str) -> Result<FileInfo> {
        let name = names::file_name(name);
        finish(async move { self.end().await?.store(name).await }).await
    }

    /// The same for what becomes of a picture.
    pub(super) async fn arrive(self) -> Result<Arrived> {
        self.end().await
    }
}

/// Work that a client who goes away does not leave half done.
pub(super) async fn finish<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    tokio::spawn(work).await.map_err(Error::internal)?
}

impl Arrived {
    async fn store(self, name: String) -> Result<FileInfo> {
        let Arrived { chat, user, incoming, mime, size, _reservation } = self;
        let source = incoming.reader().map_err(disk)?;
        // In the studio too: the header of a picture may take 16 MB.
        let measured = chat.studio.run(move || picture::measure(&source, mime)).await;
        let measured = measured.inspect_err(|error| tracing::warn!(%error, "a picture stays a file")).ok().flatten();
        let small = match measured {
            Some(_) => {
                let (source, pixels) = (incoming.reader().map_err(disk)?, chat.settings().files.pixels());
                let small = chat.studio.run(move || picture::thumbnail(&source, mime, pixels)).await;
                small.inspect_err(|error| tracing::warn!(%error, "a picture stays without a thumbnail")).ok().flatten()
            }
            None => None,
        };
        let id = FileId::mint();
        let file = StoredFile {
            id,
            uploader: user,
            name,
            size: size as i64,
            mime: mime.to_owned(),
            dimensions: measured.map(|measured| (measured.width.into(), measured.height.into())),
            thumbnail: small.as_ref().map(|small| small.mime.to_owned()),
        };
        let blobs = Arc::clone(&chat.blobs);
        let place = move || {
            let small = small.map(|small| place(&blobs, &small.bytes, Blob::Thumbnail(id))).transpose()?;
            Ok((small, blobs.keep(incoming, Blob::File(id))?))
        };
        let kept: (Option<Kept>, Kept) = tokio::task::spawn_blocking(place).await.map_err(Error::internal)?.map_err(disk)?;
        let info = chat
            .commit(move |connection| {
                files::insert(connection, &file, Moment::now())?;
                Ok(Outcome::quiet(file.info()))
            })
            .await?;
        chat.recent.note(id);
        kept.0.into_iter().chain([kept.1]).for_each(Kept::named);
        Ok(info)
    }
}

/// Puts small bytes into their place. Blocks.
pub(super) fn place(blobs: &Arc<Blobs>, bytes: &[u8], blob: Blob) -> io::Result<Kept> {
    let mut incoming = blobs.incoming()?;
    incoming.write(bytes)?;
    blobs.keep(incoming, blob)
}

impl Disk {
    /// Takes the file, once what went before is written, with a buffer that is empty again.
    async fn ready(&mut self) -> Result<(Incoming, Vec<u8>)> {
        match std::mem::replace(self, Disk::Failed) {
            Disk::Ready(incoming, buffer) => Ok((incoming, buffer)),
            Disk::Writing(write) => write.await.map_err(Error::internal)?.map_err(disk),
            Disk::Failed => Err(Error::unavailable()),
        }
    }
}

/// What a disk says, in a sentence for whoever waits for it.
pub(super) fn disk(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            let message = "The server's disk is short of room and takes no files; tell whoever looks after it.";
            Error::new(Code::Unavailable, message).detail(error)
        }
        _ => Error::unavailable().detail(error),
    }
}

fn empty() -> Error {
    Error::bad_request("The file is empty.")
}

fn no_quota(limits: &FileLimits, left: u64) -> Error {
    let (all, left) = (amount(limits.max_user_files), amount(left));
    Error::too_large(format!("You may keep {all} of files and have {left} left; delete messages with files to make room."))
}

/// Bytes as people count them, rounded down.
fn amount(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_count() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_999, "1 kB"),
            (25_000_000, "25 MB"),
            (1_000_000_000, "1.0 GB"),
            (2_560_000_000, "2.5 GB"),
        ] {
            assert_eq!(amount(bytes), text);
        }
    }

    #[test]
    fn a_full_disk_is_told_in_a_sentence_and_any_other_fault_as_it_always_is() {
        let full = disk(io::ErrorKind::StorageFull.into());
        assert_eq!(full.code(), Code::Unavailable);
        assert!(full.public().message.contains("short of room"));
        let broken = disk(io::Error::from_raw_os_error(libc::EIO));
        assert_eq!((broken.code(), broken.public().message), (Code::Unavailable, Error::unavailable().public().message));
    }
}
