//! `/api/search`: finding messages.

use std::sync::Arc;

use super::caller::caller;
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::Result;

pub async fn search(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    Reply::json(200, &chat.search(&caller, request.query()?).await?)
}
