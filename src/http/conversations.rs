//! `/api/conversations`: conversations and who takes part.

use std::sync::Arc;

use super::caller::{caller, with_json};
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::Result;
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::rest::{ChangeRole, Notifications};

fn id(request: &Request) -> ConversationId {
    ConversationId::parse(request.param("id"))
}

pub async fn list(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.conversations(&caller(&chat, &request)?).await?)
}

/// 201, or 200 with the direct conversation that there is already.
pub async fn create(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    let (conversation, new) = chat.create_conversation(&caller, body).await?;
    Reply::json(if new { 201 } else { 200 }, &conversation)
}

pub async fn show(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.conversation(&caller(&chat, &request)?, id(&request)).await?)
}

pub async fn edit(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(200, &chat.edit_conversation(&caller, id(&request), body).await?)
}

pub async fn delete(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.delete_conversation(&caller(&chat, &request)?, id(&request)).await?;
    Ok(Reply::empty(204))
}

pub async fn channels(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.channels(&caller(&chat, &request)?).await?)
}

pub async fn join(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.join(&caller(&chat, &request)?, id(&request)).await?)
}

pub async fn leave(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    chat.remove_participant(&caller, id(&request), caller.user).await?;
    Ok(Reply::empty(204))
}

pub async fn notifications(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, Notifications { level }) = with_json(&chat, &mut request).await?;
    Reply::json(200, &chat.set_notifications(&caller, id(&request), level).await?)
}

pub async fn participants(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.participants(&caller(&chat, &request)?, id(&request)).await?)
}

pub async fn add(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(200, &chat.add_participants(&caller, id(&request), body).await?)
}

pub async fn remove(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    chat.remove_participant(&caller, id(&request), UserId::parse(request.param("userId"))).await?;
    Ok(Reply::empty(204))
}

pub async fn change_role(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, ChangeRole { role }) = with_json(&chat, &mut request).await?;
    Reply::json(200, &chat.set_role(&caller, id(&request), UserId::parse(request.param("userId")), role).await?)
}
