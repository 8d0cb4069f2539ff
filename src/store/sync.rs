//! What changed after a number of the counter, for one person: read by index, in the order of the counter.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Params, Row};

use super::{sql, users};
use crate::error::Result;
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::sync::{ChangedUser, ReadRange};

/// A conversation that the person takes part in.
pub struct Standing {
    /// When its own row, or this person's in it, changed last.
    pub rev: i64,
    pub first_seq: i64,
}

/// One thing that changed.
pub enum Change {
    /// Its row, or the person's own part in it.
    Conversation(ConversationId),
    Purged(ConversationId),
    /// A message, by its row.
    Message(ConversationId, i64),
    Read(ConversationId, UserId, ReadRange),
    User(ChangedUser),
    Removed(ConversationId),
}

impl Change {
    /// Whose view it changes.
    pub fn conversation(&self) -> Option<ConversationId> {
        match self {
            Change::Conversation(id) | Change::Purged(id) | Change::Message(id, _) | Change::Read(id, ..) => Some(*id),
            Change::User(_) | Change::Removed(_) => None,
        }
    }
}

/// The first changes after a number, of all kinds together.
pub struct Window {
    /// By number. What shares one is here whole, or not at all.
    pub groups: BTreeMap<i64, Vec<Change>>,
    /// Everything below this number is in `groups`.
    pub end: i64,
    pub standings: HashMap<ConversationId, Standing>,
    count: usize,
    limit: usize,
}

/// Changes with numbers from `since` (not included) to `now`: at least `limit` of them where there are so many, and no more
/// numbers than that takes.
///
/// Costs four index probes for each of the person's conversations, and two for each change that is looked at.
pub fn window(connection: &Connection, user: UserId, (since, now): (i64, i64), limit: usize) -> Result<Window> {
    let mut window = Window { groups: BTreeMap::new(), end: now + 1, standings: HashMap::new(), count: 0, limit: limit.max(1) };
    let mut busy = window.conversations(connection, user, since)?;
    // Those that begin first are looked at first: what they fill the window with leaves the others out.
    busy.sort_unstable_by_key(|(first, _)| *first);
    let first = since + 1;
    window.gather(connection, sql::SYNC_USERS, (first, window.end - 1), |row| {
        let rev = row.get(9)?;
        Ok((rev, Change::User(ChangedUser { user: users::user(row)?, rev })))
    })?;
    window.gather(connection, sql::SYNC_DEPARTURES, (user, first, window.end - 1), |row| {
        Ok((row.get(0)?, Change::Removed(row.get(1)?)))
    })?;
    for (begins, id) in busy {
        if begins >= window.end {
            break;
        }
        window.gather(connection, sql::SYNC_MESSAGES, (id, first, window.end - 1), |row| {
            Ok((row.get(0)?, Change::Message(id, row.get(1)?)))
        })?;
        window.gather(connection, sql::SYNC_READS, (id, first, window.end - 1), |row| {
            let range = ReadRange { from_seq: row.get(2)?, to_seq: row.get(3)?, read_at: row.get(4)? };
            Ok((row.get(0)?, Change::Read(id, row.get(1)?, range)))
        })?;
    }
    Ok(window)
}

impl Window {
    /// Answers whether later ones are of any use.
    fn add(&mut self, rev: i64, change: Change) -> bool {
        if rev >= self.end {
            return false;
        }
        self.groups.entry(rev).or_default().push(change);
        self.count += 1;
        // The last number makes way as long as those before it are enough.
        while let Some(last) = self.groups.last_entry()
            && self.count - last.get().len() >= self.limit
        {
            self.end = *last.key();
            self.count -= last.remove().len();
        }
        true
    }

    /// Those in which messages or read marks changed, each with the number of the first.
    fn conversations(&mut self, connection: &Connection, user: UserId, since: i64) -> Result<Vec<(i64, ConversationId)>> {
        let mut statement = connection.prepare_cached(sql::SYNC_CONVERSATIONS)?;
        let mut rows = statement.query((user, since))?;
        let mut busy = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let (own, rev, purged): (i64, i64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
            self.standings.insert(id, Standing { rev: own.max(rev).max(purged), first_seq: row.get(4)? });
            for (rev, change) in [(own, Change::Conversation(id)), (rev, Change::Conversation(id)), (purged, Change::Purged(id))]
            {
                if rev > since {
                    self.add(rev, change);
                }
            }
            let first: Option<i64> = row.get(5)?;
            busy.extend(first.into_iter().chain(row.get::<_, Option<i64>>(6)?).min().map(|first| (first, id)));
        }
        Ok(busy)
    }

    /// Rows in the order of their numbers, up to the first that has no place.
    fn gather(
        &mut self,
        connection: &Connection,
        statement: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<(i64, Change)>,
    ) -> Result<()> {
        let mut statement = connection.prepare_cached(statement)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            let (rev, change) = read(row)?;
            if !self.add(rev, change) {
                break;
            }
        }
        Ok(())
    }
}

/// When a message of a conversation, or who read it, changed last; 0 before the first.
pub fn newest(connection: &Connection, id: ConversationId) -> Result<i64> {
    Ok(connection.prepare_cached(sql::SYNC_NEWEST)?.query_row([id], |row| row.get(0))?)
}
