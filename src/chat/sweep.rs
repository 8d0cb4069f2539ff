//! The sweep: bytes that no row names go, and rows that no message holds for a day. It mends what a crash left half done.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::Connection;

use super::Chat;
use super::files;
use super::outcome::Outcome;
use super::uploads::UNSENT;
use crate::error::{Error, Result};
use crate::protocol::ids::FileId;
use crate::protocol::time::Moment;
use crate::store::blob::Blob;
use crate::store::{avatars, files as kept};

/// Rows that one change removes, so that messages need not wait for many.
const AT_ONCE: usize = 100;

impl Chat {
    /// # Errors
    /// `unavailable` where the disk or the database cannot be read.
    pub async fn sweep(&self) -> Result<()> {
        self.sweep_rows().await?;
        self.sweep_bytes().await
    }

    /// Files that were never sent.
    async fn sweep_rows(&self) -> Result<()> {
        let recent: HashSet<FileId> = self.recent.ids().into_iter().collect();
        let mut unheld = self.read(|connection| kept::unheld(connection, Moment::now().before(UNSENT))).await?;
        unheld.retain(|id| !recent.contains(id));
        for some in unheld.chunks(AT_ONCE) {
            let some = some.to_vec();
            self.commit(move |connection| forget(connection, &some)).await?;
        }
        Ok(())
    }

    /// The order counts: what is in its place and no longer arriving has its row by the time that the rows are read.
    async fn sweep_bytes(&self) -> Result<()> {
        let blobs = Arc::clone(&self.blobs);
        let there = tokio::task::spawn_blocking(move || blobs.list()).await.map_err(Error::internal)?;
        let there = there.map_err(|error| Error::unavailable().detail(error))?;
        let arriving = self.blobs.arriving();
        let (files, avatars) = self.read(|connection| Ok((kept::all(connection)?, avatars::all(connection)?))).await?;
        let (files, avatars): (HashSet<_>, HashSet<_>) = (files.into_iter().collect(), avatars.into_iter().collect());
        let mut gone = 0;
        for blob in there.into_iter().filter(|blob| !arriving.contains(blob)) {
            let named = match &blob {
                Blob::File(id) | Blob::Thumbnail(id) => files.contains(id),
                Blob::Avatar(name) => avatars.contains(name),
            };
            if !named {
                gone += 1;
                self.blobs.discard(blob);
            }
        }
        if gone > 0 {
            tracing::info!(gone, "removed files that nothing names");
        }
        Ok(())
    }
}

fn forget(connection: &Connection, unheld: &[FileId]) -> Result<Outcome<()>> {
    let mut steps = Vec::new();
    for id in unheld {
        steps.extend(files::release(connection, *id)?);
    }
    Ok(Outcome::new((), steps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::Settings;
    use crate::chat::caller::Caller;
    use crate::config::Options;
    use crate::protocol::entities::{AccountRole, MessageKind};
    use crate::protocol::events::Draft;
    use crate::protocol::files::FileInfo;
    use crate::protocol::ids::SessionId;
    use crate::store::conversations;
    use std::path::Path;

    fn open(dir: &Path) -> Arc<Chat> {
        let mut settings = Settings::from(&Options::default());
        settings.files.min_free_disk = 0;
        Chat::open(dir, settings).expect("a house")
    }

    async fn ann(chat: &Chat) -> Caller {
        let user = chat.add_user("ann".into(), "a lamp in the window".into(), AccountRole::Admin).await.expect("an account");
        let expires = Moment::now().after(UNSENT);
        Caller { user: user.person.id, username: user.person.username, session: SessionId::mint(), expires, bot: false }
    }

    async fn upload(chat: &Arc<Chat>, caller: &Caller) -> FileInfo {
        let mut upload = chat.begin_upload(caller, None, true).await.expect("room");
        upload.write(b"words").await.expect("taken");
        upload.keep("words.txt").await.expect("kept")
    }

    /// As after two days.
    fn age(dir: &Path) {
        let database = Connection::open(dir.join("parlor.db")).expect("the database");
        database.execute("UPDATE files SET created_at = created_at - 2 * 24 * 60 * 60 * 1000", []).expect("aged");
    }

    #[tokio::test]
    async fn what_is_not_sent_for_a_day_goes_and_what_is_sent_stays() {
        let home = tempfile::tempdir().expect("a directory");
        let chat = open(home.path());
        let caller = ann(&chat).await;
        let (sent, unsent) = (upload(&chat, &caller).await, upload(&chat, &caller).await);
        let general = chat.read(conversations::general).await.expect("read").expect("a channel");
        let draft = Draft {
            content: String::new(),
            kind: MessageKind::File,
            file_url: Some(sent.file_url),
            file_name: None,
            client_id: None,
            reply_to: None,
        };
        let (answer, answered) = tokio::sync::oneshot::channel();
        chat.send_message(&caller, general, draft, |message| drop(answer.send(message)));
        answered.await.expect("answered").expect("sent");

        age(home.path());
        chat.sweep().await.expect("swept");
        let there = || chat.blobs.list().expect("listed");
        chat.close();
        chat.end();
        assert_eq!(there().len(), 2, "whatever the clock says, it came a moment ago");

        let later = open(home.path());
        later.sweep().await.expect("swept");
        later.close();
        later.end();
        assert_eq!(there(), [Blob::File(sent.id)]);
        let rows = later.read(kept::all).await.expect("read");
        assert_eq!((rows.contains(&sent.id), rows.contains(&unsent.id)), (true, false));
    }

    #[tokio::test]
    async fn what_arrives_while_the_sweep_goes_on_is_left_alone() {
        let home = tempfile::tempdir().expect("a directory");
        let chat = open(home.path());
        let id = FileId::mint();
        let kept = chat.blobs.keep(chat.blobs.incoming().expect("a file"), Blob::File(id)).expect("in its place");
        chat.sweep().await.expect("swept");
        chat.close();
        chat.end();
        assert_eq!(chat.blobs.list().expect("listed"), [Blob::File(id)], "its row may be on the way");
        drop(kept);
        let later = open(home.path());
        later.sweep().await.expect("swept");
        later.close();
        later.end();
        assert!(later.blobs.list().expect("listed").is_empty(), "no row came");
    }
}
