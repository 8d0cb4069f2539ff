//! A server that answers as the official protocol suites expect: `--mode engine|socket --listen ADDR`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use parlor::limits::seats::{Peer, Seats};
use parlor::socket::engine::Engine;
use parlor::socket::session::{Listener, Session};
use parlor::socket::{Ack, Application, Config, Event, Refusal, Server, Socket, engine_routes, routes};
use parlor::wire::engine_io::Message;
use parlor::wire::frame::Frame;
use parlor::wire::socket_io;
use serde_json::value::RawValue;
use tokio::net::TcpListener;
use warp::Filter;

#[derive(Parser)]
struct Options {
    #[arg(long, value_enum)]
    mode: Mode,
    #[arg(long)]
    listen: SocketAddr,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Mode {
    Engine,
    Socket,
}

/// What the suites are written for.
fn config(mode: Mode) -> Config {
    Config {
        path: if mode == Mode::Engine { "/engine.io/" } else { "/socket.io/" }.to_owned(),
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(200),
        connect_timeout: Duration::from_secs(1),
        max_payload: 1_000_000,
        seats: Seats::unlimited(),
        ..Config::default()
    }
}

/// Engine.IO alone: every message goes back as it came.
struct Mirror(Arc<Session>);

impl Listener for Mirror {
    fn message(&mut self, message: Message<'_>) -> Result<(), &'static str> {
        self.0.send([match message {
            Message::Text(text) => Frame::text(text),
            Message::Binary(data) => Frame::binary(&data),
        }]);
        Ok(())
    }

    fn closed(&mut self) {}
}

/// Socket.IO: says who came, and echoes.
struct Echo;

impl Application for Echo {
    /// What the client sent along with CONNECT.
    type Connection = Box<RawValue>;

    fn connect(&self, _: &Socket, namespace: &str, auth: Option<&RawValue>) -> Result<Self::Connection, Refusal> {
        match namespace {
            "/" | "/custom" => Ok(auth.map_or_else(|| RawValue::from_string("{}".into()).expect("JSON"), ToOwned::to_owned)),
            _ => Err(Refusal::new("Invalid namespace")),
        }
    }

    fn connected(&self, socket: &Socket, auth: &Self::Connection) {
        socket.emit(&socket_io::event(socket.namespace(), &("auth", auth)).expect("JSON"));
    }

    fn event(&self, socket: &Socket, _: &Self::Connection, event: Event<'_>, ack: Ack) {
        match &*event.name {
            "message" => {
                let back = RawValue::from_string(r#""message-back""#.into()).expect("JSON");
                let mut arguments: Vec<&RawValue> = vec![&back];
                arguments.extend(event.arguments);
                let frames = if event.attachments.is_empty() {
                    socket_io::event(socket.namespace(), &arguments).map(|frame| vec![frame])
                } else {
                    socket_io::binary_event(socket.namespace(), &arguments, &event.attachments)
                };
                socket.emit_all(&frames.expect("JSON"));
            }
            "message-with-ack" if event.attachments.is_empty() => ack.answer(&event.arguments),
            "message-with-ack" => ack.answer_binary(&event.arguments, &event.attachments),
            _ => {}
        }
    }

    fn disconnected(&self, _: Self::Connection) {}
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let config = config(options.mode);
    let filter = match options.mode {
        Mode::Engine => {
            let listen = |session: &Arc<Session>| {
                session.joined();
                Box::new(Mirror(Arc::clone(session))) as Box<dyn Listener>
            };
            engine_routes(Engine::new(config, Box::new(listen))).boxed()
        }
        Mode::Socket => routes(Server::new(config, Echo)).boxed(),
    };
    let listener = TcpListener::bind(options.listen).await?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (stream, address) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = warp::service(warp::any().and(filter.clone()));
        let service = TowerToHyperService::new(service);
        let service = hyper::service::service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(Peer(address.ip()));
            hyper::service::Service::call(&service, request)
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service).with_upgrades());
    }
}
