//! How SQLite means to carry out what people wait for: by index alone, in an empty house and in one that it knows by `ANALYZE`.

use rusqlite::{Connection, StatementStatus, params_from_iter};

use super::editions::SCHEMA;
use super::{sql, words};

/// Everything that history, the list of conversations, reading, sending, searching, catching up and the rest of the day ask for.
const HOT: &[&str] = &[
    "AUDIT_PAGE",
    "CHANNELS",
    "CONVERSATIONS_OF_USER",
    "CONVERSATION_BY_ID",
    "CONVERSATION_IDS_OF_USER",
    "CONVERSATION_LAST_SEQ",
    "CONVERSATION_NAMES",
    "CONVERSATION_NEXT_SEQ",
    "CONVERSATION_OF_PAIR",
    "CONVERSATION_STANDING",
    "ERASE_MENTIONS",
    "ERASE_MESSAGES",
    "ERASE_PAGE",
    "ERASE_REACTIONS",
    "DELIVERIES_NOTE",
    "FILES_SIZE",
    "FILE_BY_ID",
    "FILE_DELETE_UNHELD",
    "FILE_OF_MESSAGE",
    "FILE_SEEN_BY",
    "HOOK_BY_SECRET",
    "INVITE_BY_CODE",
    "MENTIONED",
    "MENTIONED_HERE",
    "MENTIONS_BETWEEN",
    "MENTIONS_UNREAD",
    "MENTION_DELETE",
    "MESSAGES_AFTER",
    "MESSAGES_BEFORE",
    "MESSAGES_OF_OTHERS",
    "MESSAGES_PINNED",
    "MESSAGES_PINNED_COUNT",
    "MESSAGES_UNREAD",
    "MESSAGE_BY_CLIENT_ID",
    "MESSAGE_BY_ID",
    "MESSAGE_BY_ROW",
    "MESSAGE_BY_SEQ",
    "MESSAGE_DELETE",
    "MESSAGE_EDIT",
    "MESSAGE_PIN",
    "MESSAGE_PLACE",
    "MESSAGE_TOUCH",
    "PARTICIPANT",
    "PARTICIPANTS",
    "PARTICIPANT_COUNT",
    "PARTICIPANT_IDS",
    "PARTICIPANT_INSERT",
    "PARTICIPANT_OWN",
    "PARTICIPANT_READ_UP_TO",
    "PARTICIPANT_ROLE",
    "PARTICIPANT_STANDINGS",
    "REACTIONS_BETWEEN",
    "REACTIONS_DELETE",
    "REACTIONS_OF",
    "READS_BETWEEN",
    "READS_OF_ONE",
    "READS_OF_READER",
    "RESET_OF",
    "RETENTION_OLDEST",
    "SEARCH_FIRST_AFTER",
    "SEARCH_LAST_BEFORE",
    "SEARCH_NEWEST",
    "SEARCH_PLACE",
    "SEARCH_PROPOSED",
    "SEARCH_ROW",
    "SEARCH_ROWS_OF",
    "SEARCH_WORDS",
    "STATS_LENGTH",
    "SYNC_CONVERSATIONS",
    "SYNC_DEPARTURES",
    "SYNC_MESSAGES",
    "SYNC_NEWEST",
    "SYNC_READS",
    "SYNC_USERS",
    "USER_BY_ID",
    "USER_BY_NAME",
    "USER_LOGIN",
    "WORDS_EDGE",
    "WORDS_NEXT",
    "WORDS_OF_MESSAGE",
    "WORDS_SET_EDGE",
];

/// These sort what they found: a person's conversations, and the reactions to a page.
const SORTED: &[&str] = &["CONVERSATIONS_OF_USER", "REACTIONS_BETWEEN", "REACTIONS_OF"];

fn empty() -> Connection {
    let database = Connection::open_in_memory().expect("memory");
    super::pragmas(&database).expect("settings");
    database.execute_batch(SCHEMA).expect("the schema");
    words::prepare(&database).expect("the table of what is noted");
    database
}

/// A few huge rooms and many tiny ones, hardly anything deleted or pinned: what makes SQLite prefer another index, or none.
fn lived_in() -> Connection {
    let database = empty();
    let furniture = "
        CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) SELECT i FROM n;
        INSERT INTO users (id, username, display_name, password, role, created_at, rev)
            SELECT CAST(format('%016d', i) AS BLOB), 'name' || i, 'Name', '', 'member', i, i FROM n WHERE i <= 200;
        INSERT INTO conversations (id, type, name, created_at, updated_at, rev)
            SELECT CAST(format('%016d', i) AS BLOB), 'group', 'Room', i, i, i FROM n WHERE i <= 100;
        INSERT INTO participants (conversation, user, role, joined_at, rev)
            SELECT c.id, u.id, 'member', 1, 1 FROM conversations c JOIN users u WHERE c.rev <= 2 OR (c.rev * 7 + u.rev * 13) % 20 < 2;
        INSERT INTO messages (id, conversation, seq, sender, type, content, created_at, deleted_at, pinned_at, rev, client_id)
            SELECT CAST(format('%016d', i) AS BLOB), CAST(format('%016d', 1 + i * i % 7 * (i % 100) / 6) AS BLOB), i,
                   CAST(format('%016d', 1 + i % 150) AS BLOB), 'text', 'words', i, iif(i % 500 = 0, i, NULL), iif(i % 900 = 0, i, NULL), i,
                   iif(i % 2 = 0, i, NULL) FROM n;
        INSERT INTO reads (conversation, reader, from_seq, to_seq, read_at, rev)
            SELECT p.conversation, p.user, 1 + n.i * 10, 9 + n.i * 10, 1, 1 FROM participants p JOIN n ON n.i <= 5;
        INSERT INTO words (rowid, said, marks) SELECT row, content, '' FROM messages;
        ANALYZE;";
    database.execute_batch(furniture).expect("furniture");
    database
}

fn plan(database: &Connection, text: &str) -> Vec<String> {
    let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {text}")).expect(text);
    let parameters = vec!["1"; statement.parameter_count()];
    let steps = statement.query_map(params_from_iter(parameters), |row| row.get(3)).expect(text);
    steps.collect::<Result<_, _>>().expect(text)
}

/// A step that reads everything there is. A virtual table is asked by its own index where it was given something to look for.
fn reads_all(step: &str) -> bool {
    let is_asked = step.contains("VIRTUAL TABLE INDEX 192:M") || step.contains("vocabulary VIRTUAL TABLE INDEX 513:");
    step.starts_with("SCAN") && !step.contains("subquery") && !is_asked
}

#[test]
fn what_people_wait_for_is_read_by_index_also_once_sqlite_knows_the_house() {
    for database in [empty(), lived_in()] {
        for name in HOT {
            let (_, text) = sql::ALL.iter().find(|(known, _)| known == name).expect(name);
            let plan = plan(&database, text);
            let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE")) && !SORTED.contains(name);
            assert!(!sorts && !plan.iter().any(|step| reads_all(step)), "{name}: {plan:?}");
        }
    }
}

/// A plan that holds for any value, and that was made once.
#[test]
fn no_question_is_prepared_again_for_what_it_is_given() {
    let database = lived_in();
    for (name, text) in sql::ALL.iter().filter(|(name, _)| !["WORDS_PREPARE", "WORDS_VOCABULARY"].contains(name)) {
        let mut statement = database.prepare(text).expect(name);
        for value in [1, 2] {
            let parameters = vec![value; statement.parameter_count()];
            if statement.readonly() {
                // What it finds, or that it cannot take such a value, makes no difference.
                let _ = statement.query(params_from_iter(parameters)).and_then(|mut rows| rows.next().map(|_| ()));
            }
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{name}");
    }
}
