//! Read marks: who read what, when, and how much is unread.

use std::collections::HashSet;
use std::time::Instant;

use rusqlite::Connection;

use super::Chat;
use super::access::Member;
pub use super::bursts::IDS;
use super::bursts::{Turn, Waiting};
use super::caller::Caller;
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use crate::error::{Error, Result};
use crate::protocol::events::{MarkRead, MessagesRead, ServerEvent, UnreadChanged};
use crate::protocol::ids::{MessageId, UserId};
use crate::protocol::time::Moment;
use crate::store::messages::Place;
use crate::store::reads::Marking;
use crate::store::{conversations, mentions, messages, sql};

impl Chat {
    /// Answers the caller's unread count afterwards. What comes in a burst is one change, answered together; `turn` is dropped
    /// as soon as nobody needs to be held up for it.
    pub fn mark_read(&self, caller: &Caller, marks: MarkRead, turn: Turn, answer: impl FnOnce(Result<i64>) + Send + 'static) {
        if marks.message_ids.as_ref().is_some_and(|ids| ids.len() > IDS) {
            return answer(Err(Error::bad_request(format!("Mark at most {IDS} messages at once.")).field("messageIds")));
        }
        if marks.message_ids.is_none() && marks.up_to.is_none() {
            return answer(Err(Error::bad_request("Name the messages that were read.").field("messageIds")));
        }
        let call = Waiting { marks, answer: Box::new(answer), turn: Some(turn) };
        if let Some(call) = self.bursts.hold(caller.user, call, Instant::now()) {
            self.mark(caller.user, vec![call]);
        }
    }

    /// Makes one change of calls that one reader made in one conversation.
    pub(super) fn mark(&self, user: UserId, calls: Vec<Waiting>) {
        let (calls, answers): (Vec<_>, Vec<_>) = calls.into_iter().map(|call| (call.marks, (call.answer, call.turn))).unzip();
        self.write(
            move |connection| mark(connection, user, &calls),
            move |unread: Result<i64>| answers.into_iter().for_each(|(answer, _turn)| answer(unread.clone())),
        );
    }
}

/// What was read: the valid ids in the order given, each once, and the ranges of `seq` that they make.
#[derive(Default)]
struct Marks {
    ids: Vec<MessageId>,
    seen: HashSet<MessageId>,
    ranges: Vec<(i64, i64)>,
    /// Everything up to here is read.
    all_to: Option<i64>,
    authors: HashSet<UserId>,
}

fn mark(connection: &Connection, user: UserId, calls: &[MarkRead]) -> Result<Outcome<i64>> {
    let conversation = calls.first().ok_or_else(|| Error::internal("a mark of nothing"))?.conversation_id;
    let member = Member::prove(connection, conversation, user)?;
    let own = conversations::own(connection, conversation, user)?.ok_or_else(Error::not_found)?;
    let mut read = Marks::default();
    let mut highest: Option<Place> = None;
    for call in calls {
        match (&call.message_ids, call.up_to) {
            (_, Some(up_to)) => {
                let place = messages::place(connection, up_to)?.filter(|place| place.conversation == conversation);
                highest = highest.into_iter().chain(place).max_by_key(|place| place.seq);
            }
            (ids, None) => read.named(connection, &member, ids.as_deref().unwrap_or_default())?,
        }
    }
    if let Some(place) = highest {
        // Of several it alone is named for: the others' would be too much for one event.
        read.up_to(connection, &member, place.seq, own.first_seq)?;
    }
    let Some(highest) = read.ranges.iter().map(|range| range.1).max().filter(|_| !read.ids.is_empty()) else {
        return Ok(Outcome::quiet(messages::unread(connection, conversation, user, own.last_read_seq)?));
    };

    let mut marking = Marking::new(conversation, user, Moment::now());
    for range in read.ranges {
        marking.mark(connection, range)?;
    }
    // `lastReadSeq` is never behind what was marked: where nothing is new, it stays too.
    let last_read_seq = own.last_read_seq.max(highest);
    if let Some(rev) = marking.rev() {
        connection.prepare_cached(sql::PARTICIPANT_READ_UP_TO)?.execute((conversation, user, last_read_seq, rev))?;
    }
    let rev = marking.rev().unwrap_or(own.rev);
    let unread_count = messages::unread(connection, conversation, user, last_read_seq)?;

    let crowded = conversations::count(connection, conversation)? > conversations::NAMED;
    let audience = if crowded {
        Audience::Participants(conversation, read.authors.into_iter().chain([user]).collect())
    } else {
        Audience::Room(conversation)
    };
    let told = MessagesRead {
        conversation_id: conversation,
        message_ids: read.ids,
        read_by: user,
        up_to_seq: last_read_seq,
        all_to_seq: read.all_to,
        read_at: marking.at,
        rev,
    };
    let mention_count = mentions::unread(connection, conversation, user, last_read_seq)?;
    let unread = UnreadChanged { conversation_id: conversation, unread_count, mention_count, last_read_seq, rev };
    let steps = vec![
        Step::Rev(rev),
        Step::Tell(audience, ServerEvent::MessagesRead(told)),
        Step::Tell(Audience::Person(user), ServerEvent::UnreadChanged(unread)),
    ];
    Ok(Outcome::new(unread_count, steps))
}

impl Marks {
    /// Own messages, those of other conversations and those of nowhere are passed over.
    fn named(&mut self, connection: &Connection, member: &Member, asked: &[MessageId]) -> Result<()> {
        let mut seqs = Vec::new();
        for id in asked {
            if !self.seen.insert(*id) {
                continue;
            }
            match messages::place(connection, *id)? {
                Some(place) if place.conversation == member.conversation() && place.sender != member.user() => {
                    self.ids.push(*id);
                    self.authors.insert(place.sender);
                    seqs.push(place.seq);
                }
                _ => {}
            }
        }
        seqs.sort_unstable();
        let first = self.ranges.len();
        for seq in seqs {
            match self.ranges[first..].last_mut() {
                Some(range) if range.1 + 1 == seq => range.1 = seq,
                _ => self.ranges.push((seq, seq)),
            }
        }
        Ok(())
    }

    /// Everything from the first to a message; the newest 500 of others are named.
    fn up_to(&mut self, connection: &Connection, member: &Member, last: i64, first: i64) -> Result<()> {
        for (id, author) in messages::of_others(connection, member.conversation(), member.user(), last)? {
            if self.seen.insert(id) {
                self.ids.push(id);
            }
            self.authors.insert(author);
        }
        self.ranges.push((first, last));
        self.all_to = Some(last);
        Ok(())
    }
}
