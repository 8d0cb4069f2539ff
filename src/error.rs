//! The one error: what went wrong inside, and the little of it that a client may read.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// A stable, machine-readable kind of failure and its HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    BadRequest,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Timeout,
    Conflict,
    PayloadTooLarge,
    UnsupportedMediaType,
    Misdirected,
    RateLimited,
    Internal,
    Unavailable,
}

impl Code {
    /// The HTTP status that carries this code.
    pub const fn status(self) -> u16 {
        match self {
            Code::BadRequest => 400,
            Code::Unauthorized => 401,
            Code::Forbidden => 403,
            Code::NotFound => 404,
            Code::MethodNotAllowed => 405,
            Code::Timeout => 408,
            Code::Conflict => 409,
            Code::PayloadTooLarge => 413,
            Code::UnsupportedMediaType => 415,
            Code::Misdirected => 421,
            Code::RateLimited => 429,
            Code::Internal => 500,
            Code::Unavailable => 503,
        }
    }
}

/// Why something was not done. Cheap to make and to pass on; `detail` is for the log alone.
#[derive(Clone, Debug)]
pub struct Error {
    code: Code,
    message: Cow<'static, str>,
    field: Option<Box<str>>,
    retry_after: Option<u32>,
    detail: Option<Box<str>>,
}

/// The shape of every failure, in an HTTP body, an acknowledgement and the event `error`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct Failure {
    #[cfg_attr(test, ts(type = "false"))]
    pub success: bool,
    pub code: Code,
    /// One sentence for a person.
    pub message: String,
    /// The one input that is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds to wait, with `rate_limited` and `unavailable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Error { code, message: message.into(), field: None, retry_after: None, detail: None }
    }

    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Error::new(Code::BadRequest, message)
    }

    /// A missing, wrong, expired or revoked token.
    pub fn unauthorized() -> Self {
        Error::new(Code::Unauthorized, "Authentication error: sign in again.")
    }

    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Error::new(Code::Forbidden, message)
    }

    /// Not there, or not for the caller's eyes: one answer for both.
    pub fn not_found() -> Self {
        Error::new(Code::NotFound, "There is nothing here, or it is not yours to see.")
    }

    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Error::new(Code::Conflict, message)
    }

    pub fn too_large(message: impl Into<Cow<'static, str>>) -> Self {
        Error::new(Code::PayloadTooLarge, message)
    }

    /// Too often; `seconds` until it will be accepted again.
    pub fn rate_limited(seconds: u32) -> Self {
        Error::new(Code::RateLimited, "That was too often; wait a moment and try again.").after(seconds)
    }

    /// The store cannot take it now; nothing was changed that anybody sees. (After a power cut it may be there all the same.)
    pub fn unavailable() -> Self {
        let mut error = Error::new(Code::Unavailable, "The server cannot store this now; try again in a moment.");
        error.retry_after = Some(1);
        error
    }

    /// Nothing new is begun any more.
    pub fn closing() -> Self {
        Error::new(Code::Unavailable, "The server is shutting down; try again in a moment.")
    }

    /// Our fault. `detail` goes to the log, never to a client.
    pub fn internal(detail: impl fmt::Display) -> Self {
        let mut error = Error::new(Code::Internal, "Something failed inside the server; the log has the details.");
        error.detail = Some(detail.to_string().into());
        error
    }

    /// Seconds to wait before trying again.
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into().into());
        self
    }

    pub fn detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string().into());
        self
    }

    pub fn code(&self) -> Code {
        self.code
    }

    /// It was answered, by a rule: it would be answered so again.
    pub fn is_refusal(&self) -> bool {
        matches!(self.code, Code::Forbidden | Code::NotFound)
    }

    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// For whoever runs the program: what failed, where the message would only say that something did.
    pub fn reason(&self) -> String {
        match (&self.detail, self.code) {
            (Some(detail), Code::Internal) => detail.to_string(),
            _ => self.to_string(),
        }
    }

    /// All that a client ever reads of it.
    pub fn public(&self) -> Failure {
        Failure {
            success: false,
            code: self.code,
            message: self.message.to_string(),
            field: self.field.as_deref().map(str::to_owned),
            retry_after: self.retry_after,
        }
    }
}

/// For the log: with the detail that clients never see.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        match &self.detail {
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
