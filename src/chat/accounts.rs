//! Accounts and the sessions of their devices: setting up, registering, signing in and out.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::Chat;
use super::caller::Caller;
use super::conversations::added;
use super::devices::Device;
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use super::sign_in::{SignIn, wrong_login};
use super::{audit, invites, participants, people};
use crate::auth::tokens::Claims;
use crate::auth::{codes, keys, passwords};
use crate::error::{Error, Result};
use crate::protocol::entities::{AccountRole, ConversationKind, Role, User};
use crate::protocol::events::{ServerEvent, UserUpdated};
use crate::protocol::ids::{ConversationId, SessionId, UserId};
use crate::protocol::rest::{ChangePassword, Devices, Login, Register, Registration, Setup, SignedIn};
use crate::protocol::time::Moment;
use crate::store::conversations::NewConversation;
use crate::store::sessions::Session;
use crate::store::users::NewUser;
use crate::store::writer::next_rev;
use crate::store::{conversations, resets, sessions, users};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A token is good for so long; a refresh issues the next one,
const TOKEN: Duration = Duration::from_secs(30 * DAY.as_secs());

/// but a device signs in anew after so long.
const SESSION: Duration = Duration::from_secs(180 * DAY.as_secs());

fn wrong_setup_code() -> Error {
    Error::forbidden("The setup code is not the one that the server printed when it started.").field("setupCode")
}

impl Chat {
    /// Who calls with this token. Looked up in memory.
    ///
    /// # Errors
    /// `unauthorized` for a token that is malformed, expired or revoked.
    pub fn authenticate(&self, token: &str) -> Result<Caller> {
        if token.starts_with(keys::BOT) {
            return self.authenticate_bot(token);
        }
        let claims = self.tokens.verify(token)?;
        let device = self.devices.get(claims.sid).filter(|device| device.user == claims.id);
        if device.is_none_or(|device| device.expires <= Moment::now()) {
            return Err(Error::unauthorized());
        }
        let expires = Moment::from_seconds(claims.exp);
        Ok(Caller { user: claims.id, username: claims.username, session: claims.sid, expires, bot: false })
    }

    pub async fn setup_required(&self) -> Result<bool> {
        self.read(|connection| Ok(!users::has_admin(connection)?)).await
    }

    /// For the terminal alone.
    pub fn setup_code(&self) -> &str {
        &self.setup_code
    }

    /// Makes the first administrator and the channel General.
    ///
    /// # Errors
    /// `conflict` once there is one, `forbidden` for a wrong code.
    pub async fn setup(&self, from: IpAddr, body: Setup, agent: Option<String>) -> Result<SignedIn> {
        let done = || Error::conflict("This server is set up already; sign in instead.");
        if !self.setup_required().await? {
            return Err(done());
        }
        self.rates().sign_in.take(from)?;
        if codes::read(&body.setup_code, codes::SETUP).as_ref() != Some(&self.setup_code) {
            return Err(wrong_setup_code());
        }
        let new = self.new_user(body.username, body.display_name, body.password, AccountRole::Admin).await?;
        self.sign_up(new, agent, move |connection| if users::has_admin(connection)? { Err(done()) } else { Ok(Vec::new()) }).await
    }

    /// With an invite, where the policy asks for one or the newcomer has one all the same: then it has to be good, and brings
    /// them where it leads.
    ///
    /// # Errors
    /// `forbidden` by the registration policy and for an invite that is not good, `conflict` for a name that is taken.
    pub async fn register(&self, from: IpAddr, body: Register, agent: Option<String>) -> Result<SignedIn> {
        let invite = body.invite.filter(|invite| !invite.trim().is_empty());
        match self.server_settings().registration {
            Registration::Invite if invite.is_none() => {
                return Err(Error::forbidden("Registering needs an invite; ask somebody who is in.").field("invite"));
            }
            Registration::Open | Registration::Invite => {}
            Registration::Closed => {
                return Err(Error::forbidden("Registration is closed; ask an administrator for an account."));
            }
        }
        if self.setup_required().await? {
            return Err(Error::forbidden("This server is not set up yet; open the link that it printed when it started."));
        }
        self.rates().register.take(from)?;
        let invite = invite.map(|invite| codes::read(&invite, codes::INVITE).ok_or_else(invites::no_longer_valid)).transpose()?;
        if let Some(code) = invite.clone() {
            // Looked at beforehand, since a password takes its time; what counts is whether it is taken below.
            self.read(move |connection| invites::check(connection, &code)).await?;
        }
        let new = self.new_user(body.username, body.display_name, body.password, AccountRole::Member).await?;
        let live = Arc::clone(&self.live);
        self.sign_up(new, agent, move |connection| match invite {
            Some(_) if live.get().registration == Registration::Closed => Err(invites::no_longer_valid()),
            Some(code) => invites::redeem(connection, &code),
            None => Ok(Vec::new()),
        })
        .await
    }

    /// An account made on the server's own machine; nobody is signed in by it.
    ///
    /// # Errors
    /// `conflict` for a name that is taken.
    pub async fn add_user(&self, username: String, password: String, role: AccountRole) -> Result<User> {
        let new = self.new_user(username, None, password, role).await?;
        self.commit(move |connection| {
            let mut steps = Vec::new();
            let user = settle(connection, &new, &mut steps)?;
            let detail = serde_json::json!({ "username": user.person.username, "role": user.role });
            audit::note(connection, None, "user_added", Some(new.id.to_string()), Some(detail))?;
            Ok(Outcome::new(user, steps))
        })
        .await
    }

    /// Whose account it is, disabled or not; for verbs, which know people by their names.
    ///
    /// # Errors
    /// `not_found`, with the name.
    pub async fn named(&self, username: &str) -> Result<UserId> {
        let folded = username.trim().to_lowercase();
        let found = self.read(move |connection| users::by_name(connection, &folded)).await?;
        found.ok_or_else(|| people::nobody(username))
    }

    async fn new_user(
        &self,
        username: String,
        display_name: Option<String>,
        password: String,
        role: AccountRole,
    ) -> Result<NewUser> {
        let folded = people::username(&username)?;
        let display_name = people::display_name(display_name.as_deref().unwrap_or(&username))?;
        passwords::check(&password)?;
        let password = self.passwords.hash(password).await?;
        Ok(NewUser { id: UserId::mint(), username: folded, display_name, password, role })
    }

    /// `rule` says whether they may, and where they are brought besides General.
    async fn sign_up(
        &self,
        new: NewUser,
        agent: Option<String>,
        rule: impl FnOnce(&Connection) -> Result<Vec<ConversationId>> + Send + 'static,
    ) -> Result<SignedIn> {
        let (user, session, device) = self
            .commit(move |connection| {
                let places = rule(connection)?;
                let mut told = Vec::new();
                let user = settle(connection, &new, &mut told)?;
                for place in places {
                    told.extend(participants::bring(connection, place, vec![user.person.clone()], Role::Member)?);
                }
                let mut steps = Vec::new();
                let (session, device) = begin(connection, new.id, agent.as_deref(), &mut steps)?;
                steps.append(&mut told);
                Ok(Outcome::new((user, session, device), steps))
            })
            .await?;
        self.signed_in(user, session, device)
    }

    /// Goes on where the disk does not: see `sign_in`.
    ///
    /// # Errors
    /// `unauthorized`, the same and after the same time for an unknown user and for a wrong password.
    pub async fn login(&self, from: IpAddr, body: Login, agent: Option<String>) -> Result<SignedIn> {
        let username = body.username.trim().to_lowercase();
        self.rates().sign_in.take(from)?;
        self.rates().account.take((username.chars().take(64).collect(), from))?;
        let found = self.read(move |connection| users::login(connection, &username)).await?;
        let phc = found.as_ref().map(|(_, phc, _)| phc.clone());
        let password = body.password.clone();
        let verdict = self.passwords.verify(body.password, phc).await?;
        let (id, known, _) = found.filter(|(_, _, disabled)| verdict.matches && !disabled).ok_or_else(wrong_login)?;
        let rehashed = if verdict.needs_rehash { Some(self.passwords.hash(password).await?) } else { None };
        let (answer, answered) = oneshot::channel();
        let session = new_session(id, agent.as_deref());
        self.writer.push(Box::new(SignIn { session, known, rehashed, admitted: None, answer }));
        let (user, session, device) = answered.await.unwrap_or_else(|_| Err(Error::unavailable()))?;
        self.signed_in(user, session, device)
    }

    pub(super) fn signed_in(&self, user: User, session: SessionId, device: Device) -> Result<SignedIn> {
        let until = device.expires.min(Moment::now().after(TOKEN));
        let claims = Claims {
            id: device.user,
            username: user.person.username.clone(),
            sid: session,
            iat: Moment::now().seconds(),
            exp: until.seconds(),
        };
        let expires_at = Moment::from_seconds(until.seconds());
        Ok(SignedIn { token: self.tokens.issue(&claims)?, expires_at, user: self.with_presence(user) })
    }

    /// # Errors
    /// `unavailable`.
    pub async fn logout(&self, caller: &Caller) -> Result<()> {
        self.end_session(caller, caller.session).await
    }

    /// Signs one of the caller's devices out.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn end_session(&self, caller: &Caller, session: SessionId) -> Result<()> {
        let user = caller.user;
        self.commit(move |connection| {
            if sessions::delete(connection, session, user)? {
                Ok(Outcome::new((), vec![Step::End(session)]))
            } else {
                Err(Error::not_found())
            }
        })
        .await
    }

    /// The next token of the same session; its open sockets live on with it.
    ///
    /// # Errors
    /// `unauthorized` once the session is over, `forbidden` to bots.
    pub async fn refresh(&self, caller: &Caller) -> Result<SignedIn> {
        let (id, session) = (caller.person()?, caller.session);
        let device = self.devices.get(session).ok_or_else(Error::unauthorized)?;
        let until = Moment::now().after(TOKEN).min(device.began.after(SESSION));
        let user = self
            .commit(move |connection| {
                if !sessions::extend(connection, session, until)? {
                    return Err(Error::unauthorized());
                }
                let user = users::by_id(connection, id).map_err(|_| Error::unauthorized())?;
                Ok(Outcome::new(user, vec![Step::Extend(session, until)]))
            })
            .await?;
        self.signed_in(user, session, Device { expires: until, ..device })
    }

    /// Ends every other session.
    ///
    /// # Errors
    /// `forbidden` for a wrong current password, and to bots.
    pub async fn change_password(&self, from: IpAddr, caller: &Caller, body: ChangePassword) -> Result<()> {
        let (id, session) = (caller.person()?, caller.session);
        self.rates().account.take((caller.username.clone(), from))?;
        passwords::check(&body.new_password).map_err(|error| error.field("newPassword"))?;
        let known = self.read(move |connection| users::password(connection, id)).await?;
        if !self.passwords.verify(body.current_password, Some(known.clone())).await?.matches {
            return Err(Error::forbidden("The current password is wrong.").field("currentPassword"));
        }
        let phc = self.passwords.hash(body.new_password).await?;
        self.commit(move |connection| {
            if users::password(connection, id)? != known {
                return Err(Error::conflict("The password was changed meanwhile; try again."));
            }
            users::set_password(connection, id, &phc)?;
            resets::delete_all(connection, id)?;
            let ended = sessions::delete_others(connection, id, session)?;
            Ok(Outcome::new((), ended.into_iter().map(Step::End).collect()))
        })
        .await
    }

    /// The devices signed in.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn sessions(&self, caller: &Caller) -> Result<Devices> {
        let (user, session) = (caller.user, caller.session);
        let sessions = self.read(move |connection| sessions::of_user(connection, user, session, Moment::now())).await?;
        Ok(Devices { sessions })
    }
}

pub(super) fn begin(
    connection: &Connection,
    user: UserId,
    agent: Option<&str>,
    steps: &mut Vec<Step>,
) -> Result<(SessionId, Device)> {
    let session = new_session(user, agent);
    let device = Device::of(&session);
    sessions::insert(connection, &session)?;
    steps.push(Step::Begin(session.id, device));
    Ok((session.id, device))
}

fn new_session(user: UserId, agent: Option<&str>) -> Session {
    let began = Moment::now();
    let user_agent = agent.map(|agent| agent.chars().take(256).collect());
    Session { id: SessionId::mint(), user, user_agent, began, expires: began.after(TOKEN) }
}

/// Stores a new person and brings them into General, which the first administrator opens.
fn settle(connection: &Connection, new: &NewUser, steps: &mut Vec<Step>) -> Result<User> {
    if users::is_taken(connection, &new.username)? {
        return Err(Error::conflict("This user name is taken; choose another.").field("username"));
    }
    let (now, rev) = (Moment::now(), next_rev(connection)?);
    users::insert(connection, new, now, rev)?;
    let user = users::by_id(connection, new.id)?;
    steps.push(Step::Know(new.id, new.username.clone()));
    let role = if new.role == AccountRole::Admin { Role::Owner } else { Role::Member };
    let general = match conversations::general(connection)? {
        Some(general) => general,
        None => {
            let general = ConversationId::mint();
            let opened = NewConversation {
                id: general,
                kind: ConversationKind::Channel,
                name: Some("General"),
                topic: None,
                pair: None,
                retention: None,
            };
            conversations::insert(connection, &opened, now, rev)?;
            conversations::set_general(connection, general)?;
            steps.push(Step::Open(general));
            general
        }
    };
    conversations::add(connection, general, new.id, role, now, rev)?;
    steps.push(Step::Join(general, new.id));
    steps.push(Step::Rev(rev));
    steps.push(Step::Tell(Audience::Everyone, ServerEvent::UserUpdated(UserUpdated { user: user.clone(), rev })));
    steps.push(added(connection, general, new.id, rev)?);
    Ok(user)
}
