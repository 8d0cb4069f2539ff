//! Closing time: stop accepting, stop reading, let everything out, close the transports and nothing else.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::guest::{Guest, Heard, text};
use super::host::{Host, Told, config, quiet};
use super::http::{Poller, finish, request};
use super::soon;

#[tokio::test]
async fn whoever_is_connected_hears_the_last_word_and_then_the_transport_closes() {
    let mut host = Host::open(quiet()).await;
    let mut ann = Guest::enter(host.address).await;
    let bob = Poller::enter(host.address).await;
    let poll = bob.start_poll().await;
    host.emit(0, "last", 1);
    host.emit(1, "last", 2);
    let server = Arc::clone(&host.server);
    let closing = tokio::spawn(async move { server.close_all().await });
    assert_eq!(ann.hear().await, text(r#"42["last",1]"#));
    assert_eq!(ann.hear().await, Heard::Closed(Some(1005)), "and no DISCONNECT");
    // A client hands on what it was told only after it has read the whole payload: CLOSE comes in one of its own.
    assert_eq!(finish(poll).await.text(), r#"42["last",2]"#);
    assert_eq!(bob.poll().await.text(), "1");
    soon(closing).await.expect("closed");
    bob.is_gone().await;
    assert_eq!((host.told().await, host.told().await), (Told::Connected("/".into()), Told::Connected("/".into())));
    assert_eq!((host.told().await, host.told().await), (Told::Disconnected("/".into()), Told::Disconnected("/".into())));
    assert_eq!(host.told_so_far(), []);
    let answer = request(host.address, "GET", "/socket.io/?EIO=4&transport=polling", "", b"").await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (503, Some("unavailable")));
}

#[tokio::test]
async fn closing_waits_two_seconds_for_those_who_do_not_listen_and_no_longer() {
    let host = Host::open(config()).await;
    let _absent = Poller::enter(host.address).await;
    let began = Instant::now();
    soon(host.server.close_all()).await;
    assert!((Duration::from_millis(1900)..Duration::from_secs(4)).contains(&began.elapsed()));
    assert!(host.server.engine().is_empty());
}

#[tokio::test]
async fn after_reading_has_stopped_events_wait_and_news_still_goes_out() {
    let mut host = Host::open(config()).await;
    let mut ann = Guest::enter(host.address).await;
    assert_eq!(host.told().await, Told::Connected("/".into()));
    host.server.stop_reading();
    ann.say(r#"421["echo",1]"#).await;
    ann.polite = false;
    assert_eq!(ann.hear().await, text("2"), "heartbeats go on");
    ann.polite = true;
    host.emit(0, "news", 1);
    assert_eq!(ann.hear().await, text(r#"42["news",1]"#));
    assert_eq!(host.told_so_far(), []);
}
