//! One connection: hyper's HTTP/1.1 with our patience.

use std::convert::Infallible;
use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use warp::http::HeaderValue;
use warp::http::header::CONNECTION;

use super::closing::{Closing, Stage, Work};
use crate::config::Limits;

/// Bytes that hyper buffers each way; its own 400 KiB times 1,000 connections is more than a small machine has.
const BUFFER: usize = 64 * 1024;

/// A connection, and what it is held to.
pub(super) struct Line {
    pub stream: TcpStream,
    pub limits: Limits,
    pub closing: Closing,
    /// Nothing where the server leaves already.
    pub work: Option<Work>,
    /// Whether the answer to such a path waits for news.
    pub lingers: fn(&str) -> bool,
}

impl Line {
    /// Serves it until it ends. What is upgraded gets the `TokioIo<TcpStream>` itself.
    ///
    /// When the server leaves, what was begun is answered and then the connection closes. One that lingers stays, and nobody
    /// waits for it, until all is over: what the sockets have to say at last is fetched over it.
    pub async fn attend<F, B>(self, answer: impl Fn(Request<Incoming>) -> F)
    where
        F: Future<Output = Response<B>>,
        B: Body + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let Line { stream, limits, closing, work, lingers } = self;
        let heard = AtomicBool::new(false);
        // Nothing while it lingers.
        let work = Mutex::new(work);
        let service = service_fn(|request: Request<Incoming>| {
            heard.store(true, Ordering::Relaxed);
            let stays = lingers(request.uri().path());
            let turn = (!stays).then(|| closing.work());
            *lock(&work) = turn;
            let (answer, closing) = (answer(request), &closing);
            async move {
                let mut response = answer.await;
                if !stays && closing.has_come_to(Stage::Leaving) {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, Infallible>(response)
            }
        });
        let mut http = http1::Builder::new();
        // hyper starts this one when it begins to wait for a request, so it bounds the idle time between two as well;
        // the shorter patience before the first is the timer below.
        http.timer(TokioTimer::new()).header_read_timeout(limits.idle_timeout);
        http.max_headers(limits.max_headers).max_header_size(limits.max_header_size as usize).max_buf_size(BUFFER);
        let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
        let mut patience = pin!(tokio::time::sleep(limits.header_timeout));
        let (mut leaving, mut over) = (pin!(closing.comes_to(Stage::Leaving)), pin!(closing.comes_to(Stage::Over)));
        let (mut waiting, mut open, mut last) = (true, true, true);
        loop {
            tokio::select! {
                // First what has come in already: it was begun before the end was.
                biased;
                end = connection.as_mut() => {
                    if let Err(error) = end {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    return;
                }
                () = patience.as_mut(), if waiting => {
                    if !heard.load(Ordering::Relaxed) {
                        return;
                    }
                    waiting = false;
                }
                () = leaving.as_mut(), if open => {
                    open = false;
                    if !heard.load(Ordering::Relaxed) {
                        // It may be somebody who comes for what is to be fetched.
                        *lock(&work) = None;
                    } else if lock(&work).is_some() {
                        connection.as_mut().graceful_shutdown();
                    }
                }
                () = over.as_mut(), if last => {
                    last = false;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

fn lock(work: &Mutex<Option<Work>>) -> MutexGuard<'_, Option<Work>> {
    work.lock().unwrap_or_else(PoisonError::into_inner)
}
