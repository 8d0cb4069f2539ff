//! The live registry: who takes part where, and on which sockets they are. The committing hand alone changes membership.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use crate::error::Error;
use crate::protocol::events::{EventFailure, ServerEvent, UserOffline};
use crate::protocol::ids::{ConversationId, SessionId, UserId};
use crate::protocol::time::Moment;
use crate::wire::frame::Frame;
use crate::wire::socket_io;

/// Who hears an event. Delivery goes by membership now.
#[derive(Clone, Debug)]
pub enum Audience {
    Room(ConversationId),
    Person(UserId),
    /// Whoever they are, wherever they take part.
    People(Vec<UserId>),
    /// Those of them who take part.
    Participants(ConversationId, Vec<UserId>),
    Everyone,
}

/// Somebody's socket, as the rooms know it. Neither call waits.
pub trait Listener: Send + Sync {
    fn hear(&self, frame: &Frame);
    /// DISCONNECT, after what was heard before.
    fn dismiss(&self);
}

/// Names one place at which a person listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SeatId(pub u64);

pub(super) struct Seat {
    pub(super) id: SeatId,
    pub(super) session: SessionId,
    pub(super) expires: Moment,
    pub(super) listener: Arc<dyn Listener>,
}

/// An absence that may still turn out to be a reload.
#[derive(Clone, Copy)]
pub(super) struct Gone {
    /// When it counts.
    pub(super) due: Instant,
    /// Since when, for people.
    pub(super) since: Moment,
    /// Whose seat was the last.
    pub(super) session: SessionId,
}

/// A person with an account.
#[derive(Default)]
pub(super) struct Person {
    pub(super) username: String,
    pub(super) conversations: HashSet<ConversationId>,
    pub(super) seats: Vec<Seat>,
    /// The last seat is empty, and that is not yet told.
    pub(super) gone: Option<Gone>,
    /// The last absence that was told, which the database may not have yet.
    pub(super) last_seen: Option<Moment>,
}

impl Person {
    pub(super) fn is_there(&self) -> bool {
        !self.seats.is_empty() || self.gone.is_some()
    }
}

#[derive(Default)]
pub(super) struct State {
    pub(super) people: HashMap<UserId, Person>,
    rooms: HashMap<ConversationId, Vec<UserId>>,
    /// What everybody sees, also those who take no part.
    channels: HashSet<ConversationId>,
}

pub struct Rooms {
    state: RwLock<State>,
    rev: AtomicI64,
}

impl Rooms {
    pub fn new(
        people: Vec<(UserId, String)>,
        participants: Vec<(ConversationId, UserId)>,
        channels: Vec<ConversationId>,
        rev: i64,
    ) -> Self {
        let rooms = Rooms { state: RwLock::default(), rev: AtomicI64::new(rev) };
        people.into_iter().for_each(|(user, username)| rooms.know(user, username));
        channels.into_iter().for_each(|channel| rooms.open(channel));
        participants.into_iter().for_each(|(conversation, user)| rooms.join(conversation, user));
        rooms
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the newest change that everybody was told of.
    pub fn rev(&self) -> i64 {
        self.rev.load(Ordering::Acquire)
    }

    pub(super) fn set_rev(&self, rev: i64) {
        self.rev.fetch_max(rev, Ordering::AcqRel);
    }

    pub(super) fn know(&self, user: UserId, username: String) {
        self.change().people.entry(user).or_default().username = username;
    }

    /// There is a new channel.
    pub(super) fn open(&self, channel: ConversationId) {
        self.change().channels.insert(channel);
    }

    /// There is that conversation no more.
    pub(super) fn close(&self, conversation: ConversationId) {
        let state = &mut *self.change();
        state.channels.remove(&conversation);
        for user in state.rooms.remove(&conversation).unwrap_or_default() {
            if let Some(person) = state.people.get_mut(&user) {
                person.conversations.remove(&conversation);
            }
        }
    }

    /// A disabled account takes part in nothing; the others hear at once that it went. Whatever seat is left is cut.
    pub(super) fn forget(&self, user: UserId) {
        let mut state = self.change();
        let Some(person) = state.people.remove(&user) else { return };
        for conversation in &person.conversations {
            if let Some(room) = state.rooms.get_mut(conversation) {
                room.retain(|member| *member != user);
            }
        }
        if person.is_there() {
            let last_seen = person.gone.map_or_else(Moment::now, |gone| gone.since);
            state.tell_offline(UserOffline { user_id: user, username: person.username.clone(), last_seen });
        }
        drop(state);
        show_out(person.seats);
    }

    pub(super) fn join(&self, conversation: ConversationId, user: UserId) {
        let state = &mut *self.change();
        let Some(person) = state.people.get_mut(&user) else { return };
        if person.conversations.insert(conversation) {
            state.rooms.entry(conversation).or_default().push(user);
        }
    }

    pub(super) fn leave(&self, conversation: ConversationId, user: UserId) {
        let state = &mut *self.change();
        if let Some(person) = state.people.get_mut(&user) {
            person.conversations.remove(&conversation);
        }
        if let Some(room) = state.rooms.get_mut(&conversation) {
            room.retain(|member| *member != user);
        }
    }

    pub fn is_member(&self, conversation: ConversationId, user: UserId) -> bool {
        self.read().is_member(conversation, user)
    }

    pub fn is_channel(&self, conversation: ConversationId) -> bool {
        self.read().channels.contains(&conversation)
    }

    pub fn username(&self, user: UserId) -> Option<String> {
        self.read().people.get(&user).map(|person| person.username.clone())
    }

    /// How many sockets are open, and how many people are there.
    pub fn count(&self) -> (usize, usize) {
        let state = self.read();
        let sockets = state.people.values().map(|person| person.seats.len()).sum();
        (sockets, state.people.values().filter(|person| person.is_there()).count())
    }

    pub fn is_online(&self, user: UserId) -> bool {
        self.read().people.get(&user).is_some_and(Person::is_there)
    }

    /// When somebody was last there, as the others were told since the start.
    pub(super) fn last_seen(&self, user: UserId) -> Option<Moment> {
        self.read().people.get(&user).and_then(|person| person.last_seen)
    }

    /// Encoded once, queued for everybody; never waits.
    pub fn tell(&self, audience: &Audience, event: &ServerEvent) {
        let Some(frame) = encode(event) else { return };
        let state = self.read();
        match audience {
            Audience::Room(conversation) => state.tell_room(*conversation, None, &frame),
            Audience::Person(user) => state.tell_person(*user, &frame),
            Audience::People(users) => users.iter().for_each(|user| state.tell_person(*user, &frame)),
            Audience::Participants(conversation, users) => {
                users
                    .iter()
                    .filter(|user| state.is_member(*conversation, **user))
                    .for_each(|user| state.tell_person(*user, &frame));
            }
            Audience::Everyone => {
                state.people.values().flat_map(|person| &person.seats).for_each(|seat| seat.listener.hear(&frame))
            }
        }
    }

    /// To everybody in the room but the one seat that it came from.
    pub(super) fn tell_others(&self, conversation: ConversationId, from: SeatId, event: &ServerEvent) {
        if let Some(frame) = encode(event) {
            self.read().tell_room(conversation, Some(from), &frame);
        }
    }

    /// A token that is over: its sockets are told why, then cut, whatever its person's other sessions do. Signing out has no
    /// grace, also where the socket went first.
    pub(super) fn end(&self, session: SessionId) {
        self.cut(|seat| seat.session == session);
        let left = |gone: &&mut Gone| gone.session == session;
        for gone in self.change().people.values_mut().filter_map(|person| person.gone.as_mut()).filter(left) {
            gone.due = Instant::now();
        }
    }

    pub(super) fn end_expired(&self, now: Moment) {
        let any = self.read().people.values().any(|person| person.seats.iter().any(|seat| seat.expires <= now));
        if any {
            self.cut(|seat| seat.expires <= now);
        }
    }

    /// The sockets go by themselves once they are dismissed; see `disconnected`.
    fn cut(&self, which: impl Fn(&Seat) -> bool) {
        let mut dismissed = Vec::new();
        let mut state = self.change();
        for person in state.people.values_mut() {
            let (out, stay) = std::mem::take(&mut person.seats).into_iter().partition::<Vec<_>, _>(|seat| which(seat));
            person.seats = stay;
            if let (Some(last), true) = (out.last(), person.seats.is_empty()) {
                person.gone = Some(Gone { due: Instant::now(), since: Moment::now(), session: last.session });
            }
            dismissed.extend(out);
        }
        drop(state);
        show_out(dismissed);
    }

    pub(super) fn extend(&self, session: SessionId, until: Moment) {
        for person in self.change().people.values_mut() {
            person
                .seats
                .iter_mut()
                .filter(|seat| seat.session == session)
                .for_each(|seat| seat.expires = seat.expires.max(until));
        }
    }
}

impl State {
    fn is_member(&self, conversation: ConversationId, user: UserId) -> bool {
        self.people.get(&user).is_some_and(|person| person.conversations.contains(&conversation))
    }

    fn tell_room(&self, conversation: ConversationId, but: Option<SeatId>, frame: &Frame) {
        let Some(room) = self.rooms.get(&conversation) else { return };
        for person in room.iter().filter_map(|user| self.people.get(user)) {
            person.seats.iter().filter(|seat| Some(seat.id) != but).for_each(|seat| seat.listener.hear(frame));
        }
    }

    fn tell_person(&self, user: UserId, frame: &Frame) {
        if let Some(person) = self.people.get(&user) {
            person.seats.iter().for_each(|seat| seat.listener.hear(frame));
        }
    }
}

/// Told why, then dismissed.
pub(super) fn show_out(seats: Vec<Seat>) {
    let failure = EventFailure { failure: Error::unauthorized().public(), event: None };
    let frame = encode(&ServerEvent::Error(failure));
    for seat in seats {
        frame.iter().for_each(|frame| seat.listener.hear(frame));
        seat.listener.dismiss();
    }
}

pub(super) fn encode(event: &ServerEvent) -> Option<Frame> {
    socket_io::event("/", event).inspect_err(|error| tracing::error!(%error, "an event does not serialise")).ok()
}
