//! `parlor serve`: everything comes up, and goes down in order.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use warp::Filter;

use super::DataDir;
use crate::chat::{Chat, Settings};
use crate::error::{Error, Result};
use crate::http;
use crate::limits::seats::Seats;
use crate::protocol::rest::Registration;
use crate::server::{self, Timeouts, control, door::Door, lock};
use crate::socket::{self, events::Events};

/// Connections at once, and from one address.
const SEATS: (usize, usize) = (1000, 64);

/// How often what falls due by itself is looked at.
const TICK: Duration = Duration::from_millis(100);

#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    data_dir: DataDir,
    /// The address and port to listen on
    #[arg(long, env = "PARLOR_LISTEN", default_value = "0.0.0.0:8787", value_name = "ADDR:PORT")]
    listen: SocketAddr,
    /// Who may make an account
    #[arg(long, env = "PARLOR_REGISTRATION", value_enum, default_value = "invite")]
    registration: Registration,
    /// A URL under which a proxy or a name server lets people find this server; may be repeated
    #[arg(long = "public-url", env = "PARLOR_PUBLIC_URL", value_name = "URL", value_delimiter = ',')]
    public_urls: Vec<String>,
    /// Another site whose pages may use this server; may be repeated
    #[arg(long = "allowed-origin", env = "PARLOR_ALLOWED_ORIGINS", value_name = "URL", value_delimiter = ',')]
    allowed_origins: Vec<String>,
    /// Lift rates and connection caps, for tests and benchmarks
    #[arg(long, env = "PARLOR_NO_RATE_LIMITS")]
    no_rate_limits: bool,
    /// Do not announce this server by name on the network
    #[arg(long, env = "PARLOR_NO_MDNS")]
    no_mdns: bool,
    /// Whoever shows this token, as Authorization: Bearer, reads /metrics; without one there is nothing to read
    #[arg(long, env = "PARLOR_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
    /// What to log, as in "info" or "parlor=debug"
    #[arg(long, env = "PARLOR_LOG", default_value = "info", value_name = "FILTER")]
    log: String,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        let filter = tracing_subscriber::EnvFilter::try_new(&self.log)
            .map_err(|_| Error::bad_request(format!("{} is no log filter; try info or parlor=debug.", self.log)))?;
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?;
        runtime.block_on(self.serve())
    }

    async fn serve(self) -> Result<()> {
        let dir = lock::DataDir::open(self.data_dir.path()?)?;
        let door = Door::new(&self.public_urls, &self.allowed_origins)?;
        let listener = TcpListener::bind(self.listen).await.map_err(|error| {
            Error::internal(format!("{} cannot be listened on: {error}; choose another with --listen", self.listen))
        })?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let settings =
            Settings { registration: self.registration, rate_limits: !self.no_rate_limits, metrics_token: self.metrics_token };
        let chat = Chat::open(dir.path(), settings)?;
        let seats = || if self.no_rate_limits { Seats::unlimited() } else { Seats::new(SEATS.0, SEATS.1) };
        let sockets =
            socket::Server::new(socket::Config { seats: seats(), ..Default::default() }, Events::new(Arc::clone(&chat)));

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
        let delivering = tokio::spawn(Arc::clone(&chat).deliver());
        let filter = socket::routes(Arc::clone(&sockets)).or(http::filter(http::routes::router(Arc::clone(&chat)))).unify();
        let config = server::Config { door, seats: seats(), timeouts: Timeouts::default() };
        let closing = Arc::clone(&sockets);
        let writing = Arc::clone(&chat);
        let mut asked = stopping.clone();
        let leave = async move {
            let _ = asked.wait_for(|stop| *stop).await;
            closing.stop_accepting();
            closing.stop_reading();
            delivering.abort();
            let _ = tokio::task::spawn_blocking(move || writing.close()).await;
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
