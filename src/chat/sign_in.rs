//! Signing a device in: the one change that goes on where the disk does not.
//!
//! Whoever can read should be able to come in, on a full disk as well as on a failing one, and nothing that is acknowledged
//! is lost by it: the session lives in memory, and its row is owed to the disk until it takes it. A server that ends before
//! that asks the device to sign in again. (A reserve on the disk would help against neither a failing sync nor another
//! program that eats the reserve; free pages inside the database do not help, since a change needs room in the log.)

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::devices::Device;
use super::outcome::Step;
use crate::error::{Code, Error, Result};
use crate::protocol::entities::User;
use crate::protocol::ids::SessionId;
use crate::store::sessions::{self, Session};
use crate::store::users;
use crate::store::writer::Job;

/// One answer for an unknown user, a disabled account and a wrong password.
pub(super) fn wrong_login() -> Error {
    Error::new(Code::Unauthorized, "The user name or the password is wrong.")
}

/// Who has signed in, and by which session.
pub(super) type Admitted = (User, SessionId, Device);

pub(super) struct SignIn {
    pub session: Session,
    /// What the password was compared with.
    pub known: String,
    /// The same password under today's parameters; where the disk does not take it, the next sign-in makes another.
    pub rehashed: Option<String>,
    pub admitted: Option<User>,
    pub answer: oneshot::Sender<Result<Admitted>>,
}

impl SignIn {
    /// The password may have been changed since it was compared, and the account disabled.
    fn admit(&mut self, connection: &Connection) -> Result<()> {
        if users::password(connection, self.session.user)? != self.known {
            return Err(wrong_login());
        }
        self.admitted = Some(users::by_id(connection, self.session.user).map_err(|_| wrong_login())?);
        Ok(())
    }

    fn steps(&self) -> Vec<Step> {
        vec![Step::Begin(self.session.id, Device::of(&self.session))]
    }
}

impl Job<Vec<Step>> for SignIn {
    fn run(&mut self, connection: &Connection) -> Result<Vec<Step>> {
        self.admit(connection)?;
        if let Some(phc) = &self.rehashed {
            users::set_password(connection, self.session.user, phc)?;
        }
        sessions::insert(connection, &self.session)?;
        Ok(self.steps())
    }

    fn owe(&mut self, connection: &Connection) -> Option<Result<(Vec<Step>, Session)>> {
        Some(self.admit(connection).map(|()| (self.steps(), self.session.clone())))
    }

    fn answer(self: Box<Self>, verdict: Result<()>) {
        let SignIn { session, admitted, answer, .. } = *self;
        let admitted = admitted.ok_or_else(|| Error::internal("nobody was admitted"));
        let _ = answer.send(verdict.and(admitted).map(|user| (user, session.id, Device::of(&session))));
    }
}
