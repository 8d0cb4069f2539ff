//! Long-polling: one GET and one POST at a time, and nothing lost in between.

use std::io::Read;
use std::time::Duration;

use parlor::socket::Config;

use super::guest::Guest;
use super::host::{Host, Told, config, quiet};
use super::http::{Answer, Poller, finish, request};

#[tokio::test]
async fn two_polls_at_a_time_end_the_session() {
    let mut host = Host::open(config()).await;
    let mut bystander = Guest::enter(host.address).await;
    let ann = Poller::enter(host.address).await;
    let (first, second) = (ann.start_poll().await, ann.start_poll().await);
    let mut answers = [finish(first).await, finish(second).await].map(|Answer { status, body, .. }| (status, body));
    answers.sort();
    // Whichever came first; a ping may have come before the second.
    assert_eq!(answers[1].0, 400);
    assert!([&b"1"[..], b"2"].contains(&answers[0].1.as_slice()), "{answers:?}");
    assert_eq!((host.told().await, host.told().await), (Told::Connected("/".into()), Told::Connected("/".into())));
    assert_eq!(host.told().await, Told::Disconnected("/".into()));
    ann.is_gone().await;
    bystander.is_undisturbed().await;
}

#[tokio::test]
async fn a_poll_whose_client_went_away_ends_the_session() {
    let mut host = Host::open(quiet()).await;
    let ann = Poller::enter(host.address).await;
    assert_eq!(host.told().await, Told::Connected("/".into()));
    drop(ann.start_poll().await);
    assert_eq!(host.told().await, Told::Disconnected("/".into()));
    ann.is_gone().await;
}

#[tokio::test]
async fn a_post_whose_client_went_away_ends_the_session() {
    let mut host = Host::open(config()).await;
    let ann = Poller::enter(host.address).await;
    assert_eq!(host.told().await, Told::Connected("/".into()));
    // The body that is announced never comes.
    drop(super::http::start(host.address, "POST", &ann.target(), "Content-Length: 10\r\n", b"").await);
    assert_eq!(host.told().await, Told::Disconnected("/".into()));
    ann.is_gone().await;
}

#[tokio::test]
async fn a_post_that_falls_silent_is_refused_and_ends_the_session() {
    let mut host = Host::open(Config { body_timeout: Duration::from_millis(100), ..quiet() }).await;
    let ann = Poller::enter(host.address).await;
    assert_eq!(host.told().await, Told::Connected("/".into()));
    let answer = request(host.address, "POST", &ann.target(), "Content-Length: 10\r\n", b"42[").await;
    assert_eq!((answer.status, answer.json()["code"].as_u64()), (400, Some(3)));
    assert_eq!(host.told().await, Told::Disconnected("/".into()));
    ann.is_gone().await;
}

#[tokio::test]
async fn a_client_that_closes_has_its_poll_released() {
    let mut host = Host::open(quiet()).await;
    let ann = Poller::enter(host.address).await;
    let poll = ann.start_poll().await;
    // After the close nothing counts any more.
    assert_eq!(ann.post("1\u{1e}42[\"noise\"]").await.text(), "ok");
    let answer = finish(poll).await;
    assert_eq!((answer.status, answer.text()), (200, "6"));
    assert_eq!(host.told().await, Told::Connected("/".into()));
    assert_eq!(host.told().await, Told::Disconnected("/".into()));
    ann.is_gone().await;
}

#[tokio::test]
async fn a_payload_may_be_as_long_as_announced_and_no_longer() {
    let host = Host::open(config()).await;
    let ann = Poller::enter(host.address).await;
    let fits = format!(r#"421["echo","{}"]"#, "x".repeat(65_536 - 14));
    assert_eq!((fits.len(), ann.post(&fits).await.status), (65_536, 200));
    assert_eq!(ann.hear().await[0].len(), 65_536 - 7);
    assert_eq!(ann.post(&(fits + " ")).await.status, 413);
    let chunked = format!("10001\r\n{}\r\n0\r\n\r\n", "6".repeat(0x10001));
    let headers = "Transfer-Encoding: chunked\r\n";
    let answer = request(host.address, "POST", &ann.target(), headers, chunked.as_bytes()).await;
    assert_eq!(answer.status, 413, "nor in pieces");
    ann.post(r#"422["echo",2]"#).await;
    assert_eq!(ann.hear().await, ["432[2]"], "the session goes on");
}

#[tokio::test]
async fn other_methods_and_other_bodies_are_refused() {
    let host = Host::open(config()).await;
    let ann = Poller::enter(host.address).await;
    for method in ["PUT", "DELETE", "HEAD", "PATCH"] {
        assert_eq!(request(host.address, method, &ann.target(), "", b"").await.status, 400, "{method}");
    }
    let mut target = ann.target().replace("transport=polling", "transport=websocket");
    assert_eq!(request(host.address, "GET", &target, "", b"").await.status, 400, "a WebSocket without a handshake");
    target = ann.target();
    let octets = "Content-Type: application/octet-stream\r\n";
    assert_eq!(request(host.address, "POST", &target, octets, b"3").await.status, 400);
    ann.is_gone().await;
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_take_it() {
    let host = Host::open(quiet()).await;
    let ann = Poller::enter(host.address).await;
    for (accept, length, compressed) in
        [("gzip, deflate", 2000, true), ("gzip, deflate", 500, false), ("gzip;q=0", 2000, false), ("br", 2000, false)]
    {
        let text = "x".repeat(length);
        ann.post(&format!(r#"421["echo","{text}"]"#)).await;
        let answer = request(host.address, "GET", &ann.target(), &format!("Accept-Encoding: {accept}\r\n"), b"").await;
        assert_eq!(answer.head.contains("content-encoding: gzip"), compressed, "{accept}: {}", answer.head);
        assert!(answer.head.contains("content-type: text/plain; charset=utf-8"), "{}", answer.head);
        let mut plain = String::new();
        if compressed {
            assert!(answer.body.len() < 200);
            flate2::read::GzDecoder::new(&answer.body[..]).read_to_string(&mut plain).expect("gzip");
        } else {
            plain = answer.text().to_owned();
        }
        assert_eq!(plain, format!(r#"431["{text}"]"#));
    }
}

#[tokio::test]
async fn binary_goes_both_ways_as_base64() {
    let host = Host::open(config()).await;
    let ann = Poller::enter(host.address).await;
    ann.post("451-1[\"echo\",{\"_placeholder\":true,\"num\":0}]\u{1e}bAQIDBA==").await;
    let mut heard = ann.hear().await;
    if heard.len() == 1 {
        heard.extend(ann.hear().await);
    }
    assert_eq!(heard, [r#"461-1[{"_placeholder":true,"num":0}]"#, "bAQIDBA=="]);
}
