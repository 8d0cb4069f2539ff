//! Read marks at rest: disjoint ranges of `seq` for each reader, so that the first time stands.

use rusqlite::Connection;

use super::sql;
use crate::error::Result;
use crate::protocol::entities::{Message, MessageStatus, Reader};
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::time::Moment;

/// Readers that a message names; the rest are counted.
const NAMED: usize = 100;

/// Marks `from..=to`, leaving alone what was marked before. Answers whether anything was new.
pub fn mark(
    connection: &Connection,
    conversation: ConversationId,
    reader: UserId,
    (from, to): (i64, i64),
    at: Moment,
    rev: i64,
) -> Result<bool> {
    let mut statement = connection.prepare_cached(sql::READS_OF_READER)?;
    let known: Vec<(i64, i64)> = statement
        .query_map((conversation, reader, from, to), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut next = from;
    let mut insert = connection.prepare_cached(sql::READ_INSERT)?;
    let mut new = false;
    for (known_from, known_to) in known.into_iter().chain([(to + 1, to + 1)]) {
        if next < known_from {
            insert.execute((conversation, reader, next, known_from - 1, at, rev))?;
            new = true;
        }
        next = next.max(known_to + 1);
    }
    Ok(new)
}

/// Fills in who read each message of a page of one conversation.
pub fn fill_in(
    connection: &Connection,
    conversation: ConversationId,
    (from, to): (i64, i64),
    page: &mut [Message],
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql::READS_BETWEEN)?;
    let mut rows = statement.query((conversation, from, to))?;
    while let Some(row) = rows.next()? {
        let (reader, from, to, read_at): (UserId, i64, i64, Moment) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        for message in page.iter_mut().filter(|message| (from..=to).contains(&message.seq)) {
            if message.sender.id != reader {
                message.status = MessageStatus::Read;
                message.read_by_count += 1;
                if message.read_by.len() < NAMED {
                    message.read_by.push(Reader { user: reader, read_at });
                }
            }
        }
    }
    Ok(())
}
