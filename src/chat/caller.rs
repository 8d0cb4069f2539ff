//! Whoever asks.

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
