//! The door, knocked at over raw TCP.

mod behind;
mod crowd;
mod keeper;
mod leaving;
mod names;
mod patience;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parlor::config::origin::Origin;
use parlor::config::{Limits, Options};
use parlor::error::Result;
use parlor::http::reply::Reply;
use parlor::http::request::Request;
use parlor::http::route::{Handler, get, post};
use parlor::http::router::Router;
use parlor::limits::networks::Networks;
use parlor::limits::seats::Seats;
use parlor::server::closing::{Closing, Stage};
use parlor::server::door::Door;
use parlor::server::{Config, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::rustls::ServerConfig;
use warp::Filter;

/// Nothing here takes as long, unless it hangs.
const GUARD: Duration = Duration::from_secs(20);
/// Longer than any test waits.
const NEVER: Duration = Duration::from_secs(3600);
const SHORT: Duration = Duration::from_millis(100);

/// A server and the levers that tests pull.
struct House {
    address: SocketAddr,
    state: Arc<State>,
    closing: Closing,
    served: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    /// Rung when a visitor is in the waiting room.
    entered: Notify,
    /// Lets one of them out.
    release: Notify,
}

struct Rules {
    seats: Arc<Seats>,
    tls: Option<Arc<ServerConfig>>,
    proxies: Networks,
    limits: Limits,
    public_url: &'static str,
    allowed_origin: &'static str,
}

impl Default for Rules {
    fn default() -> Self {
        let limits = Limits { header_timeout: NEVER, idle_timeout: NEVER, body_timeout: NEVER, ..Options::default().limits };
        Rules { seats: Seats::unlimited(), tls: None, proxies: Networks::default(), limits, public_url: "", allowed_origin: "" }
    }
}

impl House {
    async fn open(rules: Rules) -> Self {
        async fn wait(state: Arc<State>, _: Request) -> Result<Reply> {
            state.entered.notify_one();
            state.release.notified().await;
            Reply::json(200, &"waited")
        }
        async fn echo(_: Arc<State>, mut request: Request) -> Result<Reply> {
            Reply::json(201, &request.json::<Value>().await?)
        }
        async fn peer(_: Arc<State>, request: Request) -> Result<Reply> {
            Reply::json(200, &request.peer().map(|peer| peer.0))
        }
        let state = Arc::new(State::default());
        let routes = vec![
            get("/api/peer", peer),
            get("/api/wait", wait),
            post("/api/echo", echo),
            // More than the system buffers on the way.
            get("/api/long", |_, _| async { Reply::json(200, &"x".repeat(32 << 20)) }),
            get("/api/bug", |_, _| async { panic!("on purpose") }),
        ];
        let assets = Handler::new(|_, _| async { Reply::json(200, &json!("asset")) });
        let router = Arc::new(Router::new(Arc::clone(&state), routes, assets).with_body_pause(rules.limits.body_timeout));
        let crash = warp::path!("socket.io" / "bug").map(|| -> &'static str { panic!("on purpose") });
        let poll = {
            let state = Arc::clone(&state);
            warp::path!("socket.io" / "poll").then(move || {
                let state = Arc::clone(&state);
                async move {
                    state.entered.notify_one();
                    state.release.notified().await;
                    "news"
                }
            })
        };
        let filter = crash.or(poll).or(upgrade::filter()).or(parlor::http::filter(router));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let origins = |url| Origin::of_url(url).into_iter().collect();
        let door = Door::new(origins(rules.public_url), origins(rules.allowed_origin));
        let lingers = |path: &str| path.starts_with("/socket.io");
        let config = Config { door, seats: rules.seats, tls: rules.tls, proxies: rules.proxies, limits: rules.limits, lingers };
        let closing = Closing::new();
        let served = tokio::spawn(serve(listener, filter, config, closing.clone()));
        House { address, state, closing, served }
    }

    async fn somebody_waits(&self) {
        tokio::time::timeout(GUARD, self.state.entered.notified()).await.expect("nobody came to wait");
    }

    fn leave(&self) {
        self.closing.advance(Stage::Leaving);
    }

    async fn visitor(&self) -> Visitor {
        Visitor { stream: TcpStream::connect(self.address).await.expect("connected"), read: Vec::new() }
    }

    /// One request on a connection of its own.
    async fn ask(&self, request: &str) -> Answer {
        self.visitor().await.ask(request).await
    }
}

/// Somebody with a connection.
struct Visitor {
    stream: TcpStream,
    read: Vec<u8>,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Visitor {
    async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.expect("written");
    }

    async fn ask(&mut self, request: &str) -> Answer {
        self.say(request).await;
        self.hear().await.expect("an answer")
    }

    /// The next answer, or nothing where the connection ends first.
    async fn hear(&mut self) -> Option<Answer> {
        let end = loop {
            if let Some(end) = self.read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end + 4;
            }
            if !self.more().await {
                assert!(self.read.is_empty(), "half an answer: {:?}", String::from_utf8_lossy(&self.read));
                return None;
            }
        };
        let head = String::from_utf8(self.read.drain(..end).collect()).expect("text").to_ascii_lowercase();
        let status = head[9..12].parse().expect("a status");
        let mut answer = Answer { status, head, body: vec![] };
        let length = answer.header("content-length").map_or(0, |length| length.parse().expect("a number"));
        while self.read.len() < length {
            assert!(self.more().await, "the answer broke off");
        }
        answer.body = self.read.drain(..length).collect();
        Some(answer)
    }

    async fn more(&mut self) -> bool {
        let more = tokio::time::timeout(GUARD, self.stream.read_buf(&mut self.read)).await.expect("the server hangs");
        // A reset is an end too.
        more.is_ok_and(|count| count > 0)
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Its code, where it is a failure of the one shape.
    fn failure(&self) -> String {
        let failure = self.json();
        assert_eq!((&failure["success"], failure["message"].is_string()), (&json!(false), true), "{failure}");
        failure["code"].as_str().expect("a code").to_owned()
    }

    /// Checks what every answer carries.
    fn guarded(self) -> Self {
        let policy = self.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; ") && policy.ends_with("; object-src 'none'"),
            "{}",
            self.head
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(self.header(name), Some(value), "{}", self.head);
        }
        assert!(self.header("permissions-policy").is_some() && self.header("server").is_none(), "{}", self.head);
        self
    }
}

/// A stand-in for the WebSocket: takes over the connection and answers one byte with another.
mod upgrade {
    use super::*;
    use hyper::upgrade::OnUpgrade;
    use hyper_util::rt::TokioIo;
    use parlor::limits::seats::Seat;

    pub fn filter() -> impl Filter<Extract = (impl warp::Reply,), Error = warp::Rejection> + Clone {
        warp::path!("socket.io" / "echo").and(warp::ext::get::<OnUpgrade>()).and(warp::ext::get::<Arc<Seat>>()).map(
            |upgrade: OnUpgrade, seat: Arc<Seat>| {
                tokio::spawn(async move {
                    let upgraded = upgrade.await.expect("upgraded");
                    let parts = upgraded.downcast::<TokioIo<TcpStream>>().expect("the TCP stream itself");
                    let mut stream = parts.io.into_inner();
                    assert!(stream.nodelay().expect("known"), "small frames must not wait");
                    let byte = stream.read_u8().await.expect("a byte");
                    stream.write_u8(byte + 1).await.expect("written");
                    drop(seat);
                });
                warp::http::Response::builder().status(101).header("upgrade", "echo").header("connection", "upgrade").body("")
            },
        )
    }
}
