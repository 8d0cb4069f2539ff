//! Messages for scripts: history, and what the events do.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::caller::{caller, with_json};
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::{Error, Result};
use crate::protocol::events::React;
use crate::protocol::ids::{ConversationId, MessageId};
use crate::protocol::rest::{EditContent, Reactions};

/// Waits for what the writer answers.
async fn answered<T>(ask: impl FnOnce(Box<dyn FnOnce(Result<T>) + Send>)) -> Result<T>
where
    T: Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    ask(Box::new(move |result| {
        let _ = answer.send(result);
    }));
    answered.await.unwrap_or_else(|_| Err(Error::unavailable()))
}

pub async fn history(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    Reply::json(200, &chat.history(&caller, ConversationId::parse(request.param("id")), request.query()?).await?)
}

pub async fn send(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, draft) = with_json(&chat, &mut request).await?;
    let conversation = ConversationId::parse(request.param("id"));
    let message = answered(|answer| chat.send_message(&caller, conversation, draft, answer)).await?;
    Reply::json(201, &message)
}

pub async fn edit(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, EditContent { new_content }) = with_json(&chat, &mut request).await?;
    let id = MessageId::parse(request.param("id"));
    Reply::json(200, &answered(|answer| chat.edit_message(&caller, id, new_content, answer)).await?)
}

pub async fn add_reaction(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    react(&chat, &request, true).await
}

pub async fn remove_reaction(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    react(&chat, &request, false).await
}

async fn react(chat: &Chat, request: &Request, there: bool) -> Result<Reply> {
    let caller = caller(chat, request)?;
    let react = React { message_id: MessageId::parse(request.param("id")), emoji: request.param("emoji").to_owned() };
    let reactions = answered(|answer| chat.react(&caller, react, there, answer)).await?;
    Reply::json(200, &Reactions { reactions })
}

pub async fn pin(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    set_pin(&chat, &request, true).await
}

pub async fn unpin(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    set_pin(&chat, &request, false).await
}

async fn set_pin(chat: &Chat, request: &Request, pinned: bool) -> Result<Reply> {
    let caller = caller(chat, request)?;
    let id = MessageId::parse(request.param("id"));
    answered(|answer| chat.pin(&caller, id, pinned, answer)).await?;
    Ok(Reply::empty(204))
}

pub async fn pins(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    Reply::json(200, &chat.pins(&caller, ConversationId::parse(request.param("id"))).await?)
}

pub async fn delete(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    let id = MessageId::parse(request.param("id"));
    answered(|answer| chat.delete_message(&caller, id, answer)).await?;
    Ok(Reply::empty(204))
}
