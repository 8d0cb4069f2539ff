//! Read marks: who read what, when, and how much is unread.

use std::collections::HashSet;

use rusqlite::Connection;

use super::Chat;
use super::access::Member;
use super::accounts::Caller;
use super::outcome::{Audience, Outcome, Step};
use crate::error::{Error, Result};
use crate::protocol::events::{MarkRead, MessagesRead, ServerEvent, UnreadChanged};
use crate::protocol::ids::{MessageId, UserId};
use crate::protocol::time::Moment;
use crate::store::writer::{next_rev, rev};
use crate::store::{conversations, messages, reads, sql};

/// Ids in one `mark_read`.
pub const IDS: usize = 500;

impl Chat {
    /// Answers the caller's unread count afterwards.
    pub fn mark_read(&self, caller: &Caller, marks: MarkRead, answer: impl FnOnce(Result<i64>) + Send + 'static) {
        let user = caller.user;
        if marks.message_ids.as_ref().is_some_and(|ids| ids.len() > IDS) {
            return answer(Err(Error::bad_request(format!("Mark at most {IDS} messages at once.")).field("messageIds")));
        }
        if marks.message_ids.is_none() && marks.up_to.is_none() {
            return answer(Err(Error::bad_request("Name the messages that were read.").field("messageIds")));
        }
        self.write(move |connection| mark(connection, user, &marks), answer);
    }
}

/// What was read: the valid ids in the order given, and the ranges of `seq` that they make.
struct Marks {
    ids: Vec<MessageId>,
    ranges: Vec<(i64, i64)>,
    authors: HashSet<UserId>,
}

fn mark(connection: &Connection, user: UserId, marks: &MarkRead) -> Result<Outcome<i64>> {
    let member = Member::prove(connection, marks.conversation_id, user)?;
    let conversation = member.conversation();
    let read = match (&marks.message_ids, marks.up_to) {
        (_, Some(up_to)) => up_to_message(connection, &member, up_to)?,
        (Some(ids), None) => named(connection, &member, ids)?,
        (None, None) => return Err(Error::bad_request("Name the messages that were read.")),
    };
    let (known, _) = conversations::own(connection, conversation, user)?.ok_or_else(Error::not_found)?;
    let Some(highest) = read.ranges.iter().map(|range| range.1).max().filter(|_| !read.ids.is_empty()) else {
        return Ok(Outcome::quiet(messages::unread(connection, conversation, user, known)?));
    };

    let (now, next) = (Moment::now(), rev(connection)? + 1);
    let mut new = highest > known;
    for range in read.ranges {
        new |= reads::mark(connection, conversation, user, range, now, next)?;
    }
    let last_read_seq = known.max(highest);
    let rev = if new {
        let rev = next_rev(connection)?;
        connection.prepare_cached(sql::PARTICIPANT_READ_UP_TO)?.execute((conversation, user, last_read_seq, rev))?;
        rev
    } else {
        next - 1
    };
    let unread_count = messages::unread(connection, conversation, user, last_read_seq)?;

    let crowded = conversations::count(connection, conversation)? > conversations::NAMED;
    let audience = if crowded {
        Audience::Participants(conversation, read.authors.into_iter().chain([user]).collect())
    } else {
        Audience::Room(conversation)
    };
    let told =
        MessagesRead { conversation_id: conversation, message_ids: read.ids, read_by: user, up_to_seq: last_read_seq, rev };
    let unread = UnreadChanged { conversation_id: conversation, unread_count, mention_count: 0, last_read_seq, rev };
    let steps = vec![
        Step::Rev(rev),
        Step::Tell(audience, ServerEvent::MessagesRead(told)),
        Step::Tell(Audience::Person(user), ServerEvent::UnreadChanged(unread)),
    ];
    Ok(Outcome::new(unread_count, steps))
}

/// Own messages, those of other conversations and those of nowhere are passed over.
fn named(connection: &Connection, member: &Member, asked: &[MessageId]) -> Result<Marks> {
    let mut marks = Marks { ids: Vec::new(), ranges: Vec::new(), authors: HashSet::new() };
    let mut seen = HashSet::new();
    let mut seqs = Vec::new();
    for id in asked.iter().filter(|id| seen.insert(**id)) {
        match messages::place(connection, *id)? {
            Some(place) if place.conversation == member.conversation() && place.sender != member.user() => {
                marks.ids.push(*id);
                marks.authors.insert(place.sender);
                seqs.push(place.seq);
            }
            _ => {}
        }
    }
    seqs.sort_unstable();
    for seq in seqs {
        match marks.ranges.last_mut() {
            Some(range) if range.1 + 1 == seq => range.1 = seq,
            _ => marks.ranges.push((seq, seq)),
        }
    }
    Ok(marks)
}

fn up_to_message(connection: &Connection, member: &Member, up_to: MessageId) -> Result<Marks> {
    let mut marks = Marks { ids: Vec::new(), ranges: Vec::new(), authors: HashSet::new() };
    let Some(place) = messages::place(connection, up_to)?.filter(|place| place.conversation == member.conversation()) else {
        return Ok(marks);
    };
    marks.ids = messages::ids_of_others(connection, member.conversation(), member.user(), place.seq)?;
    for id in &marks.ids {
        marks.authors.extend(messages::place(connection, *id)?.map(|place| place.sender));
    }
    marks.ranges.push((1, place.seq));
    Ok(marks)
}
