//! What a receiver answered, and what that means.

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Of an answer in JSON that is not too long.
    pub json: Option<Vec<u8>>,
}

impl Answer {
    /// The receiver wants no more, ever.
    pub fn is_gone(&self) -> bool {
        self.status == 410
    }

    /// # Errors
    /// Why the letter was not heard, in words for an administrator.
    pub fn heard(&self) -> Result<(), String> {
        match self.status {
            200..300 => Ok(()),
            300..400 => Err(format!("the receiver answered {}, and redirects are not followed", self.status)),
            status => Err(format!("the receiver answered {status}")),
        }
    }
}
