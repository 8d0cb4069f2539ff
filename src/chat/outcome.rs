//! What a stored change leads to: an answer, then steps that one hand carries out in commit order.

use std::sync::Arc;

use rusqlite::Connection;
use tokio::sync::Notify;

use super::devices::{Device, Devices};
use super::live_settings::LiveSettings;
use super::rooms::{Audience, Rooms};
use super::typing::Typists;
use crate::error::{Error, Result};
use crate::metrics::COUNTS;
use crate::protocol::admin::ServerSettings;
use crate::protocol::events::ServerEvent;
use crate::protocol::ids::{ConversationId, SessionId, UserId};
use crate::protocol::time::Moment;
use crate::store::blob::Blob;
use crate::store::blobs::Blobs;
use crate::store::writer::Job;

/// One thing to do after the answer.
#[derive(Debug)]
pub enum Step {
    Tell(Audience, ServerEvent),
    /// A new account, or a new name for one.
    Know(UserId, String),
    /// An account that is disabled.
    Forget(UserId),
    /// A channel that everybody sees from now on.
    Open(ConversationId),
    /// A conversation that is no more.
    Close(ConversationId),
    Join(ConversationId, UserId),
    Leave(ConversationId, UserId),
    Begin(SessionId, Device),
    Extend(SessionId, Moment),
    /// A session is over; its sockets are cut.
    End(SessionId),
    /// The number of the newest stored change.
    Rev(i64),
    /// Bytes that no row names any more.
    Discard(Blob),
    /// What administrators have set from now on.
    Set(Arc<ServerSettings>),
    /// There is something to tell a webhook.
    Deliver,
}

/// What the committing hand keeps in step with the tables; shared with those who read it.
pub(super) struct Memory {
    pub rooms: Arc<Rooms>,
    pub devices: Arc<Devices>,
    pub typists: Arc<Typists>,
    pub live: Arc<LiveSettings>,
    pub blobs: Arc<Blobs>,
    pub bell: Arc<Notify>,
}

/// A change that was made: what its caller is answered, and what follows.
#[derive(Debug)]
pub struct Outcome<T> {
    pub answer: T,
    pub steps: Vec<Step>,
}

impl<T> Outcome<T> {
    pub fn new(answer: T, steps: Vec<Step>) -> Self {
        Outcome { answer, steps }
    }

    /// Nothing follows.
    pub fn quiet(answer: T) -> Self {
        Outcome { answer, steps: Vec::new() }
    }
}

/// The committing hand: what memory has to know, then the answer, then what others are told. So whoever has an answer in
/// hand finds the house as it says, and hears of the change after it.
pub(super) fn carry_out(mut steps: Vec<Step>, memory: &Memory, answer: &mut dyn FnMut()) {
    let Memory { rooms, devices, typists, live, blobs, bell } = memory;
    // Stable: what is told keeps its order.
    steps.sort_by_key(|step| matches!(step, Step::Tell(..)));
    let mut answered = false;
    for step in steps {
        if !answered && matches!(step, Step::Tell(..)) {
            answer();
            answered = true;
        }
        match step {
            Step::Tell(audience, event) => {
                // Each message is told of once, when it is stored.
                COUNTS.messages.add(u64::from(matches!(event, ServerEvent::ReceiveMessage(_))));
                rooms.tell(&audience, &event);
            }
            Step::Know(user, username) => rooms.know(user, username),
            Step::Forget(user) => {
                typists.stop(rooms, |_, typist| typist == user);
                rooms.forget(user);
            }
            Step::Open(channel) => rooms.open(channel),
            Step::Close(conversation) => {
                rooms.close(conversation);
                typists.stop(rooms, |where_to, _| where_to == conversation);
            }
            Step::Join(conversation, user) => rooms.join(conversation, user),
            Step::Leave(conversation, user) => {
                typists.stop(rooms, |where_to, typist| (where_to, typist) == (conversation, user));
                rooms.leave(conversation, user);
            }
            Step::Begin(session, device) => devices.begin(session, device),
            Step::Extend(session, until) => {
                devices.extend(session, until);
                rooms.extend(session, until);
            }
            Step::End(session) => {
                devices.end(session);
                rooms.end(session);
            }
            Step::Rev(rev) => rooms.set_rev(rev),
            Step::Discard(blob) => blobs.discard(blob),
            Step::Set(settings) => live.set(settings),
            Step::Deliver => bell.notify_one(),
        }
    }
    if !answered {
        answer();
    }
}

/// A change on its way through the writer.
pub(super) struct Task<T, W, A> {
    work: Option<W>,
    done: Option<T>,
    answer: A,
}

impl<T, W, A> Task<T, W, A> {
    pub(super) fn new(work: W, answer: A) -> Self {
        Task { work: Some(work), done: None, answer }
    }
}

impl<T, W, A> Job<Vec<Step>> for Task<T, W, A>
where
    T: Send,
    W: FnOnce(&Connection) -> Result<Outcome<T>> + Send,
    A: FnOnce(Result<T>) + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<Vec<Step>> {
        let work = self.work.take().ok_or_else(|| Error::internal("a change ran twice"))?;
        let outcome = work(connection)?;
        self.done = Some(outcome.answer);
        Ok(outcome.steps)
    }

    fn answer(self: Box<Self>, verdict: Result<()>) {
        let Task { done, answer, .. } = *self;
        answer(verdict.and_then(|()| done.ok_or_else(|| Error::internal("a change left no answer"))));
    }
}
