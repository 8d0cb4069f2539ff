//! Bursts of read marks: the first goes at once, what follows within a moment goes together. Nothing is refused.
//!
//! Without it one reader who marks as fast as the line allows has the whole room hear up to 500 ids a hundred times a second,
//! and members on slow lines lose their seats.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::protocol::events::MarkRead;
use crate::protocol::ids::{ConversationId, MessageId, UserId};

/// Ids in one `mark_read`.
pub const IDS: usize = 500;

/// What one reader marks in one conversation within this is one change.
const MERGED: Duration = Duration::from_millis(250);

/// A call of `mark_read` that waits for its turn.
pub(super) struct Waiting {
    pub marks: MarkRead,
    pub answer: Box<dyn FnOnce(Result<i64>) + Send>,
    /// For as long as this is kept, its caller is held up.
    pub turn: Option<Turn>,
}

/// What holds a caller up until it is dropped.
pub type Turn = Box<dyn Send>;

impl Waiting {
    /// What it weighs in a burst: the ids that it names, and one more, so that calls that name nothing weigh something too.
    fn weight(&self) -> usize {
        1 + self.marks.message_ids.as_ref().map_or(0, Vec::len)
    }
}

type Key = (UserId, ConversationId);

#[derive(Default)]
pub(super) struct Bursts(Mutex<HashMap<Key, Burst>>);

struct Burst {
    /// When the next change may be made.
    due: Instant,
    waiting: Vec<Waiting>,
    /// Of all that wait.
    weight: usize,
}

impl Bursts {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Burst>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the call back where nothing holds it up.
    pub(super) fn hold(&self, user: UserId, mut call: Waiting, now: Instant) -> Option<Waiting> {
        let mut bursts = self.lock();
        let key = (user, call.marks.conversation_id);
        match bursts.get_mut(&key) {
            Some(burst) if now < burst.due || !burst.waiting.is_empty() => {
                burst.weight += call.weight();
                // Whoever waits for the clock alone is read on; past what fits into one change they are held up.
                let turn = call.turn.take().filter(|_| burst.weight > IDS);
                burst.waiting.push(Waiting { turn, ..call });
                None
            }
            Some(burst) => {
                burst.due = now + MERGED;
                Some(call)
            }
            None => {
                bursts.insert(key, Burst { due: now + MERGED, waiting: Vec::new(), weight: 0 });
                Some(call)
            }
        }
    }

    /// Those whose moment has come, each with all the calls that become one change.
    pub(super) fn take_due(&self, now: Instant) -> Vec<(UserId, Vec<Waiting>)> {
        let mut due = Vec::new();
        self.lock().retain(|(user, _), burst| {
            if now < burst.due {
                return true;
            }
            if burst.waiting.is_empty() {
                return false;
            }
            due.push((*user, burst.take()));
            burst.due = now + MERGED;
            true
        });
        due
    }

    /// Everything that waits, for the end.
    pub(super) fn take_all(&self) -> Vec<(UserId, Vec<Waiting>)> {
        self.lock().drain().map(|((user, _), burst)| (user, burst.waiting)).filter(|(_, waiting)| !waiting.is_empty()).collect()
    }
}

impl Burst {
    /// As many calls as name no more than `IDS` messages together, and at least one.
    fn take(&mut self) -> Vec<Waiting> {
        let mut named: HashSet<MessageId> = HashSet::new();
        let fit = self.waiting.iter().take_while(|call| {
            named.extend(call.marks.message_ids.iter().flatten());
            named.len() <= IDS
        });
        let count = fit.count().max(1);
        let taken: Vec<_> = self.waiting.drain(..count.min(self.waiting.len())).collect();
        self.weight -= taken.iter().map(Waiting::weight).sum::<usize>();
        taken
    }
}
