//! Every route of the HTTP side, in one list.

use std::sync::Arc;

use warp::http::HeaderValue;
use warp::http::header::CONTENT_TYPE;

use super::reply::Reply;
use super::request::Request;
use super::route::{Handler, Route, delete, get, patch, post, put};
use super::router::Router;
use super::{admin, assets, auth, avatars, bots, conversations, description, files, hooks, info, invites};
use super::{messages, metrics, search, sync, users, webhooks};
use crate::chat::Chat;
use crate::error::Result;

pub fn router(chat: Arc<Chat>) -> Arc<Router<Chat>> {
    let pause = chat.settings().limits.body_timeout;
    Arc::new(Router::new(chat, routes(), Handler::new(client)).with_body_pause(pause))
}

pub(super) fn routes() -> Vec<Route<Chat>> {
    vec![
        get("/healthz", info::health),
        get("/metrics", metrics::show),
        get("/api/info", info::info),
        get("/api/openapi.json", description::openapi),
        get("/api/asyncapi.json", description::asyncapi),
        post("/api/setup", info::setup),
        post("/api/auth/register", auth::register),
        post("/api/auth/login", auth::login),
        post("/api/auth/logout", auth::logout),
        post("/api/auth/refresh", auth::refresh),
        post("/api/auth/reset", auth::reset),
        put("/api/auth/password", auth::password),
        get("/api/auth/sessions", auth::sessions),
        delete("/api/auth/sessions/:id", auth::end_session),
        get("/api/sync", sync::sync),
        get("/api/users/me", users::me),
        patch("/api/users/me", users::edit),
        put("/api/users/me/avatar", avatars::set_own),
        delete("/api/users/me/avatar", avatars::remove_own),
        get("/api/users", users::search),
        get("/api/users/:id", users::show),
        get("/api/conversations", conversations::list),
        post("/api/conversations", conversations::create),
        get("/api/conversations/:id", conversations::show),
        patch("/api/conversations/:id", conversations::edit),
        put("/api/conversations/:id/avatar", avatars::set_of_conversation),
        delete("/api/conversations/:id/avatar", avatars::remove_of_conversation),
        delete("/api/conversations/:id", conversations::delete),
        get("/api/channels", conversations::channels),
        post("/api/conversations/:id/join", conversations::join),
        post("/api/conversations/:id/leave", conversations::leave),
        put("/api/conversations/:id/notifications", conversations::notifications),
        get("/api/conversations/:id/participants", conversations::participants),
        post("/api/conversations/:id/participants", conversations::add),
        delete("/api/conversations/:id/participants/:userId", conversations::remove),
        patch("/api/conversations/:id/participants/:userId", conversations::change_role),
        get("/api/conversations/:id/hooks", hooks::list),
        post("/api/conversations/:id/hooks", hooks::create),
        delete("/api/conversations/:id/hooks/:hookId", hooks::delete),
        post("/api/hooks/:token", hooks::speak),
        put("/api/hooks/:token", hooks::speak),
        get("/api/conversations/:id/messages", messages::history),
        post("/api/conversations/:id/messages", messages::send),
        get("/api/conversations/:id/pins", messages::pins),
        patch("/api/messages/:id", messages::edit),
        delete("/api/messages/:id", messages::delete),
        put("/api/messages/:id/reactions/:emoji", messages::add_reaction),
        delete("/api/messages/:id/reactions/:emoji", messages::remove_reaction),
        put("/api/messages/:id/pin", messages::pin),
        delete("/api/messages/:id/pin", messages::unpin),
        post("/api/files", files::upload),
        post("/api/files/token", files::token),
        get("/api/files/:id/:name", files::show),
        get("/api/thumbnails/:id", files::thumbnail),
        get("/api/avatars/:name", avatars::show),
        get("/api/invites", invites::list),
        post("/api/invites", invites::create),
        get("/api/invites/:code", invites::show),
        delete("/api/invites/:code", invites::delete),
        get("/api/invites/:code/qr.svg", invites::qr),
        get("/api/admin/users", admin::users),
        patch("/api/admin/users/:id", admin::edit_user),
        post("/api/admin/users/:id/reset", admin::reset),
        get("/api/admin/users/:id/sessions", admin::sessions),
        delete("/api/admin/users/:id/sessions", admin::end_sessions),
        delete("/api/admin/users/:id/sessions/:sessionId", admin::end_session),
        get("/api/admin/bots", bots::list),
        post("/api/admin/bots", bots::create),
        delete("/api/admin/bots/:id", bots::remove),
        get("/api/admin/bots/:id/tokens", bots::tokens),
        post("/api/admin/bots/:id/tokens", bots::create_token),
        delete("/api/admin/bots/:id/tokens/:tokenId", bots::end_token),
        get("/api/admin/webhooks", webhooks::list),
        post("/api/admin/webhooks", webhooks::create),
        patch("/api/admin/webhooks/:id", webhooks::edit),
        delete("/api/admin/webhooks/:id", webhooks::delete),
        post("/api/admin/webhooks/:id/test", webhooks::test),
        get("/api/admin/settings", admin::settings),
        patch("/api/admin/settings", admin::edit_settings),
        get("/api/admin/stats", admin::stats),
        get("/api/admin/audit", admin::audit),
        get("/api/search", search::search),
    ]
}

/// Everything else is the web client's.
async fn client(_: Arc<Chat>, request: Request) -> Result<Reply> {
    let (parts, body) = assets::serve(request.path(), request.headers()).into_parts();
    let kind = parts.headers.get(CONTENT_TYPE).cloned().unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let reply = Reply::bytes(parts.status.as_u16(), kind, body);
    let rest = parts.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE);
    Ok(rest.fold(reply, |reply, (name, value)| reply.header(name.clone(), value.clone())))
}
