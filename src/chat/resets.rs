//! Resets: an administrator hands a link to somebody who forgot the password, and they choose another by it.

use std::net::IpAddr;
use std::time::Duration;

use super::Chat;
use super::access::Administrator;
use super::accounts;
use super::audit;
use super::caller::Hand;
use super::outcome::{Outcome, Step};
use crate::auth::{codes, passwords};
use crate::error::{Error, Result};
use crate::protocol::admin::ResetLink;
use crate::protocol::ids::UserId;
use crate::protocol::rest::{Reset, SignedIn};
use crate::protocol::time::Moment;
use crate::store::{resets as kept, sessions, users};

/// A link is good for so long.
const LIFE: Duration = Duration::from_secs(4 * 60 * 60);

/// One answer for a code that is unknown, over or used.
fn no_longer_valid() -> Error {
    Error::forbidden("This link is no longer valid; ask an administrator for a new one.").field("code")
}

fn without_password() -> Error {
    Error::conflict("A bot has no password; make it a new token instead.")
}

impl Chat {
    /// Makes the one link of an account; an earlier one is void. `origin` is the server's address as the caller reached it.
    ///
    /// # Errors
    /// `forbidden` for members, `not_found`, `conflict` for an account that cannot sign in by a password.
    pub async fn make_reset(&self, by: impl Into<Hand>, id: UserId, origin: String) -> Result<ResetLink> {
        let hand = by.into();
        self.commit(move |connection| {
            let administrator = Administrator::prove(connection, hand)?;
            let account = users::account(connection, id)?;
            if account.bot {
                return Err(without_password());
            }
            if account.disabled {
                return Err(Error::conflict("This account is disabled; enable it first."));
            }
            let code = codes::make(codes::RESET)?;
            let expires_at = Moment::now().after(LIFE);
            kept::delete_all(connection, id)?;
            kept::insert(connection, &codes::digest(&code), id, expires_at)?;
            audit::note(connection, administrator.actor(), "reset_made", Some(id.to_string()), None)?;
            Ok(Outcome::quiet(ResetLink { url: format!("{origin}/#/reset/{code}"), code, expires_at }))
        })
        .await
    }

    /// Gives an account another password, and ends every session and link that it had.
    ///
    /// # Errors
    /// `forbidden` for members, `not_found`, `conflict` for an account that cannot sign in by a password, `bad_request` for one
    /// that will not do.
    pub async fn set_password(&self, by: impl Into<Hand>, id: UserId, password: String) -> Result<()> {
        let hand = by.into();
        passwords::check(&password)?;
        let phc = self.passwords.hash(password).await?;
        self.commit(move |connection| {
            let administrator = Administrator::prove(connection, hand)?;
            if users::account(connection, id)?.bot {
                return Err(without_password());
            }
            users::set_password(connection, id, &phc)?;
            kept::delete_all(connection, id)?;
            let ended = sessions::delete_all(connection, id)?;
            audit::note(connection, administrator.actor(), "password_set", Some(id.to_string()), None)?;
            Ok(Outcome::new((), ended.into_iter().map(Step::End).collect()))
        })
        .await
    }

    /// Sets the password, ends every session that there was, and signs in.
    ///
    /// # Errors
    /// `forbidden` for a code that is not good, `bad_request` for a password that will not do.
    pub async fn reset(&self, from: IpAddr, body: Reset, agent: Option<String>) -> Result<SignedIn> {
        self.rates().sign_in.take(from)?;
        let code = codes::read(&body.code, codes::RESET).ok_or_else(no_longer_valid)?;
        let secret = codes::digest(&code);
        let good = self.read(move |connection| kept::of(connection, &secret, Moment::now())).await?;
        good.ok_or_else(no_longer_valid)?;
        passwords::check(&body.password)?;
        let phc = self.passwords.hash(body.password).await?;
        let (user, session, device) = self
            .commit(move |connection| {
                // It may have been used while the password was hashed.
                let id = kept::of(connection, &secret, Moment::now())?.ok_or_else(no_longer_valid)?;
                kept::delete_all(connection, id)?;
                users::set_password(connection, id, &phc)?;
                let ended = sessions::delete_all(connection, id)?;
                let mut steps = ended.into_iter().map(Step::End).collect();
                let (session, device) = accounts::begin(connection, id, agent.as_deref(), &mut steps)?;
                Ok(Outcome::new((users::by_id(connection, id)?, session, device), steps))
            })
            .await?;
        self.signed_in(user, session, device)
    }
}
