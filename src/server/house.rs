//! The house: everything comes up, stays until it is told to go, and goes in order.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{sleep_until, timeout, timeout_at};
use warp::Filter;

use super::closing::{Closing, Stage};
use super::control::Desk;
use super::door::Door;
use super::lan::Announcer;
use super::signals::Signals;
use super::sockets;
use super::tls::Tls;
use super::urls::Urls;
use super::{Config, control, descriptors, greeting, listener, lock, service};
use crate::chat::{Chat, Settings};
use crate::config::Options;
use crate::error::{Code, Error, Result};
use crate::http;
use crate::http::install::Install;
use crate::limits::networks::Networks;
use crate::limits::seats::Seats;
use crate::protocol::control::Announcement;
use crate::socket::{self, events::Events};

/// How often what falls due by itself is looked at.
const TICK: Duration = Duration::from_millis(100);

/// From being told to go to being gone, whatever anybody does.
const GOING: Duration = Duration::from_millis(4500);
/// Of that for the requests that have begun.
const FINISH: Duration = Duration::from_secs(2);
/// And for the answers to those whose last change has just been stored.
const ANSWER: Duration = Duration::from_millis(250);
/// What is kept of it for refusing the rest and for folding the log.
const LAST: Duration = Duration::from_millis(700);

/// For saying goodbye to the local network, meanwhile.
const GOODBYE: Duration = Duration::from_secs(2);

type Sockets = Arc<socket::Server<Events>>;

/// Serves until a signal asks for the end: on the sockets that were handed over, else on the configured address.
///
/// # Errors
/// One sentence on what keeps it from coming up.
pub async fn keep(options: &Options, handed: Vec<std::net::TcpListener>) -> Result<()> {
    let dir = lock::DataDir::open(options.reach.place.directory()?)?;
    let mut listeners = sockets::adopt(handed)?;
    if listeners.is_empty() {
        listeners.push(listen(options.reach.listen).await?);
    }
    let bound = listeners[0].local_addr().map_err(Error::internal)?;
    let reach = &options.reach;
    let ports: Vec<u16> =
        listeners.iter().filter_map(|listener| listener.local_addr().ok()).map(|address| address.port()).collect();
    let announcement = watch::Sender::new(Announcement::Off);
    let urls = Urls::new(reach, bound, &ports, announcement.subscribe())?;
    let tls = Tls::open(&reach.secure, dir.path(), &urls, &options.mdns_name)?;
    service::status("Opening the database");
    let chat = Chat::open(dir.path(), Settings::from(options))?;
    let mut signals = Signals::listen()?;

    let limits = options.limits();
    descriptors::raise(options.limits.max_connections);
    let proxies = Networks::new(options.trusted_proxies.clone());
    let seats = || Seats::with_apart(limits.max_connections, limits.max_connections_per_address, proxies.clone());
    let config = socket::Config {
        connect_timeout: limits.handshake_timeout,
        body_timeout: limits.body_timeout,
        max_buffer: limits.outbound_queue as usize,
        max_unanswered: limits.max_unanswered,
        seats: seats(),
        ..Default::default()
    };
    let lingers = |path: &str| path.starts_with("/socket.io");
    let sockets = socket::Server::new(config, Events::new(Arc::clone(&chat)));
    let client = http::filter(http::routes::router(Arc::clone(&chat)));
    let install = tls.as_ref().and_then(|tls| tls.install.clone());
    let filter = match install.clone() {
        Some(install) => warp::path("install").and(http::filter(http::install::router(install))).or(client).unify().boxed(),
        None => client.boxed(),
    };
    let filter = socket::routes(Arc::clone(&sockets)).or(filter).unify();
    let door = Door::new(options.reach.public_url.clone(), options.allowed_origins.clone());
    let secured = tls.as_ref().map(|tls| Arc::clone(&tls.config));
    let config = Config { door, seats: seats(), tls: secured, proxies: proxies.clone(), limits, lingers };

    let closing = Closing::new();
    if let Err(error) = control::serve(
        dir.path(),
        Desk::new(Arc::clone(&chat), Some(urls.clone()), install.as_ref().map(Install::fingerprint)),
        closing.clone(),
    ) {
        tracing::warn!(%error, "verbs cannot reach this server while it runs");
    }
    let ticking = tokio::spawn(tick(Arc::clone(&chat)));
    let housekeeping = tokio::spawn(Arc::clone(&chat).keep_house());
    let keeping = tls.map(|tls| tokio::spawn(tls.keep()));
    let delivering = tokio::spawn(Arc::clone(&chat).deliver());
    // Before anybody is let in: whoever is answered finds the link printed.
    let told = urls.now();
    greeting::greet(&told, install.as_ref(), &chat).await?;
    let serve = |listener| listener::serve(listener, filter.clone(), config.clone(), closing.clone());
    let served = tokio::spawn(join_all(listeners.into_iter().map(serve)));
    let proving = tokio::spawn(service::prove_life(Arc::clone(&chat)));
    service::open(&told);
    let naming = tokio::spawn(greeting::name(urls.clone()));
    let announcing = (!options.no_mdns && !bound.ip().is_loopback()).then(|| {
        let (services, host) = (urls.services(), options.mdns_name.clone());
        let announcer = Announcer::new(bound, services, host, Arc::clone(&chat), announcement);
        tokio::spawn(announcer.run(closing.clone()))
    });

    signals.next().await;
    service::leaving();
    tracing::info!("stopping");
    tokio::spawn(async move {
        let signal = signals.next().await;
        tracing::warn!("stopped at once; what was not answered may not be stored");
        std::process::exit(128 + signal);
    });
    delivering.abort();
    naming.abort();
    let leaving = leave(chat, sockets, served, closing);
    match announcing {
        Some(announcing) => _ = tokio::join!(leaving, timeout(GOODBYE, announcing)),
        None => leaving.await,
    }
    ticking.abort();
    housekeeping.abort();
    proving.abort();
    if let Some(keeping) = keeping {
        keeping.abort();
    }
    tracing::info!("stopped");
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let text = match error.kind() {
            ErrorKind::AddrInUse => {
                format!("{address} is taken by another program; stop that one, or choose another port with --listen.")
            }
            ErrorKind::AddrNotAvailable => format!("{} is no address of this machine; choose one with --listen.", address.ip()),
            ErrorKind::PermissionDenied => {
                format!("{address} is not for this user to listen on; choose a port from 1024 on with --listen.")
            }
            _ => format!("{address} cannot be listened on ({error}); choose another with --listen."),
        };
        Error::new(Code::Unavailable, text)
    })
}

async fn tick(chat: Arc<Chat>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        chat.tick(Instant::now());
    }
}

/// Stops accepting and reading, finishes the requests that have begun, stores and answers every change, lets the sockets'
/// queues go out, closes them, and folds the log into the database.
async fn leave<T>(chat: Arc<Chat>, sockets: Sockets, served: JoinHandle<T>, closing: Closing) {
    let end = tokio::time::Instant::now() + GOING;
    let writing = Arc::clone(&chat);
    let in_order = async {
        sockets.stop_accepting();
        closing.advance(Stage::Leaving);
        sockets.stop_reading();
        if timeout(FINISH, closing.idle()).await.is_err() {
            tracing::warn!("some requests do not end by themselves; they are refused");
        }
        let _ = spawn_blocking(move || writing.close()).await;
        let _ = timeout(ANSWER, closing.idle()).await;
        let _ = timeout_at(end - LAST, sockets.close_all()).await;
        closing.advance(Stage::Over);
        let _ = served.await;
        let _ = spawn_blocking(move || chat.end()).await;
    };
    tokio::select! {
        () = in_order => {}
        () = sleep_until(end) => tracing::warn!("not everything was done in time; what was acknowledged is stored"),
    }
}
