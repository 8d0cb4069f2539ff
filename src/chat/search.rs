//! Searching what one may see: words, and operators beside them or among them.

use std::collections::HashMap;

use rusqlite::Connection;
use serde::Deserialize;

use super::Chat;
use super::access::Member;
use super::caller::Caller;
use crate::error::{Error, Result};
use crate::protocol::ids::{ConversationId, MessageId, UserId};
use crate::protocol::rest::{Found, FoundMessage, Snippet};
use crate::protocol::time::Moment;
use crate::store::search::{Hit, Search};
use crate::store::words::Held;
use crate::store::{conversations, messages, search as kept, users};
use crate::text::query::{Operator, Query};

/// Results in a page, unless told otherwise.
const PAGE: usize = 20;

/// Results in a page, at most.
pub const PAGE_MAX: i64 = 100;

/// Bytes of a query: those of the longest message.
const QUERY: usize = super::messages::CONTENT;

/// Words and phrases of a query.
const PHRASES: usize = 64;

/// A question as it came. The operators may also stand in `q`, as in `in:general`; of several values of one, any will do, but
/// everything that `has` names has to be there. `before` and `after` leave out the day, month, year or moment that they name.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Question {
    /// Every word has to be there; the last may be the beginning of one. "Words in quotes" stand side by side.
    #[serde(default)]
    pub q: String,
    /// A conversation: its id, its name, or the user name of the other person in a direct one.
    pub r#in: Option<String>,
    /// A person: an id, a user name, or `me`.
    pub from: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
    /// `file`, `image` or `link`.
    pub has: Option<String>,
    pub limit: Option<i64>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

impl Chat {
    /// Newest first, and only where the caller takes part now. What nobody said and what was said elsewhere look the same.
    ///
    /// # Errors
    /// `bad_request` for a date, a `has`, a limit or a cursor that is none; `payload_too_large` for a query longer than a message.
    pub async fn search(&self, caller: &Caller, question: Question) -> Result<Found> {
        let user = caller.user;
        self.rates().search.take(user)?;
        let asked = Asked::of(question)?;
        self.read(move |connection| {
            if asked.is_empty() {
                return Ok(Found { results: Vec::new(), next: None });
            }
            let search = asked.resolve(connection, user)?;
            let limit = search.limit - 1;
            let mut hits = kept::find(connection, &search)?;
            let more = hits.len() > limit;
            hits.truncate(limit);
            let next = hits.last().filter(|_| more).map(|hit| hit.message);
            Ok(Found { results: found(connection, hits)?, next })
        })
        .await
    }
}

/// In the order of the hits.
fn found(connection: &Connection, hits: Vec<Hit>) -> Result<Vec<FoundMessage>> {
    let mut messages = hits.iter().map(|hit| messages::bare(connection, hit.row)).collect::<Result<Vec<_>>>()?;
    messages::complete_all(connection, &mut messages)?;
    let mut messages: HashMap<_, _> = messages.into_iter().map(|message| (message.id, message)).collect();
    let results = hits.into_iter().map(|hit| {
        let message = messages.remove(&hit.message).ok_or_else(Error::not_found)?;
        let snippet = Snippet { text: hit.snippet.text, marks: hit.snippet.marks };
        Ok(FoundMessage { conversation_id: message.conversation_id, message, snippet })
    });
    results.collect()
}

/// A question that was understood; names are not looked up yet.
#[derive(Default)]
struct Asked {
    search: Search,
    rooms: Vec<String>,
    people: Vec<String>,
}

impl Asked {
    fn of(question: Question) -> Result<Self> {
        if question.q.len() > QUERY {
            return Err(Error::too_large(format!("Look for at most {QUERY} bytes of text.")).field("q"));
        }
        let limit = question.limit.unwrap_or(PAGE as i64);
        if limit < 1 {
            return Err(Error::bad_request("A page has at least one result.").field("limit"));
        }
        let query = Query::parse(&question.q);
        if query.phrases.len() > PHRASES {
            return Err(Error::bad_request(format!("Look for at most {PHRASES} words at once.")).field("q"));
        }
        let mut asked = Asked::default();
        asked.search.phrases = query.phrases;
        // One more than asked for tells whether there is more.
        asked.search.limit = limit.min(PAGE_MAX) as usize + 1;
        asked.search.older_than = question.cursor.as_deref().map(cursor).transpose()?;
        for (operator, value) in query.operators {
            asked.take(operator, &value, "q")?;
        }
        let beside = [
            (Operator::In, question.r#in, "in"),
            (Operator::From, question.from, "from"),
            (Operator::Before, question.before, "before"),
            (Operator::After, question.after, "after"),
            (Operator::Has, question.has, "has"),
        ];
        for (operator, value, field) in beside {
            if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
                asked.take(operator, &value, field)?;
            }
        }
        Ok(asked)
    }

    fn take(&mut self, operator: Operator, value: &str, field: &'static str) -> Result<()> {
        let span = || {
            let wrong = || Error::bad_request("Write a date as 2024, 2024-01, 2024-01-31 or 2024-01-31T10:30:00Z.").field(field);
            Moment::span(value).ok_or_else(wrong)
        };
        let search = &mut self.search;
        match operator {
            Operator::In => self.rooms.push(value.trim().to_owned()),
            Operator::From => self.people.push(value.trim().to_owned()),
            Operator::Before => {
                let until = span()?.0;
                search.until = Some(search.until.map_or(until, |known| known.min(until)));
            }
            Operator::After => {
                let from = span()?.1;
                search.from = Some(search.from.map_or(from, |known| known.max(from)));
            }
            Operator::Has => search.held.push(match value.trim().to_lowercase().as_str() {
                "file" => Held::File,
                "image" => Held::Image,
                "link" => Held::Link,
                _ => return Err(Error::bad_request("A message has a file, an image or a link.").field(field)),
            }),
        }
        Ok(())
    }

    /// Nothing was asked, or nothing that can be found: punctuation alone.
    fn is_empty(&self) -> bool {
        let search = &self.search;
        let narrowed = search.until.is_some() || search.from.is_some() || !search.held.is_empty();
        search.phrases.is_empty() && self.rooms.is_empty() && self.people.is_empty() && !narrowed
    }

    /// A name that fits nothing finds nothing.
    fn resolve(self, connection: &Connection, user: UserId) -> Result<Search> {
        let Asked { mut search, rooms, people } = self;
        search.conversations = Member::everywhere(connection, user)?.iter().map(Member::conversation).collect();
        if !rooms.is_empty() {
            let named = named(connection, user, &rooms)?;
            search.conversations.retain(|id| named.contains(id));
        }
        if !people.is_empty() {
            let people = people.iter().map(|name| person(connection, user, name));
            search.senders = Some(people.filter_map(Result::transpose).collect::<Result<_>>()?);
        }
        Ok(search)
    }
}

fn cursor(text: &str) -> Result<MessageId> {
    let id = MessageId::parse(text);
    if id == MessageId::parse("") {
        return Err(Error::bad_request("This cursor is none that a search answered; begin with the first page.").field("cursor"));
    }
    Ok(id)
}

/// The conversations that go by one of the names: ids, names without regard to case, and people for direct conversations.
fn named(connection: &Connection, user: UserId, names: &[String]) -> Result<Vec<ConversationId>> {
    let mut found: Vec<ConversationId> = names.iter().map(|name| ConversationId::parse(name)).collect();
    let names: Vec<String> = names.iter().map(|name| name.trim_start_matches('#').to_lowercase()).collect();
    for (id, name) in conversations::names(connection, user)? {
        if names.contains(&name.to_lowercase()) {
            found.push(id);
        }
    }
    for name in names {
        if let Some(other) = users::by_name(connection, name.trim_start_matches('@'))?
            && let Some(id) = conversations::of_pair(connection, user, other)?
        {
            found.push(id);
        }
    }
    Ok(found)
}

fn person(connection: &Connection, user: UserId, name: &str) -> Result<Option<UserId>> {
    let id = UserId::parse(name);
    if id != UserId::parse("") {
        return Ok(Some(id));
    }
    let name = name.trim_start_matches('@').to_lowercase();
    let found = users::by_name(connection, &name)?;
    Ok(found.or((name == "me").then_some(user)))
}
