//! The table of routes at work: finds the handler, and answers for it where it fails.

use std::sync::Arc;
use std::time::Duration;

use warp::http::header::ALLOW;
use warp::http::{HeaderValue, Method};
use warp::reply::Response;

use super::body;
use super::panics::caught;
use super::reply::Reply;
use super::request::Request;
use super::route::{Handler, Route};
use crate::error::{Code, Error, Result};

/// Every route, the state that their handlers share, and who answers for all other paths.
pub struct Router<S> {
    state: Arc<S>,
    routes: Vec<Route<S>>,
    fallback: Handler<S>,
    body_pause: Duration,
}

impl<S: Send + Sync + 'static> Router<S> {
    /// Of two routes that match, the one with the earlier literal wins, wherever it stands in the list.
    /// `fallback` answers outside of `/api` where no route matches.
    pub fn new(state: Arc<S>, mut routes: Vec<Route<S>>, fallback: Handler<S>) -> Self {
        routes.sort_by_key(Route::vagueness);
        Router { state, routes, fallback, body_pause: body::PAUSE }
    }

    /// With another patience than [`body::PAUSE`].
    pub fn with_body_pause(self, body_pause: Duration) -> Self {
        Router { body_pause, ..self }
    }

    pub fn body_pause(&self) -> Duration {
        self.body_pause
    }

    pub fn routes(&self) -> &[Route<S>] {
        &self.routes
    }

    pub async fn answer(&self, request: Request) -> Response {
        let headers = request.headers().clone();
        let api = is_api(request.path());
        let reply = self.dispatch(request).await;
        let reply = if api { reply.unless_cached_otherwise() } else { reply };
        reply.into_response(&headers)
    }

    async fn dispatch(&self, mut request: Request) -> Reply {
        // A HEAD is a GET whose body hyper leaves out.
        let method = if *request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
        let mut allowed = Vec::new();
        for route in &self.routes {
            let Some(params) = route.matches(request.path()) else { continue };
            if route.method == method {
                request.params = params;
                return finish(caught(route.handler().call(Arc::clone(&self.state), request)).await, route.path);
            }
            allowed.push(&route.method);
        }
        if !allowed.is_empty() {
            return not_allowed(&allowed);
        }
        if is_api(request.path()) {
            return Reply::failure(&Error::not_found());
        }
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            return not_allowed(&[&Method::GET]);
        }
        finish(caught(self.fallback.call(Arc::clone(&self.state), request)).await, "outside of /api")
    }
}

fn is_api(path: &str) -> bool {
    path.strip_prefix("/api").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn finish(answer: Result<Result<Reply>>, path: &str) -> Reply {
    answer.flatten().unwrap_or_else(|error| {
        if error.code() == Code::Internal {
            // The route's path, since the request's may hold an invite's code.
            tracing::error!(path, %error, "a request failed");
        }
        Reply::failure(&error)
    })
}

fn not_allowed(methods: &[&Method]) -> Reply {
    let mut names: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.sort_unstable();
    names.dedup();
    let error = Error::new(Code::MethodNotAllowed, format!("This path takes {} only.", names.join(", ")));
    let allow = HeaderValue::from_str(&names.join(", "));
    // Methods are tokens: they always make a header.
    allow.into_iter().fold(Reply::failure(&error), |reply, allow| reply.header(ALLOW, allow))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::body::Body;
    use crate::http::route::{delete, get, post};
    use warp::http::HeaderMap;

    struct House;

    async fn ask(method: Method, path: &str) -> Response {
        async fn id(_: Arc<House>, request: Request) -> Result<Reply> {
            Reply::json(200, &request.param("id"))
        }
        let routes = vec![
            get("/api/users/:id", id),
            delete("/api/users/:id", id),
            get("/api/users/me", |_, _| async { Reply::json(200, &"myself") }),
            post("/api/bug", |_, _| async { panic!("on purpose") }),
            get("/api/late", |_, _| async { Err(Error::rate_limited(7)) }),
            get("/api/long", |_, _| async { Reply::json(200, &"x".repeat(2000)) }),
            get("/healthz", |_, _| async { Ok(Reply::empty(204)) }),
        ];
        let fallback = Handler::new(|_, _| async { Ok(Reply::empty(200)) });
        let headers = HeaderMap::from_iter([(warp::http::header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"))]);
        let body = Body::new(futures_util::stream::empty::<Result<&[u8], warp::Error>>(), &headers, body::PAUSE);
        let request = Request::new(method, path.into(), String::new(), headers, None, body);
        Router::new(Arc::new(House), routes, fallback).answer(request).await
    }

    #[tokio::test]
    async fn every_path_has_one_answer() {
        for (method, path, status, allow, cache) in [
            (Method::GET, "/api/users/1", 200, "", "no-store"),
            (Method::HEAD, "/api/users/1", 200, "", "no-store"),
            (Method::POST, "/api/users/1", 405, "DELETE, GET, HEAD", "no-store"),
            (Method::DELETE, "/api/users/me", 200, "", "no-store"),
            (Method::GET, "/api/bug", 405, "POST", "no-store"),
            (Method::POST, "/api/bug", 500, "", "no-store"),
            (Method::GET, "/api", 404, "", "no-store"),
            (Method::GET, "/api/nothing", 404, "", "no-store"),
            (Method::GET, "/apiary", 200, "", ""),
            (Method::GET, "/healthz", 204, "", ""),
            (Method::POST, "/healthz", 405, "GET, HEAD", ""),
            (Method::GET, "/", 200, "", ""),
        ] {
            let response = ask(method.clone(), path).await;
            let header = |name: &str| response.headers().get(name).map_or("", |value| value.to_str().expect("text"));
            assert_eq!(
                (response.status().as_u16(), header("allow"), header("cache-control")),
                (status, allow, cache),
                "{method} {path}"
            );
        }
    }

    #[tokio::test]
    async fn a_literal_goes_before_a_name_wherever_it_stands() {
        let answers = [ask(Method::GET, "/api/users/me").await, ask(Method::GET, "/api/users/you").await];
        let lengths = answers.map(|answer| warp::hyper::body::Body::size_hint(answer.body()).exact());
        assert_eq!(lengths, [Some(8), Some(5)], "\"myself\" and \"you\"");
    }

    #[tokio::test]
    async fn who_must_wait_is_told_how_long_and_long_answers_are_squeezed() {
        let late = ask(Method::GET, "/api/late").await;
        assert_eq!((late.status().as_u16(), &late.headers()["retry-after"]), (429, &HeaderValue::from_static("7")));
        let long = ask(Method::GET, "/api/long").await;
        assert_eq!(
            (&long.headers()["content-encoding"], &long.headers()["vary"]),
            (&HeaderValue::from_static("gzip"), &HeaderValue::from_static("accept-encoding"))
        );
    }
}
