//! `/api/auth`: registering, signing in and out, devices.

use std::sync::Arc;

use super::caller::{address, agent, caller, with_json};
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::Result;
use crate::protocol::ids::SessionId;

pub async fn register(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let body = request.json().await?;
    Reply::json(201, &chat.register(address(&request), body, agent(&request)).await?)
}

pub async fn login(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let body = request.json().await?;
    Reply::json(200, &chat.login(address(&request), body, agent(&request)).await?)
}

pub async fn reset(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let body = request.json().await?;
    Reply::json(200, &chat.reset(address(&request), body, agent(&request)).await?)
}

pub async fn logout(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.logout(&caller(&chat, &request)?).await?;
    Ok(Reply::empty(204))
}

pub async fn refresh(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.refresh(&caller(&chat, &request)?).await?)
}

pub async fn password(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    chat.change_password(address(&request), &caller, body).await?;
    Ok(Reply::empty(204))
}

pub async fn sessions(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.sessions(&caller(&chat, &request)?).await?)
}

pub async fn end_session(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.end_session(&caller(&chat, &request)?, SessionId::parse(request.param("id"))).await?;
    Ok(Reply::empty(204))
}
