//! Machines that are told of messages, at rest.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{sql, users};
use crate::error::Result;
use crate::protocol::ids::{ConversationId, UserId, WebhookId};
use crate::protocol::machines::{Trigger, Webhook};
use crate::protocol::time::Moment;

pub struct NewWebhook<'a> {
    pub id: WebhookId,
    pub name: &'a str,
    pub bot: UserId,
    pub conversation: Option<ConversationId>,
    pub trigger: Trigger,
    pub url: &'a str,
    /// As the receiver is told it.
    pub secret: &'a str,
    pub creator: UserId,
}

pub fn insert(connection: &Connection, new: &NewWebhook<'_>, at: Moment) -> Result<()> {
    let values = (new.id, new.name, new.bot, new.conversation, new.trigger, new.url, new.secret, new.creator, at);
    connection.prepare_cached(sql::WEBHOOK_INSERT)?.execute(values)?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Webhook> {
    Ok(Webhook {
        id: row.get(0)?,
        name: row.get(1)?,
        conversation_id: row.get(2)?,
        trigger: row.get(3)?,
        url: row.get(4)?,
        enabled: !row.get::<_, bool>(5)?,
        created_at: row.get(6)?,
        failed_at: row.get(7)?,
        failure: row.get(8)?,
        waiting: row.get(9)?,
        bot: users::person(row, 10)?,
    })
}

fn select(connection: &Connection, statement: &str, params: impl Params) -> Result<Vec<Webhook>> {
    let mut statement = connection.prepare_cached(statement)?;
    let webhooks = statement.query_map(params, from_row)?.collect::<rusqlite::Result<_>>()?;
    Ok(webhooks)
}

/// The oldest first.
pub fn all(connection: &Connection) -> Result<Vec<Webhook>> {
    select(connection, sql::WEBHOOKS, [])
}

pub fn by_id(connection: &Connection, id: WebhookId) -> Result<Option<Webhook>> {
    Ok(select(connection, sql::WEBHOOK_BY_ID, [id])?.pop())
}

/// What signs, for one that is asked for by name.
pub fn secret(connection: &Connection, id: WebhookId) -> Result<Option<String>> {
    Ok(connection.prepare_cached(sql::WEBHOOK_SECRET)?.query_row([id], |row| row.get(0)).optional()?)
}

pub fn edit(connection: &Connection, webhook: &Webhook) -> Result<()> {
    let values = (webhook.id, &webhook.name, webhook.trigger, &webhook.url, !webhook.enabled);
    connection.prepare_cached(sql::WEBHOOK_EDIT)?.execute(values)?;
    Ok(())
}

/// Notes that a receiver was not reached, and why.
pub fn failed(connection: &Connection, id: WebhookId, at: Moment, why: &str) -> Result<()> {
    connection.prepare_cached(sql::WEBHOOK_FAILED)?.execute((id, at, why))?;
    Ok(())
}

pub fn disable(connection: &Connection, id: WebhookId) -> Result<()> {
    connection.prepare_cached(sql::WEBHOOK_DISABLE)?.execute([id])?;
    Ok(())
}

/// Whether there was one. What it had still to be told goes first.
pub fn delete(connection: &Connection, id: WebhookId) -> Result<bool> {
    connection.prepare_cached(sql::DELIVERIES_DELETE)?.execute([id])?;
    Ok(connection.prepare_cached(sql::WEBHOOK_DELETE)?.execute([id])? > 0)
}

pub fn delete_of_bot(connection: &Connection, bot: UserId) -> Result<()> {
    connection.prepare_cached(sql::DELIVERIES_DELETE_OF_BOT)?.execute([bot])?;
    connection.prepare_cached(sql::WEBHOOKS_DELETE_OF_BOT)?.execute([bot])?;
    Ok(())
}
