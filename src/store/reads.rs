//! Read marks at rest: disjoint ranges of `seq` for each reader, so that the first time stands.

use rusqlite::Connection;

use super::sql;
use super::writer::next_rev;
use crate::error::Result;
use crate::protocol::entities::{Message, MessageStatus, Reader};
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::time::Moment;

/// Readers that a message names; the rest are counted.
const NAMED: usize = 100;

/// Ranges that share one number of the counter at most: what shares one comes in one page of `sync`.
const TOGETHER: usize = 500;

/// What one reader marks in one conversation at one moment.
pub struct Marking {
    pub conversation: ConversationId,
    pub reader: UserId,
    pub at: Moment,
    rev: Option<i64>,
    ranges: usize,
}

impl Marking {
    pub fn new(conversation: ConversationId, reader: UserId, at: Moment) -> Self {
        Marking { conversation, reader, at, rev: None, ranges: 0 }
    }

    /// The number of what was marked last; none where all of it was marked before.
    pub fn rev(&self) -> Option<i64> {
        self.rev
    }

    /// Marks `from..=to`, leaving alone what was marked before.
    pub fn mark(&mut self, connection: &Connection, (from, to): (i64, i64)) -> Result<()> {
        let mut statement = connection.prepare_cached(sql::READS_OF_READER)?;
        let known: Vec<(i64, i64)> = statement
            .query_map((self.conversation, self.reader, from, to), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut next = from;
        for (known_from, known_to) in known.into_iter().chain([(to + 1, to + 1)]) {
            if next < known_from {
                self.insert(connection, next, known_from - 1)?;
            }
            next = next.max(known_to + 1);
        }
        Ok(())
    }

    fn insert(&mut self, connection: &Connection, from: i64, to: i64) -> Result<()> {
        let rev = match self.rev {
            Some(rev) if !self.ranges.is_multiple_of(TOGETHER) => rev,
            _ => next_rev(connection)?,
        };
        self.rev = Some(rev);
        self.ranges += 1;
        connection.prepare_cached(sql::READ_INSERT)?.execute((self.conversation, self.reader, from, to, self.at, rev))?;
        Ok(())
    }
}

/// Fills in who read each message of a page of one conversation.
pub fn fill_in(
    connection: &Connection,
    conversation: ConversationId,
    (from, to): (i64, i64),
    page: &mut [Message],
) -> Result<()> {
    let mut statement = connection.prepare_cached(if from == to { sql::READS_OF_ONE } else { sql::READS_BETWEEN })?;
    let mut rows = statement.query((conversation, from, to))?;
    while let Some(row) = rows.next()? {
        let (reader, from, to, read_at): (UserId, i64, i64, Option<Moment>) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let Some(read_at) = read_at else { continue };
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
