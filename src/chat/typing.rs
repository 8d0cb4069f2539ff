//! Who is typing: told at once, then at most once a second; ends after 6 s of silence and when the socket goes. Never stored.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Chat;
use super::access::Present;
use super::caller::Caller;
use super::rooms::{Rooms, SeatId};
use crate::error::Result;
use crate::protocol::events::{ServerEvent, Typing, TypingStatus};
use crate::protocol::ids::{ConversationId, UserId};

/// The last state within this is the one that is told.
const MERGED: Duration = Duration::from_secs(1);

/// Without news it ends by itself.
const SILENCE: Duration = Duration::from_secs(6);

#[derive(Default)]
pub(super) struct Typists(Mutex<HashMap<(SeatId, ConversationId), Typist>>);

struct Typist {
    status: TypingStatus,
    heard: Instant,
    told: Instant,
    /// What the room was told last.
    told_typing: bool,
    /// There is news that waits for its second.
    waiting: bool,
}

impl Typists {
    fn lock(&self) -> MutexGuard<'_, HashMap<(SeatId, ConversationId), Typist>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, rooms: &Rooms, here: &Present, caller: &Caller, seat: SeatId, typing: Typing, now: Instant) {
        let mut typists = self.lock();
        let key = (seat, here.conversation());
        if let Some(typist) = typists.get_mut(&key) {
            typist.heard = now;
            typist.status.is_typing = typing.is_typing;
            typist.waiting = true;
            if now.saturating_duration_since(typist.told) >= MERGED {
                typist.tell(rooms, key, now);
            }
        } else if typing.is_typing {
            let status = TypingStatus {
                user_id: caller.user,
                username: caller.username.clone(),
                conversation_id: here.conversation(),
                is_typing: true,
            };
            let mut typist = Typist { status, heard: now, told: now, told_typing: false, waiting: true };
            typist.tell(rooms, key, now);
            typists.insert(key, typist);
        }
    }

    /// Whatever this seat typed has ended.
    fn forget(&self, rooms: &Rooms, seat: SeatId) {
        self.end(rooms, |key, _| key.0 == seat);
    }

    /// The same for those who lose their place in a conversation. Who has lost it already ends in silence.
    pub(super) fn stop(&self, rooms: &Rooms, which: impl Fn(ConversationId, UserId) -> bool) {
        self.end(rooms, |key, typist| which(key.1, typist.status.user_id));
    }

    fn end(&self, rooms: &Rooms, which: impl Fn((SeatId, ConversationId), &Typist) -> bool) {
        self.lock().retain(|key, typist| {
            let ends = which(*key, typist);
            if ends {
                typist.status.is_typing = false;
                typist.tell(rooms, *key, Instant::now());
            }
            !ends
        });
    }

    pub(super) fn tick(&self, rooms: &Rooms, now: Instant) {
        self.lock().retain(|key, typist| {
            if typist.status.is_typing && now.saturating_duration_since(typist.heard) >= SILENCE {
                typist.status.is_typing = false;
                typist.waiting = true;
            }
            if now.saturating_duration_since(typist.told) < MERGED {
                return true;
            }
            if typist.waiting {
                typist.tell(rooms, *key, now);
            }
            typist.told_typing
        });
    }
}

impl Typist {
    fn tell(&mut self, rooms: &Rooms, (seat, conversation): (SeatId, ConversationId), now: Instant) {
        if (self.status.is_typing || self.told_typing) && rooms.is_member(conversation, self.status.user_id) {
            rooms.tell_others(conversation, seat, &ServerEvent::TypingStatus(self.status.clone()));
        }
        self.told = now;
        self.told_typing = self.status.is_typing;
        self.waiting = false;
    }
}

impl Chat {
    /// # Errors
    /// As for a member.
    pub fn typing(&self, caller: &Caller, seat: SeatId, typing: Typing) -> Result<()> {
        let here = Present::prove(&self.rooms, typing.conversation_id, caller.user)?;
        self.typists.hear(&self.rooms, &here, caller, seat, typing, Instant::now());
        Ok(())
    }

    /// A socket went.
    pub fn stand_up(&self, caller: &Caller, seat: SeatId) {
        self.typists.forget(&self.rooms, seat);
        self.rooms.stand_up(caller.user, seat);
    }
}
