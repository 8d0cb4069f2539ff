//! Avatars: given, taken away, and shown to whoever knows the address.

use std::sync::Arc;

use warp::http::HeaderValue;
use warp::http::header::CACHE_CONTROL;

use super::caller::caller;
use super::files::{receive, refuse, send};
use super::reply::Reply;
use super::request::Request;
use super::served::Served;
use crate::chat::Chat;
use crate::error::{Error, Result};
use crate::protocol::ids::ConversationId;
use crate::store::avatars::AvatarName;
use crate::store::blob::Blob;

/// An address never changes its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub async fn set_own(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    match receive(&chat, &mut request, false).await {
        Ok((upload, caller)) => Reply::json(200, &chat.set_avatar(&caller, Some(upload)).await?),
        Err(error) => refuse(request, error),
    }
}

pub async fn remove_own(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.set_avatar(&caller(&chat, &request)?, None).await?)
}

fn id(request: &Request) -> ConversationId {
    ConversationId::parse(request.param("id"))
}

pub async fn set_of_conversation(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let id = id(&request);
    let received = async {
        chat.may_portray(&caller(&chat, &request)?, id).await?;
        receive(&chat, &mut request, false).await
    };
    match received.await {
        Ok((upload, caller)) => Reply::json(200, &chat.set_conversation_avatar(&caller, id, Some(upload)).await?),
        Err(error) => refuse(request, error),
    }
}

pub async fn remove_of_conversation(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.set_conversation_avatar(&caller(&chat, &request)?, id(&request), None).await?)
}

/// Without a token: whoever sees the person or the conversation has the address, and nobody else can guess it.
pub async fn show(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let name = AvatarName::parse(request.param("name")).ok_or_else(Error::not_found)?;
    let headers = vec![(CACHE_CONTROL, HeaderValue::from_static(FOR_EVER))];
    let served = Served { tag: name.to_string(), kind: HeaderValue::from_static(name.mime()), headers };
    send(&chat, &request, served, Blob::Avatar(name)).await
}
