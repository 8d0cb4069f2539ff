//! Hooks: doors for machines. Whoever knows the address speaks in one conversation, as one bot.

use rusqlite::Connection;

use super::access::{Act, Admin, Administrator, Member};
use super::caller::Caller;
use super::erasure::Gone;
use super::outcome::Outcome;
use super::{Chat, bots, messages, participants, people};
use crate::auth::keys;
use crate::error::{Error, Result};
use crate::protocol::entities::{Message, Role};
use crate::protocol::events::Draft;
use crate::protocol::ids::{ConversationId, HookId, UserId};
use crate::protocol::machines::{CreateHook, Hook, Hooks, NewHook};
use crate::protocol::time::Moment;
use crate::store::{bots as kept_bots, hooks, users};

/// Hooks of one conversation.
const HOOKS: usize = 50;

/// A knock that was heard. Proves nothing: the door may close before the word is said.
pub struct Knock {
    secret: keys::Digest,
}

impl Chat {
    /// The address is told this once; only its digest is kept.
    ///
    /// # Errors
    /// `not_found` for outsiders, `forbidden` to those who do not look after the conversation and to bots, `conflict` where there
    /// are too many.
    pub async fn create_hook(&self, caller: &Caller, conversation: ConversationId, body: CreateHook) -> Result<NewHook> {
        let user = caller.person()?;
        self.rates().change.take(user)?;
        let key = keys::mint("")?;
        let secret = keys::digest(&key);
        let hook = self
            .commit(move |connection| {
                let admin = Admin::to(Act::Hooks, connection, conversation, user)?;
                create(connection, &admin, &body, &secret)
            })
            .await?;
        Ok(NewHook { hook, url: format!("/api/hooks/{key}") })
    }

    /// # Errors
    /// As for making one.
    pub async fn hooks(&self, caller: &Caller, conversation: ConversationId) -> Result<Hooks> {
        let user = caller.person()?;
        self.read(move |connection| {
            Admin::to(Act::Hooks, connection, conversation, user)?;
            Ok(Hooks { hooks: hooks::of_conversation(connection, conversation)? })
        })
        .await
    }

    /// A bot that was made for the hook goes with it, unless it has found other work.
    ///
    /// # Errors
    /// As for making one, and `not_found` for a hook that is not there.
    pub async fn delete_hook(&self, caller: &Caller, conversation: ConversationId, id: HookId) -> Result<()> {
        let user = caller.person()?;
        let gone = self
            .commit(move |connection| {
                let admin = Admin::to(Act::Hooks, connection, conversation, user)?;
                let bot = hooks::delete(connection, id, admin.conversation())?.ok_or_else(Error::not_found)?;
                if bot == id.own_bot() { bots::retire_idle(connection, bot) } else { Ok(Outcome::quiet(Gone::default())) }
            })
            .await?;
        self.after_erasing(gone);
        Ok(())
    }

    /// Somebody knocks: is there such a door, and were they not here too often?
    ///
    /// # Errors
    /// `not_found`, `rate_limited`.
    pub async fn knock(&self, key: &str) -> Result<Knock> {
        let secret = keys::digest(key);
        let hook = self.read(move |connection| Ok(Member::of_hook(connection, &secret)?.1)).await?;
        self.rates().hook.take(hook)?;
        Ok(Knock { secret })
    }

    /// The same `client_id` again stores nothing and answers the first message. One that is longer than a person's counts by its digest.
    ///
    /// # Errors
    /// `not_found` where the hook has gone meanwhile, otherwise as for any message.
    pub async fn speak(&self, knock: Knock, content: String, client_id: Option<String>) -> Result<Message> {
        let fits = |id: String| if id.chars().count() <= messages::CLIENT_ID { id } else { keys::hex(&keys::digest(&id)) };
        let draft = Draft { content, client_id: client_id.map(fits), ..Draft::default() };
        messages::check(&draft)?;
        self.commit(move |connection| {
            let (member, _) = Member::of_hook(connection, &knock.secret)?;
            messages::send(connection, member.user(), member.conversation(), draft)
        })
        .await
    }
}

fn create(connection: &Connection, admin: &Admin, body: &CreateHook, secret: &keys::Digest) -> Result<Outcome<Hook>> {
    let (conversation, user) = (admin.conversation(), admin.user());
    let name = people::name(&body.name)?;
    if hooks::of_conversation(connection, conversation)?.len() >= HOOKS {
        return Err(Error::conflict(format!("A conversation has at most {HOOKS} hooks; delete one first.")));
    }
    let id = HookId::mint();
    let mut steps = Vec::new();
    let bot = match body.bot_id {
        Some(bot) => chosen(connection, user, bot)?,
        None => bots::make_for(connection, id, &name, &mut steps)?,
    };
    let person = users::by_id(connection, bot)?.person;
    steps.extend(participants::bring(connection, conversation, vec![person], Role::Member)?);
    let new = hooks::NewHook { id, secret, name: &name, bot, conversation, creator: user };
    hooks::insert(connection, &new, Moment::now())?;
    let kept = hooks::of_conversation(connection, conversation)?.into_iter().find(|hook| hook.id == id);
    Ok(Outcome::new(kept.ok_or_else(|| Error::internal("a stored hook is not there"))?, steps))
}

/// A bot that others know already is put to another use by administrators alone.
fn chosen(connection: &Connection, user: UserId, bot: UserId) -> Result<UserId> {
    Administrator::prove(connection, user).map_err(|error| error.field("botId"))?;
    kept_bots::exists(connection, bot)?.then_some(bot).ok_or_else(|| Error::not_found().field("botId"))
}
