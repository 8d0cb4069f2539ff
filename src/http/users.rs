//! `/api/users`: the profile and the member directory.

use std::sync::Arc;

use serde::Deserialize;

use super::caller::{caller, with_json};
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::Result;
use crate::protocol::ids::UserId;

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Search {
    /// What names hold; everybody without it.
    #[serde(default)]
    query: String,
}

pub async fn me(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.user(caller(&chat, &request)?.user).await?)
}

pub async fn edit(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(200, &chat.edit_profile(&caller, body).await?)
}

pub async fn search(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    caller(&chat, &request)?;
    Reply::json(200, &chat.directory(request.query::<Search>()?.query).await?)
}

pub async fn show(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    caller(&chat, &request)?;
    Reply::json(200, &chat.user(UserId::parse(request.param("id"))).await?)
}
