//! The HTTP side: one table of routes, served by one filter.

pub mod admin;
pub mod assets;
#[cfg(test)]
mod asyncapi;
pub mod auth;
pub mod avatars;
pub mod body;
pub mod bots;
pub mod caller;
pub mod conversations;
mod description;
pub mod disposition;
pub mod etag;
pub mod files;
pub mod headers;
pub mod hooks;
pub mod info;
pub mod install;
pub mod invites;
pub mod messages;
pub mod metrics;
#[cfg(test)]
mod openapi;
pub mod origin;
pub mod panics;
pub mod query;
pub mod ranges;
pub mod reply;
pub mod request;
pub mod route;
pub mod router;
pub mod routes;
pub mod search;
pub mod served;
pub mod sync;
pub mod users;
pub mod webhooks;
mod weights;

use std::sync::Arc;

use warp::http::{HeaderMap, Method};
use warp::path::FullPath;
use warp::reply::Response;
use warp::{Filter, Rejection};

use self::body::Body;
use self::request::{Request, Secured};
use self::router::Router;
use crate::limits::seats::Peer;

/// Answers every request that reaches it. Bodies are streams: nothing is read before a handler asks for it.
pub fn filter<S: Send + Sync + 'static>(
    router: Arc<Router<S>>,
) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    warp::method()
        .and(warp::path::full())
        .and(query)
        .and(warp::header::headers_cloned())
        .and(warp::ext::optional::<Peer>())
        .and(warp::ext::optional::<Secured>())
        .and(warp::body::stream())
        .then(move |method: Method, path: FullPath, query: String, headers: HeaderMap, peer, secured: Option<Secured>, stream| {
            let body = Body::new(stream, &headers, router.body_pause());
            let request = Request::new(method, path.as_str().to_owned(), query, headers, peer, body);
            let request = request.secured(secured.is_some());
            let router = Arc::clone(&router);
            async move { router.answer(request).await }
        })
}
