//! Invites: the links by which newcomers come, made by members where that is allowed.

use std::net::IpAddr;
use std::time::Duration;

use rusqlite::Connection;

use super::Chat;
use super::access::{Act, Admin, Administrator, Viewer};
use super::audit;
use super::caller::{Caller, Hand};
use super::outcome::Outcome;
use super::people::nobody;
use crate::auth::codes;
use crate::error::{Error, Result};
use crate::protocol::entities::AccountRole;
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::invites::{CreateInvite, Destination, Invitation, Invite, Invites, Void};
use crate::protocol::rest::Registration;
use crate::protocol::time::Moment;
use crate::store::{invites as kept, users};

const USES: std::ops::RangeInclusive<i64> = 1..=10_000;

/// Seconds: up to a year.
const LIFE: std::ops::RangeInclusive<i64> = 1..=365 * 24 * 60 * 60;

/// Conversations that one invite leads to.
const PLACES: usize = 50;

/// One answer for a code that is unknown, withdrawn, over or used up.
pub(super) fn no_longer_valid() -> Error {
    Error::forbidden("This invitation is no longer valid; ask for a new one.").field("invite")
}

/// Where newcomers find the page for an invite: behind the `#`, so that the code reaches no log on the way.
fn link(origin: &str, code: &str) -> String {
    format!("{origin}/#/join/{code}")
}

impl Chat {
    /// `origin` is the server's address as the caller reached it, such as `http://parlor.local:8787`.
    ///
    /// # Errors
    /// `forbidden` where members may not invite, or for a conversation that the caller may not bring people into; `not_found`
    /// for one that they do not see; `bad_request` for numbers that will not do.
    pub async fn create_invite(&self, from: IpAddr, caller: &Caller, body: CreateInvite, origin: String) -> Result<Invite> {
        let (user, members_may) = (caller.user, self.server_settings().member_invites);
        check_wanted(&body)?;
        self.rates().invite.take(from)?;
        self.commit(move |connection| {
            if !members_may {
                Administrator::prove(connection, user)?;
            }
            for conversation in &body.conversation_ids {
                Admin::to(Act::Bring, connection, *conversation, user).map_err(|error| error.field("conversationIds"))?;
            }
            Ok(Outcome::quiet(shown(make(connection, user, &body)?, &origin)))
        })
        .await
    }

    /// Made on the server's own machine, in the name of an account: the one that is named, or else the administrator who came first.
    ///
    /// # Errors
    /// `not_found` for a name that nobody has, `conflict` for an account that lets nobody in, `bad_request` for numbers that will
    /// not do.
    pub async fn invite_in_the_name_of(&self, name: Option<String>, body: CreateInvite, origin: String) -> Result<Invite> {
        check_wanted(&body)?;
        self.commit(move |connection| {
            let mut everybody = users::whole(connection, None, Moment::now())?;
            everybody.sort_by_key(|user| (user.created_at, user.person.id));
            let creator = match &name {
                Some(name) => everybody.iter().find(|user| user.person.username == *name).ok_or_else(|| nobody(name))?,
                None => everybody.iter().find(|user| user.role == AccountRole::Admin && !user.disabled).ok_or_else(|| {
                    Error::conflict(
                        "There is no administrator yet in whose name to invite; make one with: parlor user add NAME --admin",
                    )
                })?,
            };
            if creator.disabled || creator.bot {
                return Err(Error::conflict(format!(
                    "Nobody comes in by {}; name somebody who can sign in.",
                    creator.person.username
                )));
            }
            let made = make(connection, creator.person.id, &body)?;
            let detail = serde_json::json!({ "maxUses": made.max_uses, "expiresAt": made.expires_at });
            audit::note(connection, None, "invite_made", Some(creator.person.id.to_string()), Some(detail))?;
            Ok(Outcome::quiet(shown(made, &origin)))
        })
        .await
    }

    /// The caller's own; to administrators everybody's.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn invites(&self, by: impl Into<Hand>, origin: String) -> Result<Invites> {
        let hand = by.into();
        self.read(move |connection| {
            let mine = match hand {
                Hand::Account(user) if Administrator::prove(connection, user).is_err() => Some(user),
                Hand::Account(_) | Hand::Machine => None,
            };
            let mut invites = kept::list(connection, mine)?;
            for invite in &mut invites {
                invite.conversations = reachable(connection, invite)?;
                if let Hand::Account(user) = hand {
                    invite.conversations.retain(|place| Viewer::prove(connection, place.id, user).is_ok());
                }
            }
            Ok(Invites { invites: invites.into_iter().map(|invite| shown(invite, &origin)).collect() })
        })
        .await
    }

    /// Withdraws it: nobody comes by it any more.
    ///
    /// # Errors
    /// `not_found` for what is somebody else's, unless an administrator asks.
    pub async fn delete_invite(&self, by: impl Into<Hand>, code: &str) -> Result<()> {
        let hand = by.into();
        let code = codes::read(code, codes::INVITE).ok_or_else(Error::not_found)?;
        self.commit(move |connection| {
            let invite = kept::by_code(connection, &code)?.ok_or_else(Error::not_found)?;
            if hand != Hand::Account(invite.creator.id) && Administrator::prove(connection, hand).is_err() {
                return Err(Error::not_found());
            }
            kept::delete(connection, &code)?;
            if hand == Hand::Machine {
                audit::note(connection, None, "invite_revoked", Some(invite.creator.id.to_string()), None)?;
            }
            Ok(Outcome::quiet(()))
        })
        .await
    }

    /// What a newcomer may know of the invite in their hand.
    ///
    /// # Errors
    /// `not_found` for one that is unknown or withdrawn, also by its creator's account being disabled.
    pub async fn invitation(&self, code: &str) -> Result<Invitation> {
        let code = codes::read(code, codes::INVITE).ok_or_else(Error::not_found)?;
        let closed = self.server_settings().registration == Registration::Closed;
        self.read(move |connection| {
            let found = kept::by_code(connection, &code)?.filter(|invite| !invite.creator_disabled);
            let invite = found.ok_or_else(Error::not_found)?;
            let reason = void(&invite, Moment::now()).or(closed.then_some(Void::Closed));
            let places = if reason.is_none() { reachable(connection, &invite)? } else { Vec::new() };
            Ok(Invitation {
                valid: reason.is_none(),
                conversations: places.into_iter().filter_map(|place| place.name).collect(),
                reason,
                creator: invite.creator,
                expires_at: invite.expires_at,
            })
        })
        .await
    }

    /// The link of an invite that can be used now.
    ///
    /// # Errors
    /// `not_found` for any other.
    pub async fn invite_link(&self, code: &str, origin: &str) -> Result<String> {
        let invitation = self.invitation(code).await?;
        let code = codes::read(code, codes::INVITE).filter(|_| invitation.valid);
        Ok(link(origin, &code.ok_or_else(Error::not_found)?))
    }
}

fn make(connection: &Connection, creator: UserId, body: &CreateInvite) -> Result<kept::Invite> {
    let (code, now) = (codes::make(codes::INVITE)?, Moment::now());
    let expires = body.expires_in.map(|seconds| now.after(Duration::from_secs(seconds.unsigned_abs())));
    kept::insert(connection, &code, creator, (body.max_uses, expires), now, &body.conversation_ids)?;
    kept::by_code(connection, &code)?.ok_or_else(|| Error::internal("a stored invite is not there"))
}

fn check_wanted(body: &CreateInvite) -> Result<()> {
    if body.max_uses.is_some_and(|uses| !USES.contains(&uses)) {
        let message = format!("An invite makes {} to {} accounts, or any number (null).", USES.start(), USES.end());
        return Err(Error::bad_request(message).field("maxUses"));
    }
    if body.expires_in.is_some_and(|seconds| !LIFE.contains(&seconds)) {
        let message =
            format!("An invite is good for {} to {} seconds, or until it is withdrawn (null).", LIFE.start(), LIFE.end());
        return Err(Error::bad_request(message).field("expiresIn"));
    }
    if body.conversation_ids.len() > PLACES {
        return Err(Error::bad_request(format!("An invite leads to at most {PLACES} conversations.")).field("conversationIds"));
    }
    Ok(())
}

fn shown(invite: kept::Invite, origin: &str) -> Invite {
    Invite {
        url: link(origin, &invite.code),
        code: invite.code,
        max_uses: invite.max_uses,
        uses: invite.uses,
        expires_at: invite.expires_at,
        created_at: invite.created_at,
        creator: invite.creator,
        conversations: invite.conversations,
    }
}

fn void(invite: &kept::Invite, now: Moment) -> Option<Void> {
    if invite.max_uses.is_some_and(|most| invite.uses >= most) {
        return Some(Void::UsedUp);
    }
    invite.expires_at.is_some_and(|expires| expires <= now).then_some(Void::Expired)
}

/// # Errors
/// `forbidden` for an invite that makes no account now.
pub(super) fn check(connection: &Connection, code: &str) -> Result<()> {
    let found = kept::by_code(connection, code)?.filter(|invite| !invite.creator_disabled);
    match found.is_some_and(|invite| void(&invite, Moment::now()).is_none()) {
        true => Ok(()),
        false => Err(no_longer_valid()),
    }
}

/// Takes one use, and answers where its creator may bring people still. In the transaction that makes the account: one use is
/// one account.
///
/// # Errors
/// `forbidden` where there is no use left.
pub(super) fn redeem(connection: &Connection, code: &str) -> Result<Vec<ConversationId>> {
    kept::take(connection, code, Moment::now())?.ok_or_else(no_longer_valid)?;
    let invite = kept::by_code(connection, code)?.ok_or_else(no_longer_valid)?;
    Ok(reachable(connection, &invite)?.into_iter().map(|place| place.id).collect())
}

/// Where its creator may bring people still; what they see no more, nobody learns of by their invite.
fn reachable(connection: &Connection, invite: &kept::Invite) -> Result<Vec<Destination>> {
    let mut places = Vec::new();
    for place in &invite.conversations {
        match Admin::to(Act::Bring, connection, place.id, invite.creator.id) {
            Ok(_) => places.push(place.clone()),
            Err(error) if error.is_refusal() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(places)
}
