//! Webhooks: machines that are told of messages, for administrators to set up.

use rusqlite::Connection;

use super::access::{Administrator, Member};
use super::caller::Caller;
use super::outcome::{Outcome, Step};
use super::{Chat, allowed, audit, people};
use crate::auth::keys;
use crate::error::{Error, Result};
use crate::outside::letter::Letter;
use crate::outside::target::Target;
use crate::protocol::ids::WebhookId;
use crate::protocol::machines::{CreateWebhook, EditWebhook, NewWebhook, Webhook, WebhookCall, WebhookTest, Webhooks};
use crate::protocol::time::Moment;
use crate::store::{bots, deliveries, webhooks};

/// How the secrets begin.
const SECRET: &str = "parlor_webhook_";

/// Webhooks of one server: each is looked at for every message.
const WEBHOOKS: usize = 100;

impl Chat {
    /// The secret that signs what is sent is told this once.
    ///
    /// # Errors
    /// `forbidden`, `not_found` for a bot or a conversation of which it is no participant, `bad_request` for an address that is
    /// none or is not allowed.
    pub async fn create_webhook(&self, caller: &Caller, body: CreateWebhook) -> Result<NewWebhook> {
        let user = caller.user;
        let secret = keys::mint(SECRET)?;
        let kept = secret.clone();
        let webhook = self
            .commit(move |connection| {
                let administrator = Administrator::prove(connection, user)?;
                let name = people::name(&body.name)?;
                check_url(connection, &body.url)?;
                if webhooks::all(connection)?.len() >= WEBHOOKS {
                    return Err(Error::conflict(format!("A server has at most {WEBHOOKS} webhooks; delete one first.")));
                }
                bots::exists(connection, body.bot_id)?.then_some(()).ok_or_else(|| Error::not_found().field("botId"))?;
                if let Some(conversation) = body.conversation_id {
                    Member::prove(connection, conversation, body.bot_id).map_err(|error| error.field("conversationId"))?;
                }
                let new = webhooks::NewWebhook {
                    id: WebhookId::mint(),
                    name: &name,
                    bot: body.bot_id,
                    conversation: body.conversation_id,
                    trigger: body.trigger,
                    url: body.url.trim(),
                    secret: &kept,
                    creator: user,
                };
                webhooks::insert(connection, &new, Moment::now())?;
                note(connection, &administrator, "webhook_added", new.id, Some(told(&name, new.url)))?;
                Ok(Outcome::quiet(one(connection, new.id)?))
            })
            .await?;
        Ok(NewWebhook { webhook, secret })
    }

    /// # Errors
    /// `forbidden`.
    pub async fn webhooks(&self, caller: &Caller) -> Result<Webhooks> {
        let user = caller.user;
        self.read(move |connection| {
            Administrator::prove(connection, user)?;
            Ok(Webhooks { webhooks: webhooks::all(connection)? })
        })
        .await
    }

    /// What waits is tried again at once; what is disabled forgets what it had still to be told.
    ///
    /// # Errors
    /// As for making one.
    pub async fn edit_webhook(&self, caller: &Caller, id: WebhookId, body: EditWebhook) -> Result<Webhook> {
        let user = caller.user;
        self.commit(move |connection| {
            let administrator = Administrator::prove(connection, user)?;
            let mut webhook = one(connection, id)?;
            if let Some(name) = &body.name {
                webhook.name = people::name(name)?;
            }
            if let Some(url) = &body.url {
                check_url(connection, url)?;
                webhook.url = url.trim().to_owned();
            }
            webhook.trigger = body.trigger.unwrap_or(webhook.trigger);
            webhook.enabled = body.enabled.unwrap_or(webhook.enabled);
            webhooks::edit(connection, &webhook)?;
            let mut detail = told(&webhook.name, &webhook.url);
            detail["enabled"] = webhook.enabled.into();
            note(connection, &administrator, "webhook_changed", id, Some(detail))?;
            if webhook.enabled {
                deliveries::hurry(connection, id, Moment::now())?;
            } else {
                deliveries::delete(connection, id)?;
            }
            Ok(Outcome::new(one(connection, id)?, vec![Step::Deliver]))
        })
        .await
    }

    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn delete_webhook(&self, caller: &Caller, id: WebhookId) -> Result<()> {
        let user = caller.user;
        self.commit(move |connection| {
            let administrator = Administrator::prove(connection, user)?;
            if !webhooks::delete(connection, id)? {
                return Err(Error::not_found());
            }
            note(connection, &administrator, "webhook_removed", id, None)?;
            Ok(Outcome::quiet(()))
        })
        .await
    }

    /// Sends a word to the receiver now, and tells what came of it. Where it was heard, what waits is tried again at once.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `rate_limited`.
    pub async fn test_webhook(&self, caller: &Caller, id: WebhookId) -> Result<WebhookTest> {
        let user = caller.user;
        self.rates().change.take(user)?;
        let (webhook, secret, addresses) = self
            .read(move |connection| {
                Administrator::prove(connection, user)?;
                let secret = webhooks::secret(connection, id)?.ok_or_else(Error::not_found)?;
                Ok((one(connection, id)?, secret, allowed::load(connection)?))
            })
            .await?;
        let call = WebhookCall { event: "test", webhook_id: id, message: None, conversation: None };
        let letter = Letter::new(&webhook.url, &secret, format!("{id}.test"), &call)?;
        let answer = letter.send(&addresses).await;
        let status = answer.as_ref().ok().map(|answer| answer.status);
        let heard = answer.and_then(|answer| answer.heard());
        let test = WebhookTest { delivered: heard.is_ok(), status, failure: heard.err() };
        if test.delivered {
            self.commit(move |connection| {
                deliveries::hurry(connection, id, Moment::now())?;
                Ok(Outcome::new((), vec![Step::Deliver]))
            })
            .await?;
        }
        Ok(test)
    }
}

fn note(
    connection: &Connection,
    administrator: &Administrator,
    act: &str,
    id: WebhookId,
    detail: Option<serde_json::Value>,
) -> Result<()> {
    audit::note(connection, administrator.actor(), act, Some(id.to_string()), detail)
}

/// Where it leads, without the path, which may be as good as a password.
fn told(name: &str, url: &str) -> serde_json::Value {
    serde_json::json!({ "name": name, "host": Target::parse(url).map(|target| target.authority).ok() })
}

fn one(connection: &Connection, id: WebhookId) -> Result<Webhook> {
    webhooks::by_id(connection, id)?.ok_or_else(Error::not_found)
}

/// Told now rather than by deliveries that fail.
fn check_url(connection: &Connection, url: &str) -> Result<()> {
    let target = Target::parse(url)?;
    if allowed::load(connection)?.may_hold(&target) {
        return Ok(());
    }
    let message = format!("Webhooks may not reach {}; add it to the addresses that they may reach first.", target.host);
    Err(Error::bad_request(message).field("url"))
}
