//! Where a search looks, by how many conversations there are and how often a word is said elsewhere: it finds the same.

use rusqlite::Connection;

use super::*;
use crate::store::editions::SCHEMA;
use crate::store::words::{self, prepare};

/// Forty rooms with two messages each, the oldest of all; then many more where the one who searches takes no part.
const ROOMS: i64 = 40;

fn house() -> (Connection, Vec<ConversationId>) {
    let connection = Connection::open_in_memory().expect("memory");
    connection.execute_batch(SCHEMA).expect("the schema");
    prepare(&connection).expect("the words of a writer");
    let elsewhere = LOOKED_UP + 1000;
    let furniture = format!(
        "PRAGMA foreign_keys = off;
        CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {elsewhere}) SELECT i FROM n;
        INSERT INTO conversations (id, type, last_seq, created_at, updated_at, rev)
            SELECT CAST(format('%016d', i) AS BLOB), 'group', 2, 1, 1, 1 FROM n WHERE i <= {ROOMS};
        INSERT INTO messages (row, id, conversation, seq, sender, type, content, created_at, rev)
            SELECT i, CAST(format('%016d', i) AS BLOB), CAST(format('%016d', (i + 1) / 2) AS BLOB), 2 - i % 2,
                   x'00112233445566778899aabbccddee01', 'text', iif(i % 2, 'common talk', 'talk of the town ' || i), i, i FROM n WHERE i <= 2 * {ROOMS};
        INSERT INTO messages (row, id, conversation, seq, sender, type, content, created_at, rev)
            SELECT 1000 + i, CAST(format('%016d', 1000 + i) AS BLOB), x'00112233445566778899aabbccddeeff', i,
                   x'00112233445566778899aabbccddee01', 'text', 'common talk', i, i FROM n;"
    );
    connection.execute_batch(&furniture).expect("furniture");
    words::index_all(&connection).expect("an index");
    let mut statement = connection.prepare("SELECT id FROM conversations ORDER BY id").expect("a statement");
    let rooms = statement.query_map([], |row| row.get(0)).expect("rooms").collect::<rusqlite::Result<_>>().expect("rooms");
    drop(statement);
    (connection, rooms)
}

fn rows(connection: &Connection, conversations: &[ConversationId], phrase: &str, open: bool) -> Vec<i64> {
    let phrases = Phrase::of(phrase, open).into_iter().collect();
    let search = Search { conversations: conversations.to_vec(), phrases, limit: 5, ..Search::default() };
    let hits = find(connection, &search).expect("an answer");
    let row = |hit: Hit| connection.query_row("SELECT row FROM messages WHERE id = ?1", [hit.message], |row| row.get(0));
    hits.into_iter().map(|hit| row(hit).expect("a row")).collect()
}

#[test]
fn what_everybody_says_elsewhere_is_found_in_ones_own_rooms_newest_first() {
    let (connection, rooms) = house();
    for open in [false, true] {
        assert_eq!(rows(&connection, &rooms, "common", open), [79, 77, 75, 73, 71], "in all, {open}");
        assert_eq!(rows(&connection, &rooms[..3], "common", open), [5, 3, 1], "in three, {open}");
        assert_eq!(rows(&connection, &rooms, "common talk", open), [79, 77, 75, 73, 71], "a phrase in all, {open}");
        assert_eq!(rows(&connection, &rooms, "of the town", open), [80, 78, 76, 74, 72], "what they alone say, {open}");
        assert_eq!(rows(&connection, &rooms, "nobody", open), [0; 0], "what nobody says, {open}");
    }
    assert_eq!(rows(&connection, &rooms, "town 7", true), [78, 76, 74, 72, 70], "seven, and what begins so");
    assert_eq!(rows(&connection, &rooms, "t", true), [80, 79, 78, 77, 76]);
    assert_eq!(rows(&connection, &rooms[..3], "t", true), [6, 5, 4, 3, 2]);
}
