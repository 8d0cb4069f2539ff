//! `/api/admin/webhooks`: machines that are told of messages.

use std::sync::Arc;

use super::caller::{caller, with_json};
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::Result;
use crate::protocol::ids::WebhookId;

fn id(request: &Request) -> WebhookId {
    WebhookId::parse(request.param("id"))
}

pub async fn list(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.webhooks(&caller(&chat, &request)?).await?)
}

pub async fn create(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(201, &chat.create_webhook(&caller, body).await?)
}

pub async fn edit(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(200, &chat.edit_webhook(&caller, id(&request), body).await?)
}

pub async fn delete(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.delete_webhook(&caller(&chat, &request)?, id(&request)).await?;
    Ok(Reply::empty(204))
}

/// 200, whatever the receiver made of it: the answer tells.
pub async fn test(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.test_webhook(&caller(&chat, &request)?, id(&request)).await?)
}
