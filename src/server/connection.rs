//! One connection: hyper's HTTP/1.1 with our patience.

use std::convert::Infallible;
use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;
use warp::http::HeaderValue;
use warp::http::header::CONNECTION;

use super::closing::{Closing, Stage, Work};
use crate::config::Limits;

/// Bytes that hyper buffers each way; its own 400 KiB times 1,000 connections is more than a small machine has.
const BUFFER: usize = 64 * 1024;

/// The first byte of a TLS connection, and of no request.
const HANDSHAKE: u8 = 0x16;

/// A connection, and what it is held to.
pub(super) struct Line {
    pub stream: TcpStream,
    /// Nothing where there is no HTTPS here.
    pub tls: Option<Arc<ServerConfig>>,
    pub limits: Limits,
    pub closing: Closing,
    /// Nothing where the server leaves already.
    pub work: Option<Work>,
    /// Whether the answer to such a path waits for news.
    pub lingers: fn(&str) -> bool,
}

/// The same, once it is known how it speaks.
struct Rules {
    limits: Limits,
    closing: Closing,
    work: Option<Work>,
    lingers: fn(&str) -> bool,
    patience: Instant,
}

/// How a connection speaks.
#[expect(clippy::large_enum_variant, reason = "it is there for a moment")]
enum Begun {
    Plain(TcpStream),
    Secured(TlsStream<TcpStream>),
}

impl Line {
    /// Serves it until it ends: by TLS where its first byte is that of TLS, which `answer` is told. What is upgraded gets the
    /// `TokioIo` of the stream itself.
    ///
    /// When the server leaves, what was begun is answered and then the connection closes. One that lingers stays, and nobody
    /// waits for it, until all is over: what the sockets have to say at last is fetched over it.
    pub async fn attend<F, B>(self, answer: impl Fn(Request<Incoming>, bool) -> F)
    where
        F: Future<Output = Response<B>>,
        B: Body + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let Line { stream, tls, limits, closing, mut work, lingers } = self;
        // A handshake is part of what there is patience for before the first request.
        let patience = Instant::now() + limits.header_timeout;
        let rules = |work| Rules { limits, closing: closing.clone(), work, lingers, patience };
        let Some(tls) = tls else { return serve(stream, rules(work), |request| answer(request, false)).await };
        let begun = async {
            let mut first = [0];
            match stream.peek(&mut first).await {
                Ok(1) if first[0] == HANDSHAKE => TlsAcceptor::from(tls).accept(stream).await.map(Begun::Secured),
                Ok(_) => Ok(Begun::Plain(stream)),
                Err(error) => Err(error),
            }
        };
        let mut begun = pin!(timeout_at(patience, begun));
        let (mut leaving, mut over) = (pin!(closing.comes_to(Stage::Leaving)), pin!(closing.comes_to(Stage::Over)));
        let begun = loop {
            tokio::select! {
                begun = begun.as_mut() => break begun,
                () = leaving.as_mut(), if work.is_some() => work = None,
                () = over.as_mut() => return,
            }
        };
        match begun {
            Ok(Ok(Begun::Plain(stream))) => serve(stream, rules(work), |request| answer(request, false)).await,
            Ok(Ok(Begun::Secured(stream))) => serve(stream, rules(work), |request| answer(request, true)).await,
            Ok(Err(error)) => tracing::debug!(%error, "a connection ended in its handshake"),
            Err(_) => tracing::debug!("a connection took too long for its handshake"),
        }
    }
}

async fn serve<S, F, B>(stream: S, rules: Rules, answer: impl Fn(Request<Incoming>) -> F)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Future<Output = Response<B>>,
    B: Body + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let Rules { limits, closing, work, lingers, patience } = rules;
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
    let mut patience = pin!(sleep_until(patience));
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

fn lock(work: &Mutex<Option<Work>>) -> MutexGuard<'_, Option<Work>> {
    work.lock().unwrap_or_else(PoisonError::into_inner)
}
