//! `/api/admin`: for administrators of the server.

use std::sync::Arc;

use super::caller::{caller, with_json};
use super::origin;
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::Result;
use crate::protocol::ids::{SessionId, UserId};

fn id(request: &Request) -> UserId {
    UserId::parse(request.param("id"))
}

pub async fn users(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.users(&caller(&chat, &request)?).await?)
}

pub async fn edit_user(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(200, &chat.edit_user(&caller, id(&request), body).await?)
}

pub async fn reset(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    Reply::json(201, &chat.make_reset(&caller, id(&request), origin::of(&chat, &request)).await?)
}

pub async fn sessions(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.sessions_of(&caller(&chat, &request)?, id(&request)).await?)
}

pub async fn end_sessions(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.end_sessions_of(&caller(&chat, &request)?, id(&request), None).await?;
    Ok(Reply::empty(204))
}

pub async fn end_session(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let session = SessionId::parse(request.param("sessionId"));
    chat.end_sessions_of(&caller(&chat, &request)?, id(&request), Some(session)).await?;
    Ok(Reply::empty(204))
}

pub async fn settings(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.read_settings(&caller(&chat, &request)?).await?)
}

pub async fn edit_settings(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(200, &chat.edit_settings(&caller, body).await?)
}

pub async fn stats(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.stats(&caller(&chat, &request)?).await?)
}

pub async fn audit(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    Reply::json(200, &chat.audit(&caller, request.query()?).await?)
}
