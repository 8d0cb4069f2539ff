//! A server in this process, and an application that writes down what it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use parlor::socket::{Ack, Application, Config, Event, Refusal, Server, Socket, routes};
use parlor::wire::socket_io;
use serde_json::value::RawValue;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::soon;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Connected(String),
    /// The event's name and its first argument.
    Event(String, String),
    Disconnected(String),
}

pub struct Host {
    pub address: SocketAddr,
    pub server: Arc<Server<Book>>,
    told: UnboundedReceiver<Told>,
}

/// The application: `/` and `/custom` are open.
pub struct Book {
    told: UnboundedSender<Told>,
    pub held: Mutex<Vec<Ack>>,
    pub sockets: Mutex<Vec<Socket>>,
}

/// Fast enough to see heartbeats, slow enough that nobody dies of a busy machine.
pub fn config() -> Config {
    Config {
        ping_interval: Duration::from_millis(50),
        ping_timeout: Duration::from_secs(5),
        connect_timeout: Duration::from_secs(5),
        ..Config::default()
    }
}

/// Without a heartbeat that could answer a poll.
pub fn quiet() -> Config {
    Config { ping_interval: Duration::from_secs(60), ..config() }
}

impl Host {
    pub async fn open(config: Config) -> Host {
        Host::listen(config, |stream| stream).await
    }

    /// On connections that are more than TCP.
    pub async fn listen<S>(config: Config, wrap: impl Fn(TcpStream) -> S + Send + 'static) -> Host
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (sender, told) = unbounded_channel();
        let server = Server::new(config, Book { told: sender, held: Mutex::default(), sockets: Mutex::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let filter = routes(Arc::clone(&server));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = TowerToHyperService::new(warp::service(filter.clone()));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(wrap(stream)), service).with_upgrades());
            }
        });
        Host { address, server, told }
    }

    pub async fn told(&mut self) -> Told {
        soon(self.told.recv()).await.expect("the book is open")
    }

    /// What the book was told and nobody has asked for.
    pub fn told_so_far(&mut self) -> Vec<Told> {
        std::iter::from_fn(|| self.told.try_recv().ok()).collect()
    }

    pub fn book(&self) -> &Book {
        self.server.application()
    }

    pub fn socket(&self, index: usize) -> Socket {
        self.book().sockets.lock().expect("whole")[index].clone()
    }

    pub fn emit(&self, socket: usize, name: &str, number: usize) {
        self.socket(socket).emit(&socket_io::event("/", &(name, number)).expect("JSON"));
    }
}

impl Application for Book {
    type Connection = String;

    fn connect(&self, socket: &Socket, namespace: &str, auth: Option<&RawValue>) -> Result<String, Refusal> {
        socket.emit(&socket_io::event(namespace, &["too early"]).expect("JSON"));
        match namespace {
            "/" | "/custom" if auth.is_some_and(|auth| auth.get().contains("stranger")) => {
                Err(Refusal::new("Not you").with_data(&[7]))
            }
            "/" | "/custom" => Ok(namespace.to_owned()),
            _ => Err(Refusal::new("Invalid namespace")),
        }
    }

    fn connected(&self, socket: &Socket, connection: &String) {
        socket.emit(&socket_io::event(socket.namespace(), &["welcome"]).expect("JSON"));
        self.sockets.lock().expect("whole").push(socket.clone());
        let _ = self.told.send(Told::Connected(connection.clone()));
    }

    fn event(&self, socket: &Socket, _: &String, event: Event<'_>, ack: Ack) {
        let argument = event.argument(0).unwrap_or_default().to_owned();
        let _ = self.told.send(Told::Event(event.name.to_string(), argument));
        match &*event.name {
            "echo" if event.attachments.is_empty() => ack.answer(&event.arguments),
            "echo" => ack.answer_binary(&event.arguments, &event.attachments),
            "hold" => self.held.lock().expect("whole").push(ack),
            "kick" => {
                socket.emit(&socket_io::event(socket.namespace(), &["goodbye"]).expect("JSON"));
                socket.disconnect();
                socket.emit(&socket_io::event(socket.namespace(), &["too late"]).expect("JSON"));
                ack.answer(&["too late"]);
            }
            "panic" => panic!("as the test wants"),
            _ => {}
        }
    }

    fn disconnected(&self, connection: String) {
        let _ = self.told.send(Told::Disconnected(connection));
    }
}
