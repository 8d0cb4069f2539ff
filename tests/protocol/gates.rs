//! Who gets in at all: handshakes, seats, and the time that a newcomer has.

use std::sync::Arc;
use std::time::Duration;

use parlor::limits::seats::Seats;
use parlor::socket::Config;

use super::guest::{Guest, Heard, text};
use super::host::{Host, Told, config};
use super::http::{Poller, request};
use super::until;

#[tokio::test]
async fn a_request_that_is_no_handshake_is_told_why() {
    let host = Host::open(config()).await;
    for (method, query, status, body) in [
        ("GET", "", 400, r#"{"code":0,"message":"Transport unknown"}"#),
        ("GET", "?EIO=4&transport=carrier-pigeon", 400, r#"{"code":0,"message":"Transport unknown"}"#),
        ("GET", "?EIO=4&transport=polling&sid=nobody", 400, r#"{"code":1,"message":"Session ID unknown"}"#),
        ("POST", "?EIO=4&transport=polling", 400, r#"{"code":2,"message":"Bad handshake method"}"#),
        ("PUT", "?EIO=4&transport=polling", 400, r#"{"code":2,"message":"Bad handshake method"}"#),
        ("GET", "?EIO=4&transport=websocket", 400, r#"{"code":3,"message":"Bad request"}"#),
        ("GET", "?EIO=3&transport=polling", 400, r#"{"code":5,"message":"Unsupported protocol version"}"#),
        ("GET", "?transport=polling", 400, r#"{"code":5,"message":"Unsupported protocol version"}"#),
        ("OPTIONS", "?EIO=4&transport=polling", 204, ""),
        ("HEAD", "?EIO=4&transport=polling", 400, ""),
    ] {
        let answer = request(host.address, method, &format!("/socket.io/{query}"), "", b"").await;
        assert_eq!((answer.status, answer.text()), (status, body), "{method} {query}");
        assert!(answer.head.contains("cache-control: no-store"), "{}", answer.head);
    }
    assert!(host.server.engine().is_empty());
}

#[tokio::test]
async fn the_path_is_served_with_its_slash_and_without_and_no_other_is() {
    let host = Host::open(config()).await;
    for (path, status) in [("/socket.io/", 200), ("/socket.io", 200), ("/socket.io/x", 404), ("/", 404)] {
        let answer = request(host.address, "GET", &format!("{path}?EIO=4&transport=polling"), "", b"").await;
        assert_eq!(answer.status, status, "{path}");
    }
}

#[tokio::test]
async fn without_a_seat_nobody_sits_down_until_somebody_leaves() {
    let mut host = Host::open(Config { seats: Seats::new(1, 1), ..config() }).await;
    let ann = Guest::enter(host.address).await;
    for transport in ["polling", "websocket"] {
        let upgrade = "Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        let target = format!("/socket.io/?EIO=4&transport={transport}");
        let answer = request(host.address, "GET", &target, upgrade, b"").await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (429, Some("rate_limited")), "{transport}");
        assert!(answer.head.contains("retry-after: "), "{}", answer.head);
    }
    ann.close().await;
    while host.told().await != Told::Disconnected("/".into()) {}
    let server = Arc::clone(&host.server);
    until(|| server.engine().is_empty()).await;
    Guest::enter(host.address).await;
}

#[tokio::test]
async fn whoever_joins_no_namespace_in_time_is_closed_and_whoever_does_stays() {
    let host = Host::open(Config { connect_timeout: Duration::from_millis(100), ..config() }).await;
    let mut ann = Guest::enter(host.address).await;
    let mut idle = Guest::open(host.address).await;
    assert_eq!(idle.hear().await, Heard::Closed(Some(1005)));
    let mut refused = Guest::open(host.address).await;
    refused.say(r#"40{"is":"stranger"}"#).await;
    assert_eq!(refused.hear().await, text(r#"44{"message":"Not you","data":[7]}"#));
    assert_eq!(refused.hear().await, Heard::Closed(Some(1005)), "a refusal is no way in");
    let poller = Poller::open(host.address).await;
    assert_eq!(poller.hear().await, ["1"]);
    poller.is_gone().await;
    ann.is_undisturbed().await;
}

#[tokio::test]
async fn whoever_does_not_answer_pings_is_closed() {
    let mut host = Host::open(Config { ping_timeout: Duration::from_millis(50), ..config() }).await;
    let mut rude = Guest::enter(host.address).await;
    rude.polite = false;
    assert_eq!(rude.hear().await, text("2"));
    assert_eq!(rude.hear().await, Heard::Closed(Some(1005)));
    assert_eq!(host.told().await, Told::Connected("/".into()));
    assert_eq!(host.told().await, Told::Disconnected("/".into()));
}

#[tokio::test]
async fn a_connection_that_is_more_than_tcp_serves_as_well() {
    // It keeps what it is given until it is flushed, as TLS may.
    let host = Host::listen(config(), tokio::io::BufStream::new).await;
    let mut ann = Guest::enter(host.address).await;
    ann.is_undisturbed().await;
    ann.close().await;
}
