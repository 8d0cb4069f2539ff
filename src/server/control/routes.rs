//! Every route of the verbs, in one list: the same functions as over the network, by the hand of whoever owns the machine.

use std::sync::Arc;

use crate::chat::Chat;
use crate::chat::caller::Hand;
use crate::error::{Error, Result};
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::http::route::{Handler, Route, delete, get, patch, post, put};
use crate::http::router::Router;
use crate::protocol::control::{AddUser, MakeInvite, Running, SetPassword};
use crate::protocol::events::Done;
use crate::server::tls::link;
use crate::server::urls::Urls;

const OWNER: Hand = Hand::Machine;

/// What the verbs' routes work with.
pub struct Desk {
    chat: Arc<Chat>,
    /// Where people find the server; nothing for what makes no link.
    urls: Option<Urls>,
    /// Of the private authority, where there is one.
    fingerprint: Option<String>,
}

impl Desk {
    pub fn new(chat: Arc<Chat>, urls: Option<Urls>, fingerprint: Option<String>) -> Self {
        Desk { chat, urls, fingerprint }
    }

    pub(super) fn router(self) -> Arc<Router<Desk>> {
        let nothing = Handler::new(|_: Arc<Desk>, _: Request| async { Err(Error::not_found()) });
        Arc::new(Router::new(Arc::new(self), routes(), nothing))
    }

    /// What links begin with.
    fn origin(&self) -> String {
        self.urls.as_ref().and_then(|urls| link(&urls.now()).cloned()).unwrap_or_else(|| "http://localhost".to_owned())
    }
}

fn routes() -> Vec<Route<Desk>> {
    vec![
        get("/control/server", running),
        get("/control/users", users),
        post("/control/users", add_user),
        patch("/control/users/:name", edit_user),
        put("/control/users/:name/password", set_password),
        post("/control/users/:name/reset", reset),
        get("/control/invites", invites),
        post("/control/invites", create_invite),
        delete("/control/invites/:code", delete_invite),
    ]
}

async fn running(desk: Arc<Desk>, _: Request) -> Result<Reply> {
    let link = || format!("{}/#/setup?code={}", desk.origin(), desk.chat.setup_code());
    let setup_url = desk.chat.setup_required().await?.then(link);
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let urls = desk.urls.as_ref().map(Urls::now).unwrap_or_default();
    let announcement = desk.urls.as_ref().map(Urls::announcement).unwrap_or_default();
    let pid = std::process::id();
    Reply::json(200, &Running { version, pid, urls, fingerprint: desk.fingerprint.clone(), setup_url, announcement })
}

async fn users(desk: Arc<Desk>, _: Request) -> Result<Reply> {
    Reply::json(200, &desk.chat.users(OWNER).await?)
}

async fn add_user(desk: Arc<Desk>, mut request: Request) -> Result<Reply> {
    let body: AddUser = request.json().await?;
    Reply::json(201, &desk.chat.add_user(body.username, body.password, body.role).await?)
}

async fn edit_user(desk: Arc<Desk>, mut request: Request) -> Result<Reply> {
    let body = request.json().await?;
    let id = desk.chat.named(request.param("name")).await?;
    Reply::json(200, &desk.chat.edit_user(OWNER, id, body).await?)
}

async fn set_password(desk: Arc<Desk>, mut request: Request) -> Result<Reply> {
    let body: SetPassword = request.json().await?;
    let id = desk.chat.named(request.param("name")).await?;
    desk.chat.set_password(OWNER, id, body.password).await?;
    Reply::json(200, &Done { success: true })
}

async fn reset(desk: Arc<Desk>, request: Request) -> Result<Reply> {
    let id = desk.chat.named(request.param("name")).await?;
    Reply::json(201, &desk.chat.make_reset(OWNER, id, desk.origin()).await?)
}

async fn invites(desk: Arc<Desk>, _: Request) -> Result<Reply> {
    Reply::json(200, &desk.chat.invites(OWNER, desk.origin()).await?)
}

async fn create_invite(desk: Arc<Desk>, mut request: Request) -> Result<Reply> {
    let MakeInvite { creator, invite } = request.json().await?;
    Reply::json(201, &desk.chat.invite_in_the_name_of(creator, invite, desk.origin()).await?)
}

async fn delete_invite(desk: Arc<Desk>, request: Request) -> Result<Reply> {
    desk.chat.delete_invite(OWNER, request.param("code")).await?;
    Reply::json(200, &Done { success: true })
}
