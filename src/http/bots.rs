//! `/api/admin/bots`: the accounts of programs, and their tokens.

use std::sync::Arc;

use super::caller::{caller, with_json};
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::Result;
use crate::protocol::ids::{SessionId, UserId};

fn id(request: &Request) -> UserId {
    UserId::parse(request.param("id"))
}

pub async fn list(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.bots(&caller(&chat, &request)?).await?)
}

pub async fn create(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(201, &chat.create_bot(&caller, body).await?)
}

pub async fn remove(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.remove_bot(&caller(&chat, &request)?, id(&request)).await?;
    Ok(Reply::empty(204))
}

pub async fn tokens(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.bot_tokens(&caller(&chat, &request)?, id(&request)).await?)
}

pub async fn create_token(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(201, &chat.create_bot_token(&caller, id(&request), body).await?)
}

pub async fn end_token(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.end_bot_token(&caller(&chat, &request)?, id(&request), SessionId::parse(request.param("tokenId"))).await?;
    Ok(Reply::empty(204))
}
