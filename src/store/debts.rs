//! What memory has already and the disk could not take: the next batch that is stored takes it along.

use std::collections::HashMap;

use rusqlite::Connection;

use super::sessions::Session;
use super::sql;
use crate::protocol::ids::UserId;
use crate::protocol::time::Moment;

/// Sign-ins that may be owed at once, of some 300 bytes each.
const SESSIONS: usize = 1024;

#[derive(Default)]
pub struct Debts {
    last_seen: HashMap<UserId, Moment>,
    sessions: Vec<Session>,
}

impl Debts {
    pub fn is_empty(&self) -> bool {
        self.last_seen.is_empty() && self.sessions.is_empty()
    }

    /// Sign-ins that are lost with this process, unless they are paid.
    pub fn sessions(&self) -> usize {
        self.sessions.len()
    }

    pub fn has_room(&self) -> bool {
        self.sessions.len() < SESSIONS
    }

    pub fn owe(&mut self, session: Session) {
        self.sessions.push(session);
    }

    /// What was seen later stands.
    pub fn see(&mut self, last_seen: HashMap<UserId, Moment>) {
        self.last_seen.extend(last_seen);
    }

    /// First thing in a batch, so that its jobs find the rows of the sessions that they end. Neither statement can break a
    /// rule of the schema: a debt that did would stand in the way of every batch to come.
    pub fn pay(&self, connection: &Connection) -> rusqlite::Result<()> {
        for (user, at) in &self.last_seen {
            connection.prepare_cached(sql::USER_LAST_SEEN)?.execute((user, at))?;
        }
        for Session { id, user, user_agent, began, expires } in &self.sessions {
            connection.prepare_cached(sql::SESSION_OWED)?.execute((id, user, user_agent, began, expires))?;
        }
        Ok(())
    }
}
