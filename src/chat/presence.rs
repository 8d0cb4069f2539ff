//! Presence: who is there. A person is there while one socket is, and for a grace after the last one was lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Chat;
use super::caller::Caller;
use super::rooms::{Gone, Listener, Rooms, Seat, SeatId, State, encode, show_out};
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
        let Some(person) = state.people.get_mut(&caller.user) else {
            // The account was disabled on the way.
            drop(state);
            return show_out(vec![Seat { id, session: caller.session, expires: caller.expires, listener }]);
        };
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
        let Some(at) = person.seats.iter().position(|seat| seat.id == id) else { return };
        let Seat { session, .. } = person.seats.remove(at);
        if person.seats.is_empty() {
            person.gone = Some(Gone { due: Instant::now() + GRACE, since: Moment::now(), session });
        }
    }

    /// Tells of those whose grace is over, and answers who they are and since when they are away.
    pub(super) fn announce_absences(&self, now: Instant) -> Vec<(UserId, Moment)> {
        let over = |gone: Option<Gone>| gone.is_some_and(|gone| gone.due <= now);
        if !self.read().people.values().any(|person| over(person.gone)) {
            return Vec::new();
        }
        let mut state = self.change();
        let mut absent = Vec::new();
        for (user, person) in &mut state.people {
            if let Some(Gone { since, .. }) = person.gone.take_if(|gone| over(Some(*gone))) {
                person.last_seen = Some(since);
                absent.push(UserOffline { user_id: *user, username: person.username.clone(), last_seen: since });
            }
        }
        for offline in &absent {
            state.tell_offline(offline.clone());
        }
        absent.into_iter().map(|offline| (offline.user_id, offline.last_seen)).collect()
    }

    /// The server goes: whoever is there was last seen now.
    pub(super) fn everyone_leaves(&self) -> Vec<(UserId, Moment)> {
        let now = Moment::now();
        let state = self.read();
        let there = state.people.iter().filter(|(_, person)| person.is_there());
        there.map(|(user, person)| (*user, person.gone.map_or(now, |gone| gone.since))).collect()
    }
}

impl State {
    pub(super) fn tell_offline(&self, offline: UserOffline) {
        self.tell_others_than(offline.user_id, encode(&ServerEvent::UserOffline(offline)));
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::SessionId;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts what it hears, and how often it is dismissed.
    #[derive(Default)]
    struct Ear {
        heard: AtomicUsize,
        dismissed: AtomicUsize,
    }

    impl Listener for Ear {
        fn hear(&self, _: &Frame) {
            self.heard.fetch_add(1, Ordering::Relaxed);
        }

        fn dismiss(&self) {
            self.dismissed.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn bo_whose_account_is_disabled_while_his_socket_comes_in_is_told_why_and_shown_out() {
        let (bo, ear) = (UserId::mint(), Arc::new(Ear::default()));
        let caller = Caller {
            user: bo,
            username: "bo".into(),
            session: SessionId::mint(),
            expires: Moment::now().after(Duration::from_secs(60)),
            bot: false,
        };
        let rooms = Rooms::new(vec![(bo, "bo".into())], Vec::new(), Vec::new(), 0);
        rooms.forget(bo);
        let listener: Arc<dyn Listener> = Arc::<Ear>::clone(&ear);
        rooms.sit_down(&caller, SeatId(1), listener);
        assert_eq!((ear.heard.load(Ordering::Relaxed), ear.dismissed.load(Ordering::Relaxed)), (1, 1));
        assert_eq!(rooms.count(), (0, 0));
    }
}
