//! What administrators of the server do to accounts and their sessions.

use std::sync::Arc;

use rusqlite::Connection;

use super::Chat;
use super::access::Administrator;
use super::caller::{Caller, Hand};
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use super::rooms::Rooms;
use super::{audit, participants, people};
use crate::error::{Error, Result};
use crate::protocol::admin::{AdminUser, AdminUsers, EditUser};
use crate::protocol::entities::{AccountRole, Presence, User};
use crate::protocol::events::{ServerEvent, UserUpdated};
use crate::protocol::ids::{SessionId, UserId};
use crate::protocol::rest::Devices;
use crate::protocol::time::Moment;
use crate::store::users::{self, Account};
use crate::store::writer::next_rev;
use crate::store::{conversations, resets, sessions};

impl Chat {
    /// # Errors
    /// `forbidden` for members.
    pub async fn users(&self, by: impl Into<Hand>) -> Result<AdminUsers> {
        let (hand, rooms) = (by.into(), Arc::clone(&self.rooms));
        self.read(move |connection| {
            Administrator::prove(connection, hand)?;
            let users = users::whole(connection, None, Moment::now())?;
            Ok(AdminUsers { users: users.into_iter().map(|user| with_presence(&rooms, user)).collect() })
        })
        .await
    }

    /// Disables or enables, promotes or demotes, renames. A disabled account loses its sessions, its sockets and its place in
    /// memory; its rows stay, so that it comes back with all its conversations.
    ///
    /// # Errors
    /// `forbidden` for members, `not_found`, `conflict` where no administrator would be left, or for a bot that would be one.
    pub async fn edit_user(&self, by: impl Into<Hand>, id: UserId, body: EditUser) -> Result<AdminUser> {
        let (hand, rooms) = (by.into(), Arc::clone(&self.rooms));
        let name = body.display_name.as_deref().map(people::display_name).transpose();
        self.commit(move |connection| {
            let administrator = Administrator::prove(connection, hand)?;
            let account = users::account(connection, id)?;
            let before = users::known(connection, id)?.person.display_name;
            let name = name?.filter(|name| *name != before);
            let role = body.role.filter(|role| *role != account.role);
            let disabled = body.disabled.filter(|disabled| *disabled != account.disabled);
            let mut steps = Vec::new();
            if name.is_some() || role.is_some() || disabled.is_some() {
                let change = Change { connection, by: administrator.actor(), id, rev: next_rev(connection)? };
                steps.push(Step::Rev(change.rev));
                name.map_or(Ok(()), |name| change.rename(&before, &name))?;
                role.map_or(Ok(()), |role| change.role(&account, role))?;
                match disabled {
                    Some(true) => steps.extend(change.disable(&rooms)?),
                    Some(false) => steps.extend(change.enable(&account)?),
                    None => {}
                }
                steps.push(change.told(&rooms)?);
            }
            let whole = users::whole(connection, Some(id), Moment::now())?.pop().ok_or_else(Error::not_found)?;
            Ok(Outcome::new(with_presence(&rooms, whole), steps))
        })
        .await
    }

    /// # Errors
    /// `forbidden` for members, `not_found`.
    pub async fn sessions_of(&self, caller: &Caller, id: UserId) -> Result<Devices> {
        let (user, session) = (caller.user, caller.session);
        self.read(move |connection| {
            Administrator::prove(connection, user)?;
            users::account(connection, id)?;
            Ok(Devices { sessions: sessions::of_user(connection, id, session, Moment::now())? })
        })
        .await
    }

    /// Ends one session of somebody, or all of them.
    ///
    /// # Errors
    /// `forbidden` for members, `not_found`.
    pub async fn end_sessions_of(&self, caller: &Caller, id: UserId, only: Option<SessionId>) -> Result<()> {
        let user = caller.user;
        self.commit(move |connection| {
            let administrator = Administrator::prove(connection, user)?;
            users::account(connection, id)?;
            let (act, ended) = match only {
                None => ("sessions_ended", sessions::delete_all(connection, id)?),
                Some(session) if sessions::delete(connection, session, id)? => ("session_ended", vec![session]),
                Some(_) => return Err(Error::not_found()),
            };
            audit::note(connection, administrator.actor(), act, Some(id.to_string()), None)?;
            Ok(Outcome::new((), ended.into_iter().map(Step::End).collect()))
        })
        .await
    }
}

/// One change of one account, and who makes it.
struct Change<'a> {
    connection: &'a Connection,
    by: Option<UserId>,
    id: UserId,
    rev: i64,
}

impl Change<'_> {
    fn note(&self, act: &str, detail: Option<serde_json::Value>) -> Result<()> {
        audit::note(self.connection, self.by, act, Some(self.id.to_string()), detail)
    }

    fn rename(&self, before: &str, name: &str) -> Result<()> {
        users::rename(self.connection, self.id, name, self.rev)?;
        self.note("user_renamed", Some(serde_json::json!({ "from": before, "to": name })))
    }

    fn role(&self, account: &Account, role: AccountRole) -> Result<()> {
        if account.bot {
            return Err(Error::conflict("A bot cannot administrate the server.").field("role"));
        }
        if role != AccountRole::Admin && !account.disabled {
            self.somebody_is_left()?;
        }
        users::set_role(self.connection, self.id, role, self.rev)?;
        self.note("role_changed", Some(serde_json::json!({ "from": account.role, "to": role })))
    }

    fn disable(&self, rooms: &Rooms) -> Result<Vec<Step>> {
        // Asked of the row, which may have another role by now.
        if users::is_admin(self.connection, self.id)? {
            self.somebody_is_left()?;
        }
        if rooms.is_online(self.id) {
            users::set_last_seen(self.connection, self.id, Moment::now())?;
        }
        users::set_disabled(self.connection, self.id, true, self.rev)?;
        resets::delete_all(self.connection, self.id)?;
        let mut steps: Vec<Step> = sessions::delete_all(self.connection, self.id)?.into_iter().map(Step::End).collect();
        steps.push(Step::Forget(self.id));
        for conversation in conversations::owned_by(self.connection, self.id)? {
            steps.extend(participants::pass_on(self.connection, conversation, self.id)?);
        }
        self.note("user_disabled", None)?;
        Ok(steps)
    }

    fn enable(&self, account: &Account) -> Result<Vec<Step>> {
        users::set_disabled(self.connection, self.id, false, self.rev)?;
        let mut steps = vec![Step::Know(self.id, account.username.clone())];
        let places = conversations::ids_of_user(self.connection, self.id)?;
        steps.extend(places.into_iter().map(|conversation| Step::Join(conversation, self.id)));
        self.note("user_enabled", None)?;
        Ok(steps)
    }

    fn somebody_is_left(&self) -> Result<()> {
        if users::has_admin_besides(self.connection, self.id)? {
            return Ok(());
        }
        Err(Error::conflict("This is the last administrator; make somebody else one first."))
    }

    /// The account as it is now, for everybody.
    fn told(&self, rooms: &Rooms) -> Result<Step> {
        let user = users::known(self.connection, self.id)?;
        let status = if !user.disabled && rooms.is_online(self.id) { Presence::Online } else { Presence::Offline };
        let event = UserUpdated { user: User { status, ..user }, rev: self.rev };
        Ok(Step::Tell(Audience::Everyone, ServerEvent::UserUpdated(event)))
    }
}

fn with_presence(rooms: &Rooms, user: AdminUser) -> AdminUser {
    let status = if !user.disabled && rooms.is_online(user.person.id) { Presence::Online } else { Presence::Offline };
    AdminUser { status, ..user }
}
