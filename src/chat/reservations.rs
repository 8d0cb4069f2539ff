//! Room that is promised to files on their way, so that a race of uploads ends within what a person and the disk may hold.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Code, Error, Result};
use crate::protocol::ids::UserId;

/// Files of one person that may be on their way at once.
pub const AT_ONCE: usize = 4;

#[derive(Default)]
pub(super) struct Reservations(Mutex<Promised>);

#[derive(Default)]
struct Promised {
    /// How many files of each person, and how many bytes they may come to.
    people: HashMap<UserId, (usize, u64)>,
    bytes: u64,
}

/// A place among a person's uploads, and room for its bytes. Given back when dropped.
pub(super) struct Reservation {
    reservations: Arc<Reservations>,
    user: UserId,
    bytes: u64,
    /// Bytes that were promised to this person's other uploads when this one came.
    others: u64,
}

impl Reservations {
    fn lock(&self) -> MutexGuard<'_, Promised> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Promises `bytes`. Read what the person has stored already after this, never before: then a file that arrives
    /// meanwhile is counted here, or there, or twice, and never not at all.
    ///
    /// # Errors
    /// `rate_limited` where too many are on their way.
    pub(super) fn promise(self: &Arc<Self>, user: UserId, bytes: u64) -> Result<Reservation> {
        let mut promised = self.lock();
        let (count, theirs) = promised.people.entry(user).or_default();
        if *count >= AT_ONCE {
            let message = format!("{AT_ONCE} files of yours are on their way; wait until one has arrived.");
            return Err(Error::new(Code::RateLimited, message).after(1));
        }
        let others = *theirs;
        *count += 1;
        *theirs = theirs.saturating_add(bytes);
        promised.bytes = promised.bytes.saturating_add(bytes);
        Ok(Reservation { reservations: Arc::clone(self), user, bytes, others })
    }

    /// Bytes promised to everybody.
    pub(super) fn bytes(&self) -> u64 {
        self.lock().bytes
    }
}

impl Reservation {
    pub(super) fn others(&self) -> u64 {
        self.others
    }

    /// Gives back what is beyond `bytes`.
    pub(super) fn shrink(&mut self, bytes: u64) {
        let spare = self.bytes.saturating_sub(bytes);
        let mut promised = self.reservations.lock();
        promised.bytes -= spare;
        if let Some((_, theirs)) = promised.people.get_mut(&self.user) {
            *theirs -= spare;
        }
        self.bytes -= spare;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.shrink(0);
        let mut promised = self.reservations.lock();
        if let Some((count, _)) = promised.people.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                promised.people.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ann_has_four_on_the_way_and_bo_is_not_held_up_by_them() {
        let reservations = Arc::<Reservations>::default();
        let (ann, bo) = (UserId::mint(), UserId::mint());
        let mut hers: Vec<_> = (1..=4).map(|bytes| reservations.promise(ann, bytes).expect("room")).collect();
        assert_eq!(hers.iter().map(Reservation::others).collect::<Vec<_>>(), [0, 1, 3, 6]);
        let refused = reservations.promise(ann, 1).err().expect("a fifth");
        assert_eq!((refused.code(), refused.retry_after()), (Code::RateLimited, Some(1)));
        assert_eq!(reservations.promise(bo, 1).expect("his first").others(), 0);
        hers[3].shrink(1);
        assert_eq!(reservations.bytes(), 1 + 2 + 3 + 1);
        drop(hers);
        assert_eq!(reservations.bytes(), 0);
        assert!(reservations.lock().people.is_empty(), "nobody is remembered");
    }
}
