//! One connection: hyper's HTTP/1.1 with our patience.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use warp::http::Request;
use warp::reply::Response;

use super::Timeouts;

const HEADERS: usize = 64;
/// Bytes of headers, request line included.
const HEADERS_SIZE: usize = 16 * 1024;
/// Bytes that hyper buffers each way; its own 400 KiB times 1,000 connections is more than a small machine has.
const BUFFER: usize = 64 * 1024;

/// Serves the connection until it ends. What is upgraded gets the `TokioIo<TcpStream>` itself.
pub async fn attend<F>(
    stream: TcpStream,
    timeouts: Timeouts,
    stop: watch::Receiver<bool>,
    answer: impl Fn(Request<Incoming>) -> F,
) where
    F: Future<Output = Response>,
{
    let heard = AtomicBool::new(false);
    let service = service_fn(|request| {
        heard.store(true, Ordering::Relaxed);
        let answer = answer(request);
        async { Ok::<_, Infallible>(answer.await) }
    });
    let mut http = http1::Builder::new();
    // hyper starts this one when it begins to wait for a request, so it bounds the idle time between two as well;
    // the shorter patience before the first is the timer below.
    http.timer(TokioTimer::new()).header_read_timeout(timeouts.next_headers);
    http.max_headers(HEADERS).max_header_size(HEADERS_SIZE).max_buf_size(BUFFER);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let mut patience = pin!(tokio::time::sleep(timeouts.first_headers));
    let mut stop = pin!(stopped(stop));
    let (mut waiting, mut stopping) = (true, false);
    loop {
        tokio::select! {
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
            () = stop.as_mut(), if !stopping => {
                connection.as_mut().graceful_shutdown();
                stopping = true;
            }
        }
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ = stop.wait_for(|stop| *stop).await;
}
