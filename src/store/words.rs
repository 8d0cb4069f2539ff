//! The index of words at rest: what every message says, where it stands, who wrote it and what it holds. Deleted ones are not in it.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::sql;
use crate::error::Result;
use crate::protocol::entities::MessageKind;
use crate::protocol::ids::{ConversationId, MessageId, UserId};
use crate::text::words::{Script, Words};

/// Begins every mark, and no word.
const MARK: char = '§';

/// What a message may hold beside words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Anything attached.
    File,
    Image,
    /// A web address among the words.
    Link,
}

impl Held {
    pub fn mark(self) -> String {
        let name = match self {
            Held::File => 'f',
            Held::Image => 'i',
            Held::Link => 'l',
        };
        format!("{MARK}{name}")
    }
}

/// The mark of a conversation's messages; with a script, of those that hold a word in it: who looks for a Latin word in a
/// Chinese conversation need not read the whole of it.
pub fn conversation_mark(id: ConversationId, script: Option<Script>) -> String {
    let script = match script {
        None => "",
        Some(Script::Latin) => "l",
        Some(Script::Dense) => "d",
        Some(Script::Other) => "o",
    };
    format!("{MARK}c{}{script}", short(id.bytes()))
}

pub fn sender_mark(id: UserId) -> String {
    format!("{MARK}s{}", short(id.bytes()))
}

/// The half of an id that is chance alone. The index proposes and the table of messages decides, so two that share it do no harm.
fn short(id: [u8; 16]) -> String {
    format!("{:016x}", u128::from_be_bytes(id) as u64)
}

/// What the index holds of a message. To be taken out it has to be given again as it went in.
struct Entry {
    row: i64,
    said: String,
    marks: String,
}

impl Entry {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (conversation, sender, kind) = (row.get(1)?, row.get(2)?, row.get::<_, MessageKind>(3)?);
        let content = row.get_ref(4)?.as_str()?;
        let is_attached = row.get_ref(5)? != ValueRef::Null;
        let name = row.get_ref(6)?.as_str_or_null()?.unwrap_or_default();
        let (content_words, name_words) = (Words::of(content), Words::of(name));
        let said = format!("{} {}", content_words.said(), name_words.said());

        let mut marks = format!("{} {}", conversation_mark(conversation, None), sender_mark(sender));
        let mut mark = |mark: String| {
            marks.push(' ');
            marks.push_str(&mark);
        };
        for script in [Script::Latin, Script::Dense, Script::Other] {
            if [&content_words, &name_words].iter().any(|words| words.has(script)) {
                mark(conversation_mark(conversation, Some(script)));
            }
        }
        let held = [(Held::File, is_attached), (Held::Image, kind == MessageKind::Image), (Held::Link, holds_link(content))];
        held.into_iter().filter(|(_, is)| *is).for_each(|(held, _)| mark(held.mark()));
        Ok(Entry { row: row.get(0)?, said, marks })
    }
}

pub fn holds_link(content: &str) -> bool {
    let content = content.to_ascii_lowercase();
    ["http://", "https://"].iter().any(|scheme| {
        content
            .match_indices(scheme)
            .any(|(at, _)| content[at + scheme.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '['))
    })
}

/// What the writer's connection needs before the first change.
///
/// # Errors
/// `unavailable`.
pub fn prepare(connection: &Connection) -> Result<()> {
    connection.execute_batch(sql::WORDS_PREPARE)?;
    Ok(vocabulary(connection)?)
}

/// What a connection needs before it asks for the words that there are.
///
/// # Errors
/// `unavailable`.
pub fn vocabulary(connection: &Connection) -> rusqlite::Result<()> {
    connection.prepare_cached(sql::WORDS_VOCABULARY)?.execute([]).map(|_| ())
}

/// The words of the index that begin so, where they are at most `limit`. Some 50 µs for each.
///
/// # Errors
/// `unavailable`.
pub fn beginning(connection: &Connection, start: &str, limit: usize) -> Result<Option<Vec<String>>> {
    let mut next = connection.prepare_cached(sql::WORDS_NEXT)?;
    let mut found: Vec<String> = Vec::new();
    let mut from = start.as_bytes().to_vec();
    while let Some(word) = next.query_row([&from[..]], |row| row.get::<_, Vec<u8>>(0)).optional()? {
        let Some(word) = String::from_utf8(word).ok().filter(|word| word.starts_with(start)) else { break };
        if found.len() == limit {
            return Ok(None);
        }
        from = [word.as_bytes(), &[0]].concat();
        found.push(word);
    }
    Ok(Some(found))
}

/// Notes a message as it is now stored; `settle` brings it into the index.
///
/// # Errors
/// `unavailable`.
pub fn index(connection: &Connection, message: MessageId) -> Result<()> {
    if let Some(entry) = connection.prepare_cached(sql::WORDS_OF_MESSAGE)?.query_row([message], Entry::of).optional()? {
        connection.prepare_cached(sql::WORDS_NOTE)?.execute((entry.row, entry.said, entry.marks))?;
    }
    Ok(())
}

/// Takes a message out. Call it while the message is still stored as it was.
///
/// # Errors
/// `unavailable`.
pub fn unindex(connection: &Connection, message: MessageId) -> Result<()> {
    let Some(entry) = connection.prepare_cached(sql::WORDS_OF_MESSAGE)?.query_row([message], Entry::of).optional()? else {
        return Ok(());
    };
    if connection.prepare_cached(sql::WORDS_FORGET)?.execute([entry.row])? == 0 {
        connection.prepare_cached(sql::WORDS_DELETE)?.execute((entry.row, &entry.said, &entry.marks))?;
        forget_edges(connection, &entry.said)?;
    }
    Ok(())
}

/// Begins every term in the tables of FTS5.
const TERM: u8 = b'0';

/// FTS5's `secure-delete` leaves something: the table of where the pages of its index begin keeps the first letters of the first
/// word of a page, as many as tell it from the word before, when that word is long gone. Such an edge becomes the next word that
/// is still said; it stands in the same place between its neighbours.
fn forget_edges(connection: &Connection, said: &str) -> Result<()> {
    let mut vocabulary = connection.prepare_cached(sql::WORDS_NEXT)?;
    // Opening it makes FTS5 write what it still holds in memory.
    vocabulary.query_row([&[][..]], |_| Ok(())).optional()?;
    let segments: Vec<i64> =
        connection.prepare_cached(sql::WORDS_SEGMENTS)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut edge_at = connection.prepare_cached(sql::WORDS_EDGE)?;
    for word in said.split(' ').filter(|word| !word.is_empty()) {
        let term = [&[TERM], word.as_bytes()].concat();
        for segment in &segments {
            let edge: Option<Vec<u8>> = edge_at.query_row((segment, &term), |row| row.get(0)).optional()?;
            let Some(edge) = edge.filter(|edge| edge.len() > 1 && term.starts_with(edge)) else { continue };
            let next: Option<Vec<u8>> = vocabulary.query_row([&edge[1..]], |row| row.get(0)).optional()?;
            if let Some(next) = next.filter(|next| !next.starts_with(&edge[1..])) {
                connection.prepare_cached(sql::WORDS_SET_EDGE)?.execute((segment, edge, [&[TERM], &next[..]].concat()))?;
            }
        }
    }
    Ok(())
}

/// Brings into the index what was noted.
///
/// # Errors
/// `unavailable`.
pub fn settle(connection: &Connection) -> rusqlite::Result<()> {
    if connection.prepare_cached(sql::WORDS_SETTLE)?.execute([])? > 0 {
        connection.prepare_cached(sql::WORDS_SETTLED)?.execute([])?;
    }
    Ok(())
}

/// Brings every message of a database whose index is empty into it: some 15 s for a million.
///
/// # Errors
/// `unavailable`.
pub fn index_all(connection: &Connection) -> Result<()> {
    let mut all = connection.prepare(sql::WORDS_OF_ALL)?;
    let mut insert = connection.prepare(sql::WORDS_INSERT)?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let entry = Entry::of(row)?;
        insert.execute((entry.row, entry.said, entry.marks))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::*;
    use crate::protocol::entities::{AccountRole, ConversationKind};
    use crate::protocol::events::Draft;
    use crate::protocol::time::Moment;
    use crate::store::Store;
    use crate::store::conversations::{self, NewConversation};
    use crate::store::messages::{self, NewMessage, Place};
    use crate::store::users::{self, NewUser};

    fn place(connection: &Connection, id: MessageId) -> Place {
        messages::place(connection, id).expect("read").expect("there")
    }

    /// A house with one person and one room, on disk.
    fn house(directory: &Path) -> (Connection, UserId, ConversationId) {
        let (_, connection) = Store::open(&directory.join("parlor.db")).expect("a store");
        let (ann, room, now) = (UserId::mint(), ConversationId::mint(), Moment::now());
        let new = NewUser {
            id: ann,
            username: "ann".into(),
            display_name: "Ann".into(),
            password: String::new(),
            role: AccountRole::Member,
        };
        users::insert(&connection, &new, now, 1).expect("Ann");
        let kind = ConversationKind::Group;
        conversations::insert(
            &connection,
            &NewConversation { id: room, kind, name: None, topic: None, pair: None, retention: None },
            now,
            1,
        )
        .expect("a room");
        (connection, ann, room)
    }

    fn say(connection: &Connection, ann: UserId, room: ConversationId, content: &str) -> MessageId {
        let id = MessageId::mint();
        let draft = Draft {
            content: content.into(),
            kind: MessageKind::Text,
            file_url: None,
            file_name: None,
            client_id: None,
            reply_to: None,
        };
        messages::insert(
            connection,
            &NewMessage { id, conversation: room, sender: ann, draft: &draft, file: None },
            Moment::now(),
            1,
        )
        .expect("a message");
        id
    }

    fn count(connection: &Connection, question: &str) -> i64 {
        settle(connection).expect("settled");
        let count = connection.query_row("SELECT count(*) FROM words WHERE words MATCH ?1", [question], |row| row.get(0));
        count.expect("a count")
    }

    /// Which of the words still stand somewhere in the files.
    fn remains<'a>(directory: &Path, words: &'a HashSet<String>, length: usize) -> Vec<&'a str> {
        let mut remains = HashSet::new();
        for entry in std::fs::read_dir(directory).expect("a directory") {
            let bytes = std::fs::read(entry.expect("a file").path()).expect("bytes");
            for window in bytes.windows(length) {
                if let Some(word) = std::str::from_utf8(window).ok().and_then(|word| words.get(word)) {
                    remains.insert(word.as_str());
                }
            }
        }
        remains.into_iter().collect()
    }

    #[test]
    fn what_changes_before_it_is_settled_is_found_as_it_became() {
        let directory = tempfile::tempdir().expect("a directory");
        let (connection, ann, room) = house(directory.path());
        let (kept, gone) = (say(&connection, ann, room, "first words"), say(&connection, ann, room, "never mind"));
        messages::edit(&connection, kept, "second words", Moment::now(), 2).expect("edited");
        messages::delete(&connection, gone, place(&connection, gone), Moment::now(), 3).expect("deleted");
        assert_eq!(["first", "second", "words", "never", "deleted"].map(|word| count(&connection, word)), [0, 1, 1, 0, 0]);
        messages::edit(&connection, kept, "third", Moment::now(), 4).expect("edited");
        assert_eq!(["second", "words", "third"].map(|word| count(&connection, word)), [0, 0, 1]);
        assert_eq!(count(&connection, &format!("\"{}\"", conversation_mark(room, None))), 1);
    }

    /// Words that differ in their last character stand side by side in the index, and at the edges of its pages are told apart in
    /// full: the hardest ones to forget.
    #[test]
    fn whatever_is_deleted_leaves_no_word_behind() {
        let directory = tempfile::tempdir().expect("a directory");
        let (connection, ann, room) = house(directory.path());
        let mut gone = HashSet::new();
        let mut messages = Vec::new();
        connection.execute_batch("BEGIN").expect("begun");
        for number in 0..2000 {
            let word = format!("zq{number:06}");
            messages.push(say(&connection, ann, room, &format!("{word} 上海 common")));
            if number % 3 != 0 {
                gone.insert(word);
            }
        }
        settle(&connection).expect("settled");
        connection.execute_batch("COMMIT").expect("committed");
        assert_eq!(remains(directory.path(), &gone, 8).len(), gone.len(), "else this test sees nothing");
        connection.execute_batch("BEGIN").expect("begun");
        for (number, id) in messages.iter().enumerate().filter(|(number, _)| number % 3 != 0) {
            if number % 2 == 0 {
                messages::delete(&connection, *id, place(&connection, *id), Moment::now(), 2).expect("deleted");
            } else {
                messages::edit(&connection, *id, "other words", Moment::now(), 2).expect("edited");
            }
        }
        settle(&connection).expect("settled");
        connection.execute_batch("COMMIT").expect("committed");
        assert_eq!(count(&connection, "zq000000"), 1, "the others are still found");
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("a checkpoint");
        assert_eq!(remains(directory.path(), &gone, 8), [""; 0]);
        connection.execute_batch("INSERT INTO words (words) VALUES ('integrity-check')").expect("a sound index");
    }
}
