//! `/api/invites`: links for newcomers, and their QR codes.

use std::sync::Arc;

use qrcode::QrCode;
use qrcode::render::svg;
use warp::http::HeaderValue;

use super::caller::{address, caller, with_json};
use super::origin;
use super::reply::Reply;
use super::request::Request;
use crate::chat::Chat;
use crate::error::{Error, Result};

/// Pixels of each side, at least; it scales.
const SIDE: u32 = 240;

pub async fn create(chat: Arc<Chat>, mut request: Request) -> Result<Reply> {
    let (caller, body) = with_json(&chat, &mut request).await?;
    let (from, origin) = (address(&request), origin::of(&chat, &request));
    Reply::json(201, &chat.create_invite(from, &caller, body, origin).await?)
}

pub async fn list(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let caller = caller(&chat, &request)?;
    Reply::json(200, &chat.invites(&caller, origin::of(&chat, &request)).await?)
}

pub async fn delete(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    chat.delete_invite(&caller(&chat, &request)?, request.param("code")).await?;
    Ok(Reply::empty(204))
}

/// For newcomers, who have no token.
pub async fn show(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    Reply::json(200, &chat.invitation(request.param("code")).await?)
}

/// The link as a picture, dark on light whatever the page's colours: cameras read that.
pub async fn qr(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let link = chat.invite_link(request.param("code"), &origin::of(&chat, &request)).await?;
    let code = QrCode::new(link).map_err(Error::internal)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
    Ok(Reply::bytes(200, HeaderValue::from_static("image/svg+xml"), picture))
}
