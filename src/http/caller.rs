//! Who calls: the token in its header, the address, the client's name for itself.

use std::net::{IpAddr, Ipv4Addr};

use serde::de::DeserializeOwned;

use super::request::Request;
use crate::chat::Chat;
use crate::chat::caller::Caller;
use crate::error::{Error, Result};

/// # Errors
/// `unauthorized` without a good token.
pub fn caller(chat: &Chat, request: &Request) -> Result<Caller> {
    chat.authenticate(request.bearer().ok_or_else(Error::unauthorized)?)
}

/// Who calls, and the JSON that came along. A token that ended while the body was on its way is refused.
///
/// # Errors
/// `unauthorized` before anything else, then what is wrong with the body.
pub async fn with_json<T: DeserializeOwned>(chat: &Chat, request: &mut Request) -> Result<(Caller, T)> {
    caller(chat, request)?;
    let body = request.json().await?;
    Ok((caller(chat, request)?, body))
}

/// What came through no network came from this machine.
pub fn address(request: &Request) -> IpAddr {
    request.peer().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0)
}

pub fn agent(request: &Request) -> Option<String> {
    request.user_agent().map(str::to_owned)
}
