//! A client on a WebSocket that speaks bare packets, answers pings, and hears everything in order.

use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};

use super::soon;

pub struct Guest {
    link: WebSocketStream<TcpStream>,
    /// Whether pings are answered and kept from the test.
    pub polite: bool,
    /// Answers to `ping` that were heard on the way.
    pub pongs: usize,
    pub sid: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Text(String),
    Binary(Vec<u8>),
    /// With the code of the close frame, if there was one; 1005 stands for a close frame without a code.
    Closed(Option<u16>),
}

pub fn text(text: &str) -> Heard {
    Heard::Text(text.to_owned())
}

/// A TCP connection after a WebSocket handshake, for bytes that no library would send.
pub async fn dial(address: SocketAddr, query: &str) -> TcpStream {
    let mut stream = soon(TcpStream::connect(address)).await.expect("the host listens");
    let request = format!(
        "GET /socket.io/?EIO=4&transport=websocket{query} HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon(stream.read_u8()).await.expect("an answer"));
    }
    let head = String::from_utf8(head).expect("ASCII");
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    // The example of RFC 6455.
    assert!(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
    stream
}

impl Guest {
    /// A WebSocket and nothing on it.
    pub async fn dial(address: SocketAddr, query: &str) -> Guest {
        let link = WebSocketStream::from_raw_socket(dial(address, query).await, Role::Client, None).await;
        Guest { link, polite: true, pongs: 0, sid: String::new() }
    }

    /// A session without a namespace.
    pub async fn open(address: SocketAddr) -> Guest {
        let mut guest = Guest::dial(address, "").await;
        let Heard::Text(open) = guest.hear().await else { panic!("no handshake") };
        let open: serde_json::Value = serde_json::from_str(open.strip_prefix('0').expect("OPEN")).expect("JSON");
        assert_eq!(open["upgrades"], serde_json::json!([]));
        guest.sid = open["sid"].as_str().expect("a sid").to_owned();
        guest
    }

    /// In the namespace `/`, welcomed.
    pub async fn enter(address: SocketAddr) -> Guest {
        let mut guest = Guest::open(address).await;
        guest.join("/").await;
        guest
    }

    pub async fn join(&mut self, namespace: &str) {
        let prefix = if namespace == "/" { String::new() } else { format!("{namespace},") };
        self.say(&format!("40{prefix}")).await;
        let Heard::Text(answer) = self.hear().await else { panic!("no answer to CONNECT") };
        assert!(answer.starts_with(&format!(r#"40{prefix}{{"sid":""#)), "{answer}");
        assert!(!answer.contains(&self.sid), "the sids differ");
        assert_eq!(self.hear().await, text(&format!(r#"42{prefix}["welcome"]"#)));
    }

    pub async fn say(&mut self, text: &str) {
        let _ = soon(self.link.send(Message::text(text))).await;
    }

    pub async fn say_binary(&mut self, data: &[u8]) {
        let _ = soon(self.link.send(Message::binary(data.to_vec()))).await;
    }

    /// A ping of WebSocket's own.
    pub async fn ping(&mut self) {
        let _ = soon(self.link.send(Message::Ping(Bytes::from_static(b"are you there?")))).await;
    }

    /// The next thing that is no ping.
    pub async fn hear(&mut self) -> Heard {
        soon(self.listen()).await
    }

    async fn listen(&mut self) -> Heard {
        loop {
            match self.link.next().await {
                Some(Ok(Message::Text(text))) if self.polite && &*text == "2" => self.say("3").await,
                Some(Ok(Message::Text(text))) => return Heard::Text(text.to_string()),
                Some(Ok(Message::Binary(data))) => return Heard::Binary(data.to_vec()),
                Some(Ok(Message::Close(frame))) => return Heard::Closed(Some(frame.map_or(1005, |frame| frame.code.into()))),
                Some(Ok(_)) => self.pongs += 1,
                Some(Err(_)) | None => return Heard::Closed(None),
            }
        }
    }

    /// Still served, and nothing was said to it meanwhile.
    pub async fn is_undisturbed(&mut self) {
        self.say(r#"427["echo","still here"]"#).await;
        assert_eq!(self.hear().await, text(r#"437["still here"]"#));
    }

    /// Leaves as one should, and is answered in kind.
    pub async fn close(mut self) {
        let frame = CloseFrame { code: 4321.into(), reason: "".into() };
        let _ = soon(self.link.close(Some(frame))).await;
        assert_eq!(self.hear().await, Heard::Closed(Some(4321)));
    }
}

/// The code of the close frame that a raw connection ends with.
pub async fn last_code(stream: TcpStream) -> Option<u16> {
    let link = WebSocketStream::from_raw_socket(stream, Role::Client, None).await;
    let mut guest = Guest { link, polite: true, pongs: 0, sid: String::new() };
    loop {
        if let Heard::Closed(code) = guest.hear().await {
            return code;
        }
    }
}
