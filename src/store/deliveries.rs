//! What webhooks have still to be told, at rest: a row for each message and webhook, until it was heard.

use rusqlite::Connection;

use super::sql;
use crate::error::Result;
use crate::protocol::ids::{ConversationId, MessageId, UserId, WebhookId};
use crate::protocol::time::Moment;

/// The first that waits for a webhook. Row numbers are used again, so all three make the key.
#[derive(Clone, Copy, Debug)]
pub struct Delivery {
    pub row: i64,
    pub webhook: WebhookId,
    pub message: MessageId,
    pub attempts: i64,
    pub due: Moment,
}

/// A message was stored: notes it for each webhook that it concerns, and says whether there are any. What bots say concerns
/// none, so that two of them cannot talk for ever.
pub fn note(
    connection: &Connection,
    conversation: ConversationId,
    (message, seq): (MessageId, i64),
    sender: UserId,
    at: Moment,
) -> Result<bool> {
    let values = (conversation, message, seq, sender, at);
    Ok(connection.prepare_cached(sql::DELIVERIES_NOTE)?.execute(values)? > 0)
}

/// The first of each webhook, the one that is due first first.
pub fn next(connection: &Connection) -> Result<Vec<Delivery>> {
    let mut statement = connection.prepare_cached(sql::DELIVERIES_NEXT)?;
    let rows = statement.query_map([], |row| {
        Ok(Delivery { row: row.get(0)?, webhook: row.get(1)?, message: row.get(2)?, attempts: row.get(3)?, due: row.get(4)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether it was still waiting.
pub fn done(connection: &Connection, delivery: &Delivery) -> Result<bool> {
    let key = (delivery.row, delivery.webhook, delivery.message);
    Ok(connection.prepare_cached(sql::DELIVERY_DONE)?.execute(key)? > 0)
}

/// It failed, and is tried again. Whether it was still waiting.
pub fn again(connection: &Connection, delivery: &Delivery, due: Moment) -> Result<bool> {
    let values = (delivery.row, delivery.webhook, delivery.message, due);
    Ok(connection.prepare_cached(sql::DELIVERY_AGAIN)?.execute(values)? > 0)
}

/// Forgets what a webhook was to be told of messages from before, and says how many.
pub fn give_up(connection: &Connection, webhook: WebhookId, before: Moment) -> Result<usize> {
    Ok(connection.prepare_cached(sql::DELIVERIES_GIVE_UP)?.execute((webhook, before))?)
}

/// Makes what waits for a webhook due now.
pub fn hurry(connection: &Connection, webhook: WebhookId, now: Moment) -> Result<()> {
    connection.prepare_cached(sql::DELIVERIES_HURRY)?.execute((webhook, now))?;
    Ok(())
}

pub fn delete(connection: &Connection, webhook: WebhookId) -> Result<()> {
    connection.prepare_cached(sql::DELIVERIES_DELETE)?.execute([webhook])?;
    Ok(())
}

pub fn count(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached(sql::DELIVERIES_COUNT)?.query_row([], |row| row.get(0))?)
}
