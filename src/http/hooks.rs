//! `/api/hooks`, where machines speak, and `/api/conversations/:id/hooks`, where people let them.

use std::sync::Arc;

use warp::http::header::{CONTENT_TYPE, HeaderName};

use super::caller::{caller, with_json};
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::chat::messages::CONTENT;
use crate::error::Result;
use crate::protocol::events::Sent;
use crate::protocol::ids::{ConversationId, HookId};
use crate::protocol::notices::Post;

/// Bytes of one request. Far more than a message holds: what machines say is cut, not refused.
const BODY: usize = 256 * 1024;

/// By which a machine that tries again says the same thing once; the first that is there counts.
const KEYS: [HeaderName; 2] = [HeaderName::from_static("x-client-id"), HeaderName::from_static("idempotency-key")];

fn id(request: &Request) -> ConversationId {
    ConversationId::parse(request.param("id"))
}

pub async fn create(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    Reply::json(201, &chat.create_hook(&caller, id(&request), body).await?)
}

pub async fn list(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.hooks(&caller(&chat, &request)?, id(&request)).await?)
}

pub async fn delete(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.delete_hook(&caller(&chat, &request)?, id(&request), HookId::parse(request.param("hookId"))).await?;
    Ok(Reply::empty(204))
}

/// A machine speaks. The address is all that it has to know.
pub async fn speak(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let knock = chat.knock(request.param("token")).await?;
    let body = request.body().read(BODY).await?;
    let parameters: Vec<(String, String)> = request.query()?;
    let headers = request.headers().iter();
    let mut fields: Vec<(&str, String)> =
        headers.filter_map(|(name, value)| Some((name.as_str(), str::from_utf8(value.as_bytes()).ok()?.to_owned()))).collect();
    fields.extend(parameters.iter().map(|(name, value)| (name.as_str(), value.clone())));
    let content = Post { kind: request.header(&CONTENT_TYPE), fields, body: &body }.text(CONTENT)?;
    let key = KEYS.iter().find_map(|name| request.header(name)).map(str::trim).filter(|key| !key.is_empty());
    let message = chat.speak(knock, content, key.map(str::to_owned)).await?;
    Reply::json(200, &Sent { success: true, message })
}
