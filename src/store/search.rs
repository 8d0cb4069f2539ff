//! Finding messages: the index of words proposes, the table of messages decides. Newest first.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row};

use super::words::{Held, beginning, conversation_mark, holds_link, sender_mark};
use super::{conversations, sql};
use crate::error::Result;
use crate::protocol::entities::MessageKind;
use crate::protocol::ids::{ConversationId, MessageId, UserId};
use crate::protocol::time::Moment;
use crate::text::phrase::Phrase;
use crate::text::snippet::{Snippet, snippet};
use crate::text::words::{Script, Words};

/// What is looked for, and where.
#[derive(Default)]
pub struct Search {
    /// Nothing outside of them is found.
    pub conversations: Vec<ConversationId>,
    /// All of them, in the words of a message or in the name of its file.
    pub phrases: Vec<Phrase>,
    /// One of them wrote it; nothing: whoever did.
    pub senders: Option<Vec<UserId>>,
    pub held: Vec<Held>,
    pub from: Option<Moment>,
    /// Not included.
    pub until: Option<Moment>,
    /// Not included either: the last of the page before.
    pub older_than: Option<MessageId>,
    pub limit: usize,
}

pub struct Hit {
    pub row: i64,
    pub message: MessageId,
    pub snippet: Snippet,
}

/// Conversations whose marks are put into a question. Each is a look into every segment of the index: 1,000 of them took 27 to
/// 100 ms in an index of a million messages and 13 segments, whatever else was asked.
const FEW: usize = 32;

/// Messages of conversations that are many but small, which are rather gone through than asked for by their marks.
const SMALL: i64 = 10_000;

/// Candidates that are looked up among those messages before these are read: 2 to 4 ms.
const LOOKED_UP: usize = 50_000;

/// Phrases of a search, and words of one of them, that the index is asked for. The rest is left to the table.
const ASKED: usize = 16;

/// Words that may begin as an open phrase ends, for FTS5 to look for each of them instead of merging them all.
const ENDINGS: usize = 8;

/// How far a stage may go before the next one takes over: candidates, and bytes of text that are cut into words.
struct Patience {
    rows: usize,
    bytes: usize,
}

impl Patience {
    /// 2 to 4 ms.
    const SHORT: Patience = Patience { rows: 2_000, bytes: 200_000 };
    /// The same, where most candidates are put back unread.
    const SKIMMING: Patience = Patience { rows: 6_000, bytes: 200_000 };
    const ENDLESS: Patience = Patience { rows: usize::MAX, bytes: usize::MAX };
}

#[derive(PartialEq)]
enum End {
    /// The page is full, or there is nothing more.
    Done,
    /// Candidates are left, below the last one.
    Tired,
}

/// The newest hits, up to the limit.
///
/// An open phrase (`me` for *meeting*) costs FTS5 a merge of all that begins so, wherever it stands: 33 ms for a word in every
/// second of a million messages, 220 to 300 ms for one letter. Where only a few words begin so, it is asked for each of them,
/// which costs 7 ms instead of 33. Otherwise the candidates that fit but for it are read first, newest first: what is frequent
/// fills a page at once, and what does not is rare enough to be merged. In the same way whoever takes part in very many
/// conversations looks at what was found anywhere first, and only then for the marks of each.
///
/// # Errors
/// `unavailable`.
pub fn find(connection: &Connection, search: &Search) -> Result<Vec<Hit>> {
    let mut sieve = Sieve::new(connection, search)?;
    if search.limit == 0 || search.conversations.is_empty() || search.senders.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let few = search.conversations.len() <= FEW;
    let asked = search.phrases.iter().take(ASKED).map(|phrase| Asked::of(connection, phrase)).collect::<Result<Vec<_>>>()?;
    let closed = || asked.iter().filter(|asked| !asked.merges);
    if !few && sieve.is_small()? {
        sieve.go_through(search.expression(closed(), false))?;
        return Ok(sieve.hits);
    }
    let mut stages = Vec::new();
    if closed().count() < asked.len() {
        stages.push((search.expression(closed(), few), if few { Patience::SHORT } else { Patience::SKIMMING }));
    }
    if !few {
        stages.push((search.expression(asked.iter(), false), Patience::SKIMMING));
    }
    stages.push((search.expression(asked.iter(), true), Patience::ENDLESS));
    for (expression, patience) in stages {
        let end = match expression {
            Some(expression) => sieve.ask(&expression, patience)?,
            None => sieve.leaf_through(patience)?,
        };
        if end == End::Done {
            break;
        }
    }
    Ok(sieve.hits)
}

/// A phrase as FTS5 is asked for it.
struct Asked {
    expression: String,
    /// All words that begin as it ends, of which there are many.
    merges: bool,
}

impl Asked {
    fn of(connection: &Connection, phrase: &Phrase) -> Result<Self> {
        let (words, rest) = phrase.words().split_at(phrase.words().len().min(ASKED));
        let whole = words.join(" ");
        let Some((last, before)) = words.split_last().filter(|_| phrase.is_open() && rest.is_empty()) else {
            return Ok(Asked { expression: either(vec![whole]), merges: false });
        };
        Ok(match beginning(connection, last, ENDINGS)? {
            None => Asked { expression: format!("\"{whole}\" *"), merges: true },
            // Nobody said it, and so nothing is found.
            Some(endings) if endings.is_empty() => Asked { expression: either(vec![whole]), merges: false },
            Some(endings) => {
                let ended = |ending: String| before.iter().cloned().chain([ending]).collect::<Vec<_>>().join(" ");
                Asked { expression: either(endings.into_iter().map(ended).collect()), merges: false }
            }
        })
    }
}

/// One of these, each a word or words that follow each other.
fn either(said: Vec<String>) -> String {
    format!("({})", said.iter().map(|said| format!("\"{said}\"")).collect::<Vec<_>>().join(" OR "))
}

impl Search {
    /// The question to FTS5, of quoted words alone: nothing that a person typed is ever its syntax. Nothing where there would be
    /// nothing to ask for.
    fn expression<'a>(&self, phrases: impl Iterator<Item = &'a Asked>, with_conversations: bool) -> Option<String> {
        let mut parts: Vec<String> = phrases.map(|phrase| phrase.expression.clone()).collect();
        if let Some(senders) = &self.senders {
            parts.push(either(senders.iter().map(|sender| sender_mark(*sender)).collect()));
        }
        parts.extend(self.held.iter().map(|held| either(vec![held.mark()])));
        if with_conversations {
            let hardest = self.phrases.iter().find(|phrase| phrase.is_open()).or(self.phrases.first());
            let script = hardest.and_then(|phrase| phrase.words().first()).map(|word| Script::of(word));
            parts.push(either(self.conversations.iter().map(|id| conversation_mark(*id, script)).collect()));
        }
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

/// What goes through it and fits stays.
struct Sieve<'a> {
    connection: &'a Connection,
    search: &'a Search,
    allowed: HashSet<ConversationId>,
    /// Rows of messages: from, and until before.
    floor: i64,
    ceiling: i64,
    hits: Vec<Hit>,
}

impl<'a> Sieve<'a> {
    fn new(connection: &'a Connection, search: &'a Search) -> Result<Self> {
        let allowed = search.conversations.iter().copied().collect();
        let mut sieve = Sieve { connection, search, allowed, floor: 0, ceiling: i64::MAX, hits: Vec::new() };
        let lowest = |at: Moment| MessageId::at(at, [0; 10]);
        if let Some(until) = search.until {
            let row: Option<i64> =
                connection.prepare_cached(sql::SEARCH_LAST_BEFORE)?.query_row([lowest(until)], |row| row.get(0))?;
            sieve.ceiling = row.map_or(0, |row| row + 1);
        }
        if let Some(from) = search.from {
            // The id is minted a moment before the message is dated.
            let from = Moment::from_milliseconds(from.milliseconds() - 1000);
            let row: Option<i64> =
                connection.prepare_cached(sql::SEARCH_FIRST_AFTER)?.query_row([lowest(from)], |row| row.get(0))?;
            sieve.floor = row.unwrap_or(i64::MAX);
        }
        if let Some(id) = search.older_than {
            let mut statement = connection.prepare_cached(sql::SEARCH_PLACE)?;
            let place: Option<(i64, MessageId)> = statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            // Where retention took it meanwhile, its neighbour tells the place.
            let ceiling = place.map_or(0, |(row, found)| if found == id { row } else { row + 1 });
            sieve.ceiling = sieve.ceiling.min(ceiling);
        }
        Ok(sieve)
    }

    fn ask(&mut self, expression: &str, patience: Patience) -> Result<End> {
        let mut statement = self.connection.prepare_cached(sql::SEARCH_WORDS)?;
        let rows = statement.query((expression, self.ceiling, self.floor))?;
        self.sift(rows, patience)
    }

    fn leaf_through(&mut self, patience: Patience) -> Result<End> {
        let mut statement = self.connection.prepare_cached(sql::SEARCH_NEWEST)?;
        let rows = statement.query((self.ceiling, self.floor))?;
        self.sift(rows, patience)
    }

    fn sift(&mut self, mut rows: rusqlite::Rows<'_>, mut patience: Patience) -> Result<End> {
        while let Some(row) = rows.next()? {
            let read = self.look_at(row)?;
            if self.hits.len() == self.search.limit {
                return Ok(End::Done);
            }
            patience.rows = patience.rows.saturating_sub(1);
            patience.bytes = patience.bytes.saturating_sub(read);
            if patience.rows == 0 || patience.bytes == 0 {
                self.ceiling = row.get(0)?;
                return Ok(End::Tired);
            }
        }
        Ok(End::Done)
    }

    fn is_small(&self) -> Result<bool> {
        let mut messages = 0;
        for id in &self.search.conversations {
            messages += conversations::last_seq(self.connection, *id)?;
            if messages > SMALL {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The messages of every conversation: those that the index proposes, and where it proposes too many, the rest as they stand.
    fn go_through(&mut self, expression: Option<String>) -> Result<()> {
        let mut all: Vec<i64> = Vec::new();
        let mut statement = self.connection.prepare_cached(sql::SEARCH_ROWS_OF)?;
        for id in &self.search.conversations {
            let rows = statement.query_map((id, self.ceiling, self.floor), |row| row.get::<_, i64>(0))?;
            all.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        all.sort_unstable();
        if let Some(expression) = expression {
            let mut statement = self.connection.prepare_cached(sql::SEARCH_PROPOSED)?;
            let mut rows = statement.query((expression, self.ceiling, self.floor))?;
            let mut left = LOOKED_UP;
            while let Some(row) = rows.next()? {
                let row = row.get(0)?;
                if all.binary_search(&row).is_ok() && self.is_full_with(row)? {
                    return Ok(());
                }
                left -= 1;
                if left == 0 {
                    self.ceiling = row;
                    break;
                }
            }
            if left > 0 {
                return Ok(());
            }
        }
        all.truncate(all.partition_point(|row| *row < self.ceiling));
        for row in all.into_iter().rev() {
            if self.is_full_with(row)? {
                break;
            }
        }
        Ok(())
    }

    fn is_full_with(&mut self, row: i64) -> Result<bool> {
        let mut statement = self.connection.prepare_cached(sql::SEARCH_ROW)?;
        let mut rows = statement.query([row])?;
        if let Some(row) = rows.next()? {
            self.look_at(row)?;
        }
        Ok(self.hits.len() == self.search.limit)
    }

    /// Keeps a candidate that fits. Answers the bytes that were read for it.
    fn look_at(&mut self, row: &Row<'_>) -> Result<usize> {
        let search = self.search;
        if !self.allowed.contains(&row.get(2)?) {
            return Ok(0);
        }
        let (sender, at): (UserId, Moment) = (row.get(3)?, row.get(4)?);
        let (kind, is_attached): (MessageKind, bool) = (row.get(5)?, row.get(6)?);
        let content = row.get_ref(7)?.as_str().map_err(rusqlite::Error::from)?;
        let name = row.get_ref(8)?.as_str_or_null().map_err(rusqlite::Error::from)?.unwrap_or_default();
        let fits = search.senders.as_ref().is_none_or(|senders| senders.contains(&sender))
            && search.from.is_none_or(|from| at >= from)
            && search.until.is_none_or(|until| at < until)
            && search.held.iter().all(|held| match held {
                Held::File => is_attached,
                Held::Image => kind == MessageKind::Image,
                Held::Link => holds_link(content),
            });
        if !fits {
            return Ok(0);
        }
        if let Some(snippet) = show(&search.phrases, content, name) {
            self.hits.push(Hit { row: row.get(0)?, message: row.get(1)?, snippet });
        }
        Ok(content.len() + name.len())
    }
}

/// What is shown of a message that holds all phrases: a piece of its content, or of the file's name where they stand in that alone.
fn show(phrases: &[Phrase], content: &str, name: &str) -> Option<Snippet> {
    if phrases.is_empty() {
        return Some(snippet(if content.trim().is_empty() { name } else { content }, Vec::new()));
    }
    let (content_words, name_words) = (Words::of(content), Words::of(name));
    let (mut in_content, mut in_name) = (Vec::new(), Vec::new());
    for phrase in phrases {
        let before = (in_content.len(), in_name.len());
        in_content.extend(phrase.found_in(&content_words));
        in_name.extend(phrase.found_in(&name_words));
        if before == (in_content.len(), in_name.len()) {
            return None;
        }
    }
    Some(if in_content.is_empty() { snippet(name, in_name) } else { snippet(content, in_content) })
}
