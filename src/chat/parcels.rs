//! Parcels: what a webhook is sent, and what follows from its answer.

use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::access::Member;
use super::outcome::{Outcome, Step};
use super::{allowed, messages as sending};
use crate::error::{Code, Error, Result};
use crate::metrics::COUNTS;
use crate::outside::addresses::Addresses;
use crate::outside::answer::Answer;
use crate::outside::letter::Letter;
use crate::protocol::events::Draft;
use crate::protocol::ids::{ConversationId, MessageId, UserId, WebhookId};
use crate::protocol::machines::{CalledFrom, WebhookCall};
use crate::protocol::notices::cut;
use crate::protocol::time::Moment;
use crate::store::deliveries::{self, Delivery};
use crate::store::{conversations, messages, webhooks};

/// Between two tries: at first, and at most. Each time twice as long.
const SHORTEST: Duration = Duration::from_secs(1);
pub(super) const LONGEST: Duration = Duration::from_secs(60 * 60);

/// A receiver that is away for so long has missed what was said before,
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

/// but not without so many tries: this server may have been away itself, or its clock may have jumped.
const TRIES: i64 = 10;

/// A letter about a message, and who would reply to that.
pub(super) struct Parcel {
    letter: Letter,
    addresses: Addresses,
    webhook: WebhookId,
    message: MessageId,
    bot: UserId,
    conversation: ConversationId,
    said: Moment,
}

/// What came of a try.
pub(super) enum Verdict {
    /// Heard, with what the bot is to reply.
    Delivered(Option<String>),
    /// The receiver wants no more.
    Gone,
    Failed(String),
    /// There is nothing to tell any more.
    Dropped,
}

/// How long to wait after so many failures: up to a quarter less by chance, so that many do not come back together.
fn pause(failures: i64, chance: u32) -> Duration {
    let doublings = u32::try_from(failures.saturating_sub(1)).unwrap_or(u32::MAX).min(20);
    let most = SHORTEST.saturating_mul(1 << doublings).min(LONGEST);
    most.mul_f64(1.0 - 0.25 * f64::from(chance) / f64::from(u32::MAX)).max(SHORTEST)
}

impl Parcel {
    /// Of the message as it is by now. Nothing where it was deleted, or the bot takes part no more.
    ///
    /// # Errors
    /// `unavailable`.
    pub(super) fn pack(connection: &Connection, delivery: Delivery) -> Result<Option<Self>> {
        let Delivery { webhook, message, .. } = delivery;
        let Some(known) = webhooks::by_id(connection, webhook)?.filter(|known| known.enabled) else { return Ok(None) };
        let Some(said) = messages::by_id(connection, message)?.filter(|said| said.deleted.is_none()) else { return Ok(None) };
        let member = match Member::prove(connection, said.conversation_id, known.bot.id) {
            Err(error) if error.is_refusal() => return Ok(None),
            member => member?,
        };
        let (conversation, at) = (member.conversation(), said.created_at);
        let (kind, name) = conversations::face(connection, conversation)?;
        let from = CalledFrom { id: conversation, kind, name };
        let call = WebhookCall { event: "message", webhook_id: webhook, message: Some(said), conversation: Some(from) };
        let secret = webhooks::secret(connection, webhook)?.ok_or_else(Error::not_found)?;
        let letter = Letter::new(&known.url, &secret, format!("{webhook}.{message}"), &call)?;
        let addresses = allowed::load(connection)?;
        Ok(Some(Parcel { letter, addresses, webhook, message, bot: member.user(), conversation, said: at }))
    }

    pub(super) async fn send(&self) -> Verdict {
        Verdict::of(self.letter.send(&self.addresses).await)
    }

    /// The bot replies, once for each message whatever was tried how often; not where it may not any more.
    fn reply(&self, connection: &Connection, text: &str) -> Result<Vec<Step>> {
        let client_id = Some(format!("{}{}", self.webhook.hex(), self.message.hex()));
        let draft = Draft { content: text.to_owned(), client_id, reply_to: Some(self.message), ..Draft::default() };
        match sending::send(connection, self.bot, self.conversation, draft) {
            Ok(outcome) => Ok(outcome.steps),
            Err(error) if matches!(error.code(), Code::Unavailable | Code::Internal) => Err(error),
            Err(error) => {
                tracing::debug!(webhook = %self.webhook, %error, "a webhook's reply was not said");
                Ok(Vec::new())
            }
        }
    }
}

impl Verdict {
    fn of(answer: Result<Answer, String>) -> Self {
        match answer.map(|answer| (answer.heard(), answer)) {
            Ok((Ok(()), answer)) => {
                let reply = answer.json.and_then(|json| serde_json::from_slice::<Map<String, Value>>(&json).ok());
                let text = reply.as_ref().and_then(|reply| reply.get("text")?.as_str()).map(|text| cut(text, sending::CONTENT));
                Verdict::Delivered(text.filter(|text| !text.trim().is_empty()))
            }
            Ok((_, answer)) if answer.is_gone() => Verdict::Gone,
            Ok((Err(failure), _)) | Err(failure) => Verdict::Failed(failure),
        }
    }

    /// Notes what came of it. The delivery may be gone meanwhile, with its webhook.
    ///
    /// # Errors
    /// `unavailable`.
    pub(super) fn settle(self, connection: &Connection, delivery: &Delivery, parcel: Option<&Parcel>) -> Result<Outcome<()>> {
        let webhook = delivery.webhook;
        let mut steps = Vec::new();
        match &self {
            Verdict::Dropped => {}
            Verdict::Delivered(_) => COUNTS.webhooks_heard.add(1),
            Verdict::Gone | Verdict::Failed(_) => COUNTS.webhooks_failed.add(1),
        }
        match self {
            Verdict::Dropped => {
                deliveries::done(connection, delivery)?;
            }
            Verdict::Delivered(reply) => {
                if let (true, Some(text), Some(parcel)) = (deliveries::done(connection, delivery)?, reply, parcel) {
                    steps = parcel.reply(connection, &text)?;
                }
            }
            Verdict::Gone => {
                deliveries::delete(connection, webhook)?;
                webhooks::disable(connection, webhook)?;
                webhooks::failed(connection, webhook, Moment::now(), "the receiver answered 410: it wants no more")?;
                tracing::warn!(%webhook, "the receiver of a webhook wants no more; it is disabled");
            }
            Verdict::Failed(failure) => {
                let said = parcel.map_or_else(Moment::now, |parcel| parcel.said);
                try_again(connection, delivery, said, &failure)?;
            }
        }
        Ok(Outcome::new((), steps))
    }
}

/// Puts off what failed, or gives up what is a day old, and notes why.
fn try_again(connection: &Connection, delivery: &Delivery, said: Moment, failure: &str) -> Result<()> {
    let webhook = delivery.webhook;
    let (now, failures) = (Moment::now(), delivery.attempts + 1);
    let chance = getrandom::u32().map_err(Error::internal)?;
    if !deliveries::again(connection, delivery, now.after(pause(failures, chance)))? {
        return Ok(());
    }
    if failures < TRIES || said.after(PATIENCE) > now {
        tracing::debug!(%webhook, failures, failure, "a delivery failed and is tried again");
        return webhooks::failed(connection, webhook, now, failure);
    }
    let lost = deliveries::give_up(connection, webhook, now.before(PATIENCE))?;
    COUNTS.webhooks_lost.add(lost as u64);
    tracing::warn!(%webhook, lost, failure, "a webhook's receiver was away for a day and has missed messages");
    webhooks::failed(connection, webhook, now, &format!("given up after a day: {failure}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::entities::{ConversationKind, Role};
    use crate::protocol::machines::Trigger;
    use crate::store::conversations::NewConversation;
    use crate::store::editions::SCHEMA;
    use crate::store::messages::NewMessage;
    use crate::store::webhooks::NewWebhook;
    use crate::store::words;

    #[test]
    fn pauses_double_from_a_second_to_an_hour_and_differ_by_chance() {
        for (failures, least, most) in
            [(1, 1.0, 1.0), (2, 1.5, 2.0), (3, 3.0, 4.0), (12, 1536.0, 2048.0), (13, 2700.0, 3600.0), (i64::MAX, 2700.0, 3600.0)]
        {
            assert_eq!(pause(failures, u32::MAX).as_secs_f64(), least, "after {failures}");
            assert_eq!(pause(failures, 0).as_secs_f64(), most, "after {failures}");
        }
    }

    #[test]
    fn a_receiver_that_was_away_for_a_day_has_missed_what_was_said_before_and_hears_the_rest() {
        let database = Connection::open_in_memory().expect("memory");
        database.execute_batch(SCHEMA).expect("the schema");
        words::prepare(&database).expect("an index of words");
        let (ann, bot, room, webhook) = (UserId::mint(), UserId::mint(), ConversationId::mint(), WebhookId::mint());
        let now = Moment::now();
        for (id, name, is_bot) in [(ann, "ann", false), (bot, "bot", true)] {
            let insert = "INSERT INTO users (id, username, display_name, password, role, created_at, rev, bot) VALUES (?1, ?2, ?2, '', 'member', 0, 0, ?3)";
            database.execute(insert, (id, name, is_bot)).expect("somebody");
        }
        let new = NewConversation {
            id: room,
            kind: ConversationKind::Group,
            name: Some("Room"),
            topic: None,
            pair: None,
            retention: None,
        };
        conversations::insert(&database, &new, now, 1).expect("a room");
        for user in [ann, bot] {
            conversations::add(&database, room, user, Role::Member, now, 1).expect("a participant");
        }
        let new = NewWebhook {
            id: webhook,
            name: "x",
            bot,
            conversation: None,
            trigger: Trigger::Message,
            url: "http://nas/",
            secret: "x",
            creator: ann,
        };
        webhooks::insert(&database, &new, now).expect("a webhook");
        let hour = Duration::from_secs(60 * 60);
        for age in [hour * 30, hour * 25, hour] {
            let draft = Draft { content: "x".into(), ..Draft::default() };
            let new = NewMessage { id: MessageId::mint(), conversation: room, sender: ann, draft: &draft, file: None };
            let seq = messages::insert(&database, &new, now.before(age), 1).expect("a message");
            assert!(deliveries::note(&database, room, (new.id, seq), ann, now.before(age)).expect("noted"));
        }

        let head = || deliveries::next(&database).expect("read").pop().expect("something waits");
        let told = || webhooks::by_id(&database, webhook).expect("read").expect("there");
        for tries in 1..TRIES {
            try_again(&database, &head(), now.before(hour * 30), "no connection").expect("noted");
            let (head, told) = (head(), told());
            assert_eq!((head.attempts, told.waiting, told.failure.as_deref()), (tries, 3, Some("no connection")));
            assert!(head.due > now, "not at once");
        }
        let first = head();
        try_again(&database, &first, now.before(hour * 30), "no connection").expect("given up");
        assert_eq!((told().waiting, told().failure.as_deref()), (1, Some("given up after a day: no connection")));
        assert_eq!((head().attempts, head().message != first.message), (0, true));
        for _ in 0..TRIES * 2 {
            try_again(&database, &head(), now.before(hour), "no connection").expect("noted");
        }
        assert_eq!(told().waiting, 1, "a day has not passed");
    }

    #[test]
    fn what_a_receiver_answers_is_heard_failed_gone_or_a_reply() {
        let said = |status, json: Option<&str>| match Verdict::of(Ok(Answer {
            status,
            json: json.map(|json| json.as_bytes().to_vec()),
        })) {
            Verdict::Delivered(None) => "delivered".to_owned(),
            Verdict::Delivered(Some(text)) => text,
            Verdict::Gone => "gone".to_owned(),
            Verdict::Failed(why) => why,
            Verdict::Dropped => "dropped".to_owned(),
        };
        for (status, json, what) in [
            (200, None, "delivered"),
            (204, None, "delivered"),
            (200, Some(r#"{"text":"On it."}"#), "On it."),
            (200, Some(r#"{"text":" "}"#), "delivered"),
            (200, Some(r#"{"ok":true}"#), "delivered"),
            (200, Some(r#"{"text":7}"#), "delivered"),
            (200, Some("["), "delivered"),
            (200, Some(r#"["x"]"#), "delivered"),
            (410, Some(r#"{"text":"no"}"#), "gone"),
            (302, None, "the receiver answered 302, and redirects are not followed"),
            (404, None, "the receiver answered 404"),
            (500, Some(r#"{"text":"no"}"#), "the receiver answered 500"),
            (199, None, "the receiver answered 199"),
        ] {
            assert_eq!(said(status, json), what, "{status} {json:?}");
        }
        let long = format!("{{\"text\":\"{}\"}}", "é".repeat(4000));
        assert!(said(200, Some(&long)).len() <= sending::CONTENT);
    }
}
