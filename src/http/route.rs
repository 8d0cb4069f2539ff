//! One line of the table of routes: a method, a path with named parts, a handler.

use std::future::Future;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use percent_encoding::percent_decode_str;
use warp::http::Method;

use super::reply::Reply;
use super::request::Request;
use crate::error::Result;

/// What answers a request, made from an `async fn(Arc<S>, Request) -> Result<Reply>`.
pub struct Handler<S>(Box<Answer<S>>);

type Answer<S> = dyn Fn(Arc<S>, Request) -> BoxFuture<'static, Result<Reply>> + Send + Sync;

pub struct Route<S> {
    pub method: Method,
    /// As in `/api/users/:id`.
    pub path: &'static str,
    handler: Handler<S>,
}

/// The named parts of a path that a route matched.
pub(super) type Params = Vec<(&'static str, String)>;

macro_rules! methods {
    ($($name:ident $method:ident),+) => {$(
        pub fn $name<S, F>(path: &'static str, handler: impl Fn(Arc<S>, Request) -> F + Send + Sync + 'static) -> Route<S>
        where
            F: Future<Output = Result<Reply>> + Send + 'static,
        {
            Route { method: Method::$method, path, handler: Handler::new(handler) }
        }
    )+};
}

methods!(get GET, post POST, put PUT, patch PATCH, delete DELETE);

impl<S> Handler<S> {
    pub fn new<F>(handler: impl Fn(Arc<S>, Request) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Reply>> + Send + 'static,
    {
        Handler(Box::new(move |state, request| Box::pin(handler(state, request))))
    }

    pub(super) fn call(&self, state: Arc<S>, request: Request) -> BoxFuture<'static, Result<Reply>> {
        (self.0)(state, request)
    }
}

impl<S> Route<S> {
    pub(super) fn handler(&self) -> &Handler<S> {
        &self.handler
    }

    /// Which segments are named parts: sorted by this, `/users/me` stands before `/users/:id`.
    pub(super) fn vagueness(&self) -> Vec<bool> {
        self.path.split('/').map(|segment| segment.starts_with(':')).collect()
    }

    /// The named parts of `path`, decoded, where this route is for it. A part is never empty; what is not UTF-8
    /// becomes a name that nothing has.
    pub(super) fn matches(&self, path: &str) -> Option<Params> {
        let mut params = Params::new();
        let (mut ours, mut theirs) = (self.path.split('/'), path.split('/'));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return Some(params),
                (Some(our), Some(their)) => {
                    let their = percent_decode_str(their).decode_utf8_lossy();
                    match our.strip_prefix(':') {
                        Some(name) if !their.is_empty() => params.push((name, their.into_owned())),
                        None if our == their => {}
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(route: &'static str, path: &str) -> Option<Vec<String>> {
        let route: Route<()> = get(route, |_, _| async { Ok(Reply::empty(204)) });
        route.matches(path).map(|params| params.into_iter().map(|(name, value)| format!("{name}={value}")).collect())
    }

    #[test]
    fn a_path_is_matched_part_by_part_and_decoded_after_it_is_split() {
        assert_eq!(matched("/api/users", "/api/users"), Some(vec![]));
        assert_eq!(matched("/api/users", "/api/us%65rs"), Some(vec![]));
        assert_eq!(matched("/api/users/:id", "/api/users/a%2Fb%20c+d"), Some(vec!["id=a/b c+d".into()]));
        assert_eq!(matched("/:a/x/:b", "/1/x/%E4%B8%8A"), Some(vec!["a=1".into(), "b=上".into()]));
        for (route, path) in [
            ("/api/users/:id", "/api/users"),
            ("/api/users/:id", "/api/users/"),
            ("/api/users/:id", "/api/users/1/2"),
            ("/api/users", "/api/users/"),
            ("/api/users", "/API/users"),
            ("/api/users", "api/users"),
            ("/api/users", "//api/users"),
            ("/api/users", ""),
        ] {
            assert_eq!(matched(route, path), None, "{path} is not for {route}");
        }
    }
}
