//! A page of changes that fills up, in the order of the counter.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;

use rusqlite::Connection;
use serde::Serialize;

use super::BYTES;
use crate::error::{Error, Result};
use crate::protocol::entities::{Conversation, Message};
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::sync::{Changes, Purged, Reads};
use crate::store::conversations;
use crate::store::sync::{Change, Standing, newest};

/// Bytes that anything else than words takes in a page, and a range of read marks with the names above it, at most.
const SMALL: usize = 192;

pub(super) struct Page<'a> {
    connection: &'a Connection,
    user: UserId,
    since: i64,
    standings: HashMap<ConversationId, Standing>,
    /// When what is in a conversation changed last.
    newest: HashMap<ConversationId, i64>,
    /// Conversations that the page has.
    viewed: HashSet<ConversationId>,
    /// Where in the page somebody's reading in a conversation stands.
    reads: HashMap<(ConversationId, UserId), usize>,
    pub changes: Changes,
    bytes: usize,
}

impl<'a> Page<'a> {
    pub fn new(connection: &'a Connection, user: UserId, since: i64, standings: HashMap<ConversationId, Standing>) -> Self {
        Page {
            connection,
            user,
            since,
            standings,
            newest: HashMap::new(),
            viewed: HashSet::new(),
            reads: HashMap::new(),
            changes: Changes::default(),
            bytes: 0,
        }
    }

    /// Takes what one number changed, unless that is too much for a page that has something already.
    pub fn take(&mut self, rev: i64, group: Vec<Change>, messages: Vec<Message>) -> Result<bool> {
        let views = self.views(rev, &group)?;
        let mut bytes = group.len() * SMALL;
        for message in &messages {
            bytes += weigh(message)?;
        }
        for view in &views {
            bytes += weigh(view)?;
        }
        if self.bytes > 0 && self.bytes + bytes > BYTES {
            return Ok(false);
        }
        self.bytes += bytes;
        self.viewed.extend(views.iter().map(|view| view.id));
        self.changes.conversations.extend(views);
        self.changes.messages.extend(messages);
        for change in group {
            match change {
                Change::Conversation(_) | Change::Message(..) => {}
                Change::User(user) => self.changes.users.push(user),
                Change::Removed(id) => self.changes.removed.push(id),
                Change::Purged(id) => {
                    if let Some(standing) = self.standings.get(&id) {
                        self.changes.purged.push(Purged { conversation_id: id, before_seq: standing.first_seq });
                    }
                }
                Change::Read(id, user, range) => {
                    let reads = &mut self.changes.reads;
                    let at = *self.reads.entry((id, user)).or_insert_with(|| {
                        reads.push(Reads { conversation_id: id, user, ranges: Vec::new() });
                        reads.len() - 1
                    });
                    reads[at].ranges.push(range);
                }
            }
        }
        Ok(true)
    }

    /// Those of the conversations concerned whose turn has come.
    ///
    /// A view costs as much as a dozen messages, and says how things are now whatever its place: so one that the caller knows
    /// waits for its newest change, and what goes on for ten pages comes with the last of them.
    fn views(&mut self, rev: i64, group: &[Change]) -> Result<Vec<Conversation>> {
        let concerned: BTreeSet<ConversationId> = group.iter().filter_map(Change::conversation).collect();
        let mut views = Vec::new();
        for id in concerned {
            let standing = self.standings.get(&id).map_or(0, |standing| standing.rev);
            if !self.viewed.contains(&id) && (standing > self.since || rev == self.newest(id)?.max(standing)) {
                views.push(conversations::view(self.connection, id, self.user)?);
            }
        }
        Ok(views)
    }

    fn newest(&mut self, id: ConversationId) -> Result<i64> {
        if let Some(rev) = self.newest.get(&id) {
            return Ok(*rev);
        }
        let rev = newest(self.connection, id)?;
        self.newest.insert(id, rev);
        Ok(rev)
    }
}

/// Bytes of its JSON.
pub(super) fn weigh(value: &impl Serialize) -> Result<usize> {
    struct Scales(usize);

    impl io::Write for Scales {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut scales = Scales(0);
    serde_json::to_writer(&mut scales, value).map_err(Error::internal)?;
    Ok(scales.0)
}
