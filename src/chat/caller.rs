//! Whoever asks, and whose hand acts.

use crate::error::{Error, Result};
use crate::protocol::ids::{SessionId, UserId};
use crate::protocol::time::Moment;

/// Whoever a good token speaks for.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user: UserId,
    pub username: String,
    pub session: SessionId,
    /// When this token is over.
    pub expires: Moment,
    /// A program, and no person.
    pub bot: bool,
}

/// Whose hand does what administrators may: that of an account, or of whoever owns the machine that this server runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    Account(UserId),
    /// Nobody comes by this over the network: only what opens the data directory does.
    Machine,
}

impl From<UserId> for Hand {
    fn from(user: UserId) -> Self {
        Hand::Account(user)
    }
}

impl From<&Caller> for Hand {
    fn from(caller: &Caller) -> Self {
        Hand::Account(caller.user)
    }
}

impl Caller {
    /// # Errors
    /// `forbidden` to bots.
    pub fn person(&self) -> Result<UserId> {
        if self.bot {
            Err(Error::forbidden("A bot cannot do that; its account is kept by administrators."))
        } else {
            Ok(self.user)
        }
    }
}
