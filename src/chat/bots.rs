//! Bots: accounts that programs speak by. Administrators keep them; otherwise they are like people.

use rusqlite::Connection;

use super::access::Administrator;
use super::accounts::Caller;
use super::conversations::take_out;
use super::devices::Device;
use super::outcome::{Audience, Outcome, Step};
use super::{Chat, people};
use crate::auth::keys;
use crate::error::{Error, Result};
use crate::protocol::entities::{ConversationKind, User};
use crate::protocol::events::{ServerEvent, UserUpdated};
use crate::protocol::ids::{SessionId, UserId};
use crate::protocol::machines::{BotToken, BotTokens, Bots, CreateBot, CreateToken, NewBotToken};
use crate::protocol::time::Moment;
use crate::store::writer::next_rev;
use crate::store::{bots, conversations, sessions, users};

impl Chat {
    /// Which bot calls with this token. Looked up in memory.
    ///
    /// # Errors
    /// `unauthorized`.
    pub(super) fn authenticate_bot(&self, token: &str) -> Result<Caller> {
        let (session, device) = self.devices.of_key(&keys::digest(token)).ok_or_else(Error::unauthorized)?;
        let username = self.rooms.username(device.user).ok_or_else(Error::unauthorized)?;
        Ok(Caller { user: device.user, username, session, expires: device.expires, bot: true })
    }

    /// # Errors
    /// `forbidden` to all but administrators.
    pub async fn bots(&self, caller: &Caller) -> Result<Bots> {
        let user = caller.user;
        let bots = self
            .read(move |connection| {
                Administrator::prove(connection, user)?;
                bots::all(connection)
            })
            .await?;
        Ok(Bots { bots: bots.into_iter().map(|bot| self.with_presence(bot)).collect() })
    }

    /// A new bot, or the one of that name that was removed. It is in no conversation until somebody brings it there.
    ///
    /// # Errors
    /// `forbidden`, `bad_request` for a name that will not do, `conflict` for one that is taken.
    pub async fn create_bot(&self, caller: &Caller, body: CreateBot) -> Result<User> {
        let user = caller.user;
        self.commit(move |connection| {
            Administrator::prove(connection, user)?;
            let username = people::username(&body.username)?;
            let display_name = people::display_name(body.display_name.as_deref().unwrap_or(&body.username))?;
            let mut steps = Vec::new();
            let bot = settle(connection, UserId::mint(), &username, &display_name, &mut steps)?;
            Ok(Outcome::new(bot, steps))
        })
        .await
    }

    /// Disables the account and ends its tokens; what it said stays.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn remove_bot(&self, caller: &Caller, bot: UserId) -> Result<()> {
        let user = caller.user;
        self.commit(move |connection| {
            known(connection, user, bot)?;
            Ok(Outcome::new((), retire(connection, bot)?))
        })
        .await
    }

    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn bot_tokens(&self, caller: &Caller, bot: UserId) -> Result<BotTokens> {
        let user = caller.user;
        self.read(move |connection| {
            known(connection, user, bot)?;
            Ok(BotTokens { tokens: bots::tokens(connection, bot)? })
        })
        .await
    }

    /// A token that signs the bot in until it is ended. Only its digest is kept.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `bad_request` for a name that is none.
    pub async fn create_bot_token(&self, caller: &Caller, bot: UserId, body: CreateToken) -> Result<NewBotToken> {
        let user = caller.user;
        let token = keys::mint(keys::BOT)?;
        let key = keys::digest(&token);
        let kept = self
            .commit(move |connection| {
                known(connection, user, bot)?;
                let kept = BotToken { id: SessionId::mint(), name: people::name(&body.name)?, created_at: Moment::now() };
                bots::insert_token(connection, &kept, bot, &key)?;
                let device = Device { user: bot, began: kept.created_at, expires: Moment::LAST, key: Some(key) };
                let begun = Step::Begin(kept.id, device);
                Ok(Outcome::new(kept, vec![begun]))
            })
            .await?;
        Ok(NewBotToken { kept, token })
    }

    /// Ends a token, and cuts its sockets.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn end_bot_token(&self, caller: &Caller, bot: UserId, token: SessionId) -> Result<()> {
        let user = caller.user;
        self.commit(move |connection| {
            known(connection, user, bot)?;
            if sessions::delete(connection, token, bot)? {
                Ok(Outcome::new((), vec![Step::End(token)]))
            } else {
                Err(Error::not_found())
            }
        })
        .await
    }
}

/// An administrator asks about a bot that there is.
fn known(connection: &Connection, user: UserId, bot: UserId) -> Result<()> {
    Administrator::prove(connection, user)?;
    bots::exists(connection, bot)?.then_some(()).ok_or_else(Error::not_found)
}

/// Brings a bot to life: a new one, or the removed one of that name.
fn settle(connection: &Connection, fresh: UserId, username: &str, display_name: &str, steps: &mut Vec<Step>) -> Result<User> {
    let rev = next_rev(connection)?;
    let id = match bots::retired(connection, username)? {
        Some(id) => {
            bots::bring_back(connection, id, display_name, rev)?;
            id
        }
        None if users::is_taken(connection, username)? => {
            return Err(Error::conflict("This user name is taken; choose another.").field("username"));
        }
        None => {
            bots::insert(connection, fresh, username, display_name, Moment::now(), rev)?;
            fresh
        }
    };
    let bot = users::by_id(connection, id)?;
    steps.push(Step::Rev(rev));
    steps.push(Step::Know(id, username.to_owned()));
    // Whoever talked with it directly still can.
    for (conversation, ..) in conversations::roles_of_user(connection, id)? {
        steps.push(Step::Join(conversation, id));
    }
    steps.push(Step::Tell(Audience::Everyone, ServerEvent::UserUpdated(UserUpdated { user: bot.clone(), rev })));
    Ok(bot)
}

/// Ends all that a bot may do. It leaves where others go on without it; direct conversations stay with their two sides.
fn retire(connection: &Connection, bot: UserId) -> Result<Vec<Step>> {
    let mut steps: Vec<Step> = sessions::delete_all(connection, bot)?.into_iter().map(Step::End).collect();
    for (conversation, kind, role) in conversations::roles_of_user(connection, bot)? {
        if kind != ConversationKind::Direct {
            steps.extend(take_out(connection, conversation, bot, role)?);
        }
    }
    let rev = next_rev(connection)?;
    bots::retire(connection, bot, rev)?;
    steps.push(Step::Rev(rev));
    Ok(steps)
}
