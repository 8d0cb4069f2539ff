//! `/api/sync`: catching up, as the event `sync` does it.

use std::sync::Arc;

use super::caller::caller;
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::Result;

pub async fn sync(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    Reply::json(200, &chat.sync(&caller, request.query()?).await?)
}
