//! `/api/info`, `/api/setup` and `/healthz`.

use std::sync::Arc;

use super::caller;
use super::reply::Reply;
use super::request::Request;
use crate::auth::passwords;
use crate::chat::{Chat, history, messages, people, receipts, reservations};
use crate::error::Result;
use crate::protocol::events::Done;
use crate::protocol::rest::{Info, Limits};

pub async fn info(chat: Arc<Chat>, _: Request) -> Result<Reply> {
    let settings = chat.server_settings();
    let info = Info {
        name: settings.server_name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        registration: settings.registration,
        setup_required: chat.setup_required().await?,
        https: chat.settings().https,
        limits: Limits {
            message_bytes: messages::CONTENT,
            password_min: passwords::MIN,
            password_max: passwords::MAX,
            username_min: *people::USERNAME.start(),
            username_max: *people::USERNAME.end(),
            name_max: people::NAME,
            page_max: history::PAGE_MAX as usize,
            mark_read_max: receipts::IDS,
            file_bytes: chat.settings().files.max_file_size,
            uploads_max: reservations::AT_ONCE,
        },
    };
    Reply::json(200, &info)
}

pub async fn setup(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (body, from, agent) = (request.json().await?, caller::address(&request), caller::agent(&request));
    Reply::json(201, &chat.setup(from, body, agent).await?)
}

pub async fn health(_: Arc<Chat>, _: Request) -> Result<Reply> {
    Reply::json(200, &Done { success: true })
}
