//! The ladder of editions: how an older database becomes today's, by `user_version`.

use rusqlite::Connection;

use super::words;
use crate::error::{Error, Result};

/// The database as a fresh install makes it.
pub const SCHEMA: &str = include_str!("../../schema.sql");

/// A step up: statements, then what they cannot do. Both have to work on the edition that they make, whatever comes after it.
struct Step {
    sql: &'static str,
    then: fn(&Connection) -> Result<()>,
}

/// What lifts a database of edition 1 by one, and so on.
const STEPS: &[Step] = &[Step { sql: include_str!("editions/2.sql"), then: words::index_all }];

/// What this program reads and writes.
pub const EDITION: i64 = STEPS.len() as i64 + 1;

/// Makes a fresh database, or lifts an older one step by step.
///
/// # Errors
/// A database of a newer program is refused untouched.
pub fn climb(connection: &mut Connection) -> Result<()> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > EDITION {
        return Err(Error::internal(format!(
            "The database is of edition {found} and this program knows {EDITION}; start a newer Parlor."
        )));
    }
    if found == EDITION {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    if found == 0 {
        transaction.execute_batch(SCHEMA)?;
    } else {
        for step in STEPS.get(found as usize - 1..).unwrap_or_default() {
            transaction.execute_batch(step.sql)?;
            (step.then)(&transaction)?;
        }
    }
    transaction.pragma_update(None, "user_version", EDITION)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edition 1 as its program made it.
    const FIRST: &str = include_str!("../../tests/editions/1.sql");

    /// Tables, columns, keys and indices, in words.
    fn shape(database: &Connection) -> Vec<String> {
        let mut shape = Vec::new();
        for pragma in [
            "SELECT 'table', name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'",
            "SELECT 'column', t.name, x.cid, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk FROM pragma_table_list t, pragma_table_xinfo(t.name) x WHERE t.schema = 'main'",
            "SELECT 'foreign', t.name, f.seq, f.\"table\", f.\"from\", f.\"to\" FROM pragma_table_list t, pragma_foreign_key_list(t.name) f WHERE t.schema = 'main'",
            "SELECT 'index', t.name, i.name, i.\"unique\", i.partial, x.seqno, x.name, x.\"desc\" FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name) x WHERE t.schema = 'main'",
        ] {
            let mut statement = database.prepare(pragma).expect(pragma);
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                let cells: rusqlite::Result<Vec<_>> = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at)).collect();
                Ok(format!("{:?}", cells?))
            });
            shape.extend(rows.expect(pragma).map(|row| row.expect(pragma)));
        }
        shape.sort();
        shape
    }

    fn opened(first: &str, edition: i64) -> Connection {
        furnished(first, edition, "")
    }

    /// A database of an older edition with something in it, lifted to today's.
    fn furnished(first: &str, edition: i64, what: &str) -> Connection {
        let mut database = Connection::open_in_memory().expect("memory");
        database.execute_batch(first).expect("the schema");
        database.execute_batch(what).expect("furniture");
        database.pragma_update(None, "user_version", edition).expect("an edition");
        climb(&mut database).expect("the ladder");
        database
    }

    #[test]
    fn whoever_climbs_the_ladder_comes_to_the_same_house_as_who_moves_in_today() {
        let fresh = opened("", 0);
        assert_eq!(shape(&opened(FIRST, 1)), shape(&fresh));
        let edition: i64 = fresh.pragma_query_value(None, "user_version", |row| row.get(0)).expect("an edition");
        assert_eq!(edition, EDITION);
    }

    #[test]
    fn what_was_said_in_the_first_edition_is_found_in_this_one() {
        let furniture = "
            INSERT INTO users (id, username, display_name, password, role, created_at, rev) VALUES (x'00112233445566778899aabbccddee01', 'ann', 'Ann', '', 'admin', 1, 1);
            INSERT INTO conversations (id, type, last_seq, created_at, updated_at, rev) VALUES (x'00112233445566778899aabbccddeeff', 'group', 3, 1, 1, 1);
            INSERT INTO messages (row, id, conversation, seq, sender, type, content, created_at, deleted_at, rev) VALUES
                (5, x'0a', x'00112233445566778899aabbccddeeff', 1, x'00112233445566778899aabbccddee01', 'text', 'Meet at the Café', 1, NULL, 1),
                (6, x'0b', x'00112233445566778899aabbccddeeff', 2, x'00112233445566778899aabbccddee01', 'text', 'This message was deleted', 1, 2, 1),
                (9, x'0c', x'00112233445566778899aabbccddeeff', 3, x'00112233445566778899aabbccddee01', 'text', '我在上海', 1, NULL, 1);";
        let database = furnished(FIRST, 1, furniture);
        for (question, rows) in [("cafe", vec![5]), ("deleted", vec![]), ("上海", vec![9])] {
            let mut statement = database.prepare("SELECT rowid FROM words WHERE words MATCH ?1").expect("the index");
            let found = statement.query_map([question], |row| row.get(0)).expect("rows");
            assert_eq!(found.collect::<rusqlite::Result<Vec<i64>>>().expect("rows"), rows, "{question}");
        }
    }

    #[test]
    fn a_database_of_the_future_is_left_alone() {
        let mut database = Connection::open_in_memory().expect("memory");
        database.pragma_update(None, "user_version", EDITION + 1).expect("an edition");
        assert!(climb(&mut database).expect_err("refused").to_string().contains("newer Parlor"));
    }
}
