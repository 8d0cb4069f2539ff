//! Bots: accounts that programs speak by. Administrators keep them; otherwise they are like people.

use std::sync::Arc;

use rusqlite::Connection;

use super::access::Administrator;
use super::caller::Caller;
use super::devices::Device;
use super::erasure::Gone;
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use super::{Chat, audit, participants, people};
use crate::auth::keys;
use crate::error::{Error, Result};
use crate::protocol::entities::{ConversationKind, User};
use crate::protocol::events::{ServerEvent, UserUpdated};
use crate::protocol::ids::{HookId, SessionId, UserId};
use crate::protocol::machines::{BotToken, BotTokens, Bots, CreateBot, CreateToken, NewBotToken};
use crate::protocol::time::Moment;
use crate::store::writer::next_rev;
use crate::store::{bots, conversations, hooks, sessions, users, webhooks};

/// Bots that may bear one name, told apart by a number.
const NAMESAKES: usize = 999;

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
            let administrator = Administrator::prove(connection, user)?;
            let username = people::username(&body.username)?;
            let display_name = people::display_name(body.display_name.as_deref().unwrap_or(&body.username))?;
            let mut steps = Vec::new();
            let bot = settle(connection, &username, &display_name, &mut steps)?;
            note(connection, &administrator, "bot_added", bot.person.id, Some(&username))?;
            Ok(Outcome::new(bot, steps))
        })
        .await
    }

    /// Disables the account and ends its tokens, hooks and webhooks; what it said stays.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn remove_bot(&self, caller: &Caller, bot: UserId) -> Result<()> {
        let (user, rooms) = (caller.user, Arc::clone(&self.rooms));
        let gone = self
            .commit(move |connection| {
                let administrator = known(connection, user, bot)?;
                if rooms.is_online(bot) {
                    users::set_last_seen(connection, bot, Moment::now())?;
                }
                let retired = retire(connection, bot)?;
                note(connection, &administrator, "bot_removed", bot, None)?;
                Ok(retired)
            })
            .await?;
        self.after_erasing(gone);
        Ok(())
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
                let administrator = known(connection, user, bot)?;
                let kept = BotToken { id: SessionId::mint(), name: people::name(&body.name)?, created_at: Moment::now() };
                bots::insert_token(connection, &kept, bot, &key)?;
                note(connection, &administrator, "token_made", bot, Some(&kept.name))?;
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
            let administrator = known(connection, user, bot)?;
            if !sessions::delete(connection, token, bot)? {
                return Err(Error::not_found());
            }
            note(connection, &administrator, "token_ended", bot, None)?;
            Ok(Outcome::new((), vec![Step::End(token)]))
        })
        .await
    }
}

/// An administrator asks about a bot that there is.
fn known(connection: &Connection, user: UserId, bot: UserId) -> Result<Administrator> {
    let administrator = Administrator::prove(connection, user)?;
    bots::exists(connection, bot)?.then_some(administrator).ok_or_else(Error::not_found)
}

/// In the book of administrators, with the name that goes with the act.
fn note(connection: &Connection, administrator: &Administrator, act: &str, bot: UserId, name: Option<&str>) -> Result<()> {
    let detail = name.map(|name| serde_json::json!({ "name": name }));
    audit::note(connection, administrator.actor(), act, Some(bot.to_string()), detail)
}

/// Brings a bot to life: a new one, or the removed one of that name.
fn settle(connection: &Connection, username: &str, display_name: &str, steps: &mut Vec<Step>) -> Result<User> {
    let retired = bots::retired(connection, username)?;
    let id = match retired {
        Some(id) => id,
        None if users::is_taken(connection, username)? => {
            return Err(Error::conflict("This user name is taken; choose another.").field("username"));
        }
        None => UserId::mint(),
    };
    make(connection, id, username, display_name, retired.is_some(), steps)
}

/// The account, new or again, and what follows.
fn make(
    connection: &Connection,
    id: UserId,
    username: &str,
    display_name: &str,
    again: bool,
    steps: &mut Vec<Step>,
) -> Result<User> {
    let rev = next_rev(connection)?;
    if again {
        bots::bring_back(connection, id, display_name, rev)?;
    } else {
        bots::insert(connection, id, username, display_name, Moment::now(), rev)?;
    }
    let bot = users::by_id(connection, id)?;
    steps.push(Step::Rev(rev));
    steps.push(Step::Know(id, username.to_owned()));
    // Whoever talked with it directly still can.
    let places = conversations::ids_of_user(connection, id)?;
    steps.extend(places.into_iter().map(|conversation| Step::Join(conversation, id)));
    steps.push(Step::Tell(Audience::Everyone, ServerEvent::UserUpdated(UserUpdated { user: bot.clone(), rev })));
    Ok(bot)
}

/// A bot that bears a hook's name, as far as that is free, and its id.
pub(super) fn make_for(connection: &Connection, hook: HookId, name: &str, steps: &mut Vec<Step>) -> Result<UserId> {
    let stem = stem(name);
    for number in 1..=NAMESAKES {
        let username = if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
        if !people::is_reserved(&username) && !users::is_taken(connection, &username)? {
            let bot = make(connection, hook.own_bot(), &username, name, false, steps)?;
            return Ok(bot.person.id);
        }
    }
    Err(Error::conflict("Too many are called so already; choose another name.").field("name"))
}

/// What of a name can stand in a user name, with room for a number behind it.
fn stem(name: &str) -> String {
    let letters: String = name.to_lowercase().chars().map(typeable).collect();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    let stem: String = words.join("-").chars().take(people::USERNAME.end() - 4).collect();
    let stem = stem.trim_end_matches('-');
    if stem.len() < *people::USERNAME.start() { "hook".to_owned() } else { stem.to_owned() }
}

/// Ends all that a bot may do. It leaves where others go on without it; direct conversations stay with their two sides.
fn retire(connection: &Connection, bot: UserId) -> Result<Outcome<Gone>> {
    hooks::delete_of_bot(connection, bot)?;
    webhooks::delete_of_bot(connection, bot)?;
    let mut steps: Vec<Step> = sessions::delete_all(connection, bot)?.into_iter().map(Step::End).collect();
    let mut gone = Gone::default();
    for (conversation, kind, _) in conversations::standings(connection, bot)? {
        if kind != ConversationKind::Direct {
            let left = participants::remove(connection, conversation, bot)?;
            gone.and(left.answer);
            steps.extend(left.steps);
        }
    }
    let rev = next_rev(connection)?;
    bots::retire(connection, bot, rev)?;
    steps.extend([Step::Rev(rev), Step::Forget(bot)]);
    let user = users::known(connection, bot)?;
    steps.push(Step::Tell(Audience::Everyone, ServerEvent::UserUpdated(UserUpdated { user, rev })));
    Ok(Outcome::new(gone, steps))
}

/// The same for a bot by which nothing speaks and of which nothing is told any more, whose user name others may take then;
/// nothing for any other.
pub(super) fn retire_idle(connection: &Connection, bot: UserId) -> Result<Outcome<Gone>> {
    if !bots::exists(connection, bot)? || bots::is_in_use(connection, bot)? {
        return Ok(Outcome::quiet(Gone::default()));
    }
    bots::release_name(connection, bot)?;
    retire(connection, bot)
}

/// A letter as it stands in a user name, its accents off; a hyphen where it cannot.
fn typeable(letter: char) -> char {
    match letter {
        'a'..='z' | '0'..='9' => letter,
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ß' => 's',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        _ => '-',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hooks_name_makes_a_user_name() {
        for (name, stem_of_it) in [
            ("Washing machine", "washing-machine"),
            ("  NAS (cellar) ", "nas-cellar"),
            ("Tür", "tur"),
            ("上海", "hook"),
            ("x", "hook"),
            ("a name that is far too long for it", "a-name-that-is-far-too-long"),
        ] {
            assert_eq!(stem(name), stem_of_it);
            assert!(people::username(&format!("{}-999", stem(name))).is_ok(), "{name}");
        }
    }
}
