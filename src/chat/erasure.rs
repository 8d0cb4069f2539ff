//! Conversations that are gone for real. Small ones go in one step; of large ones the rest goes in the background.

use rusqlite::Connection;

use super::outcome::Outcome;
use super::{Chat, bots};
use crate::error::Result;
use crate::protocol::ids::{ConversationId, FileId};
use crate::store::avatars::AvatarName;
use crate::store::blob::Blob;
use crate::store::erasure::{self, Erased};
use crate::store::hooks;
use crate::store::writer::next_rev;

/// Messages that go in one step of the writer, which is what sending may have to wait for. While half a million messages went,
/// on two busy cores and in a debug build, an acknowledgement took 12 ms (p50) at 100 a step and 25 ms at 250; 1 ms at rest.
pub(super) const AT_ONCE: i64 = 100;

/// What a deletion has come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Gone {
    erased: Erased,
    avatars: Vec<AvatarName>,
    /// The rest is for the background.
    more: bool,
}

impl Gone {
    pub(super) fn and(&mut self, other: Gone) {
        self.erased.messages += other.erased.messages;
        self.erased.files.extend(other.erased.files);
        self.avatars.extend(other.avatars);
        self.more |= other.more;
    }
}

/// Nobody takes part from here on, nobody finds it, and the oldest messages are gone. A bot that was made for a hook there
/// goes with it, unless it has found other work.
pub(super) fn begin(connection: &Connection, id: ConversationId, rev: i64) -> Result<Outcome<Gone>> {
    let mut speakers = hooks::of_conversation(connection, id)?;
    speakers.retain(|hook| hook.bot.id == hook.id.own_bot());
    let avatar = erasure::begin(connection, id, rev)?;
    let mut begun = Outcome::quiet(go_on(connection, id, rev)?);
    begun.answer.avatars.extend(avatar);
    for bot in speakers.into_iter().map(|hook| hook.bot.id) {
        let retired = bots::retire_idle(connection, bot)?;
        begun.answer.and(retired.answer);
        begun.steps.extend(retired.steps);
    }
    Ok(begun)
}

fn go_on(connection: &Connection, id: ConversationId, rev: i64) -> Result<Gone> {
    let (erased, done) = erasure::go_on(connection, id, AT_ONCE, rev)?;
    Ok(Gone { erased, avatars: Vec::new(), more: !done })
}

impl Chat {
    pub(super) fn after_erasing(&self, gone: Gone) {
        self.files_let_go(gone.erased.files);
        gone.avatars.into_iter().for_each(|avatar| self.blobs.discard(Blob::Avatar(avatar)));
        if gone.more {
            self.tidy_up_soon();
        }
    }

    /// The bytes of files whose rows are gone.
    pub(super) fn files_let_go(&self, files: Vec<FileId>) {
        files.into_iter().for_each(|file| self.blobs.discard(Blob::File(file)));
    }

    /// Finishes what was begun, also before a restart.
    pub(super) async fn finish_erasing(&self) -> Result<()> {
        for id in self.read(erasure::unfinished).await? {
            loop {
                let step = move |connection: &Connection| Ok(Outcome::quiet(go_on(connection, id, next_rev(connection)?)?));
                let gone = self.commit(step).await?;
                self.files_let_go(gone.erased.files);
                if !gone.more {
                    break;
                }
            }
        }
        Ok(())
    }
}
