//! `parlor serve`: everything comes up, and goes down in order.

use std::io::{ErrorKind, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use warp::Filter;

use crate::chat::{Chat, Settings};
use crate::config::Options;
use crate::error::{Code, Error, Result};
use crate::http;
use crate::limits::networks::Networks;
use crate::limits::seats::Seats;
use crate::server::{self, Timeouts, control, door::Door, lock};
use crate::socket::{self, events::Events};

/// How often what falls due by itself is looked at.
const TICK: Duration = Duration::from_millis(100);

#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    options: Options,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        let filter = tracing_subscriber::EnvFilter::try_new(&self.options.log).map_err(Error::internal)?;
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?;
        runtime.block_on(self.serve())
    }

    async fn serve(self) -> Result<()> {
        let options = &self.options;
        let dir = lock::DataDir::open(options.place.directory()?)?;
        let door = Door::new(options.public_url.clone(), options.allowed_origins.clone());
        let listener = listen(options.listen).await?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let chat = Chat::open(dir.path(), Settings::from(options))?;
        let limits = options.limits();
        let proxies = Networks::new(options.trusted_proxies.clone());
        let seats = || Seats::with_apart(limits.max_connections, limits.max_connections_per_address, proxies.clone());
        let config = socket::Config {
            connect_timeout: limits.handshake_timeout,
            max_buffer: limits.outbound_queue as usize,
            max_unanswered: limits.max_unanswered,
            seats: seats(),
            ..Default::default()
        };
        let sockets = socket::Server::new(config, Events::new(Arc::clone(&chat)));

        let (stop, stopping) = watch::channel(false);
        let control = control::serve(dir.path(), Arc::clone(&chat), stopping.clone())
            .inspect_err(|error| tracing::warn!(%error, "verbs cannot reach this server while it runs"))
            .ok();
        let ticking = Arc::clone(&chat);
        let tick = tokio::spawn(async move {
            let mut interval = tokio::time::interval(TICK);
            interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                interval.tick().await;
                ticking.tick(Instant::now());
            }
        });
        let timeouts =
            Timeouts { first_headers: limits.header_timeout, next_headers: limits.idle_timeout, ..Timeouts::default() };
        let filter = socket::routes(Arc::clone(&sockets)).or(http::filter(http::routes::router(Arc::clone(&chat)))).unify();
        let config = server::Config { door, seats: seats(), timeouts };
        let closing = Arc::clone(&sockets);
        let writing = Arc::clone(&chat);
        let mut asked = stopping.clone();
        let leave = async move {
            let _ = asked.wait_for(|stop| *stop).await;
            closing.stop_accepting();
            closing.stop_reading();
            let _ = tokio::task::spawn_blocking(move || {
                writing.close();
                writing.end();
            })
            .await;
            closing.close_all().await;
        };
        let asked = signals(stop)?;
        announce(address, &chat).await?;
        let mut over = stopping;
        tokio::join!(
            leave,
            server::serve(listener, filter, config, async move {
                let _ = over.wait_for(|stop| *stop).await;
            })
        );
        asked.abort();
        tick.abort();
        if let Some(control) = control {
            control.abort();
        }
        tracing::info!("stopped");
        Ok(())
    }
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

/// SIGTERM and SIGINT ask for the end.
fn signals(stop: watch::Sender<bool>) -> Result<tokio::task::JoinHandle<()>> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::internal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::internal)?;
    Ok(tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        let _ = stop.send(true);
    }))
}

/// Prints what people can type, and on an empty database the link that sets it up.
async fn announce(address: SocketAddr, chat: &Chat) -> Result<()> {
    let addresses = addresses(address);
    let mut text = String::from("Parlor is open. On this network:\n");
    for address in &addresses {
        text.push_str(&format!("  http://{address}/\n"));
    }
    if let (true, Some(address)) = (chat.setup_required().await?, addresses.first()) {
        let code = chat.setup_code();
        text.push_str(&format!("\nNobody is in yet. Set it up with this link:\n  http://{address}/#/setup?code={code}\n"));
    }
    // Where nobody listens any more, serving goes on.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// Where people reach it: of "all interfaces" the addresses that there are, networks before this machine alone.
fn addresses(bound: SocketAddr) -> Vec<SocketAddr> {
    if !bound.ip().is_unspecified() {
        return vec![bound];
    }
    let mut addresses: Vec<IpAddr> = if_addrs::get_if_addrs().unwrap_or_default().iter().map(if_addrs::Interface::ip).collect();
    addresses.retain(|address| match address {
        IpAddr::V4(address) => !address.is_link_local(),
        IpAddr::V6(address) => bound.is_ipv6() && !address.is_unicast_link_local(),
    });
    addresses.sort_by_key(|address| (address.is_loopback(), address.is_ipv6()));
    addresses.into_iter().map(|address| SocketAddr::new(address, bound.port())).collect()
}
