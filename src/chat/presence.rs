//! Presence: who is there. A person is there while one socket is, and for a grace after the last one was lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Chat;
use super::accounts::Caller;
use super::rooms::{Listener, Rooms, Seat, SeatId, State, encode};
use crate::error::{Error, Result};
use crate::protocol::events::{PresenceState, ServerEvent, UserOffline, UserOnline};
use crate::protocol::ids::UserId;
use crate::protocol::time::Moment;
use crate::wire::frame::Frame;

/// A reload is not an absence.
pub const GRACE: Duration = Duration::from_secs(5);

impl Rooms {
    /// Is there room for one more socket of this person, of `most`?
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn has_place(&self, user: UserId, most: usize) -> Result<()> {
        let taken = self.read().people.get(&user).map_or(0, |person| person.seats.len());
        if taken >= most { Err(Error::rate_limited(1)) } else { Ok(()) }
    }

    /// Takes a seat: hears who is there, and the others hear of it where it is the person's first.
    pub fn sit_down(&self, caller: &Caller, id: SeatId, listener: Arc<dyn Listener>) {
        let mut state = self.change();
        let Some(person) = state.people.get_mut(&caller.user) else { return };
        let first = !person.is_there();
        person.gone = None;
        let seat = Seat { id, session: caller.session, expires: caller.expires, listener: Arc::clone(&listener) };
        person.seats.push(seat);
        let username = person.username.clone();
        let online = state.people.iter().filter(|(_, person)| person.is_there()).map(|(user, _)| *user).collect();
        if let Some(frame) = encode(&ServerEvent::PresenceState(PresenceState { online, rev: self.rev() })) {
            listener.hear(&frame);
        }
        if first {
            state.tell_others_than(caller.user, encode(&ServerEvent::UserOnline(UserOnline { user_id: caller.user, username })));
        }
    }

    /// Leaves a seat. The absence is told when the grace is over.
    pub fn stand_up(&self, user: UserId, id: SeatId) {
        let mut state = self.change();
        let Some(person) = state.people.get_mut(&user) else { return };
        let before = person.seats.len();
        person.seats.retain(|seat| seat.id != id);
        if before > 0 && person.seats.is_empty() {
            person.gone = Some((Instant::now(), Moment::now()));
        }
    }

    /// Tells of those whose grace is over, and answers who they are and since when they are away.
    pub(super) fn announce_absences(&self, now: Instant) -> Vec<(UserId, Moment)> {
        let over = |gone: Option<(Instant, Moment)>| gone.is_some_and(|(since, _)| now.saturating_duration_since(since) >= GRACE);
        if !self.read().people.values().any(|person| over(person.gone)) {
            return Vec::new();
        }
        let mut state = self.change();
        let mut absent = Vec::new();
        for (user, person) in &mut state.people {
            if let Some((_, last_seen)) = person.gone.take_if(|gone| over(Some(*gone))) {
                absent.push(UserOffline { user_id: *user, username: person.username.clone(), last_seen });
            }
        }
        for offline in &absent {
            state.tell_others_than(offline.user_id, encode(&ServerEvent::UserOffline(offline.clone())));
        }
        absent.into_iter().map(|offline| (offline.user_id, offline.last_seen)).collect()
    }

    /// The server goes: whoever is there was last seen now.
    pub(super) fn everyone_leaves(&self) -> Vec<(UserId, Moment)> {
        let now = Moment::now();
        let state = self.read();
        let there = state.people.iter().filter(|(_, person)| person.is_there());
        there.map(|(user, person)| (*user, person.gone.map_or(now, |(_, since)| since))).collect()
    }
}

impl State {
    fn tell_others_than(&self, user: UserId, frame: Option<Frame>) {
        let Some(frame) = frame else { return };
        let others = self.people.iter().filter(|(other, _)| **other != user).flat_map(|(_, person)| &person.seats);
        others.for_each(|seat| seat.listener.hear(&frame));
    }
}

impl Chat {
    /// A socket came in. One whose session ended on the way is cut at once.
    pub fn sit_down(&self, caller: &Caller, seat: SeatId, listener: Arc<dyn Listener>) {
        self.rooms.sit_down(caller, seat, listener);
        if self.devices.get(caller.session).is_none() {
            self.rooms.end(caller.session);
        }
    }
}
