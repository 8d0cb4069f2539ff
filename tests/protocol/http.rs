//! HTTP by hand, a connection a request, and a client that polls with it.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::soon;

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Sends a request and leaves the answer to come.
pub async fn start(address: SocketAddr, method: &str, target: &str, headers: &str, body: &[u8]) -> TcpStream {
    let mut stream = soon(TcpStream::connect(address)).await.expect("the host listens");
    let length = if headers.contains("Content-Length") || headers.contains("Transfer-Encoding") {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    let close = if headers.contains("Connection") { "" } else { "Connection: close\r\n" };
    let head = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n{close}{headers}{length}\r\n");
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
    stream
}

pub async fn finish(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let read = async { while stream.read_buf(&mut bytes).await.is_ok_and(|count| count > 0) {} };
    soon(read).await;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("ASCII").to_lowercase();
    let status = head.split(' ').nth(1).expect("a status").parse().expect("a number");
    Answer { status, head, body: bytes.split_off(end + 4) }
}

pub async fn request(address: SocketAddr, method: &str, target: &str, headers: &str, body: &[u8]) -> Answer {
    finish(start(address, method, target, headers, body).await).await
}

/// A client that polls.
pub struct Poller {
    pub address: SocketAddr,
    pub sid: String,
}

impl Poller {
    pub async fn open(address: SocketAddr) -> Poller {
        let answer = request(address, "GET", "/socket.io/?EIO=4&transport=polling", "", b"").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let open: serde_json::Value = serde_json::from_str(answer.text().strip_prefix('0').expect("OPEN")).expect("JSON");
        assert_eq!(open["upgrades"], serde_json::json!(["websocket"]));
        Poller { address, sid: open["sid"].as_str().expect("a sid").to_owned() }
    }

    /// In the namespace `/`, welcomed.
    pub async fn enter(address: SocketAddr) -> Poller {
        let poller = Poller::open(address).await;
        assert_eq!(poller.post("40").await.status, 200);
        let answer = poller.poll().await;
        let mut packets = answer.text().split('\u{1e}').filter(|packet| *packet != "2");
        assert!(packets.next().is_some_and(|packet| packet.starts_with(r#"40{"sid":""#)), "{}", answer.text());
        assert_eq!(packets.next(), Some(r#"42["welcome"]"#));
        poller
    }

    pub fn target(&self) -> String {
        format!("/socket.io/?EIO=4&transport=polling&sid={}", self.sid)
    }

    pub async fn start_poll(&self) -> TcpStream {
        start(self.address, "GET", &self.target(), "", b"").await
    }

    pub async fn poll(&self) -> Answer {
        finish(self.start_poll().await).await
    }

    pub async fn post(&self, payload: &str) -> Answer {
        request(self.address, "POST", &self.target(), "", payload.as_bytes()).await
    }

    /// Polls until something other than a ping comes, answering those.
    pub async fn hear(&self) -> Vec<String> {
        soon(self.listen()).await
    }

    async fn listen(&self) -> Vec<String> {
        loop {
            let answer = self.poll().await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let packets: Vec<_> = answer.text().split('\u{1e}').map(str::to_owned).collect();
            let heard: Vec<_> = packets.iter().filter(|packet| *packet != "2").cloned().collect();
            if heard.len() < packets.len() {
                self.post("3").await;
            }
            if !heard.is_empty() {
                return heard;
            }
        }
    }

    /// The session is over: nobody knows its sid.
    pub async fn is_gone(&self) {
        let answer = self.poll().await;
        assert_eq!((answer.status, answer.text()), (400, r#"{"code":1,"message":"Session ID unknown"}"#));
    }
}
