//! Past 64 unanswered events nothing more is read, and nothing is held against the client.

use std::time::Duration;

use parlor::socket::Config;

use super::guest::{Guest, Heard, text};
use super::host::{Host, Told, config};
use super::http::{Poller, finish, start};

/// A time-out that any unread pong would run into.
fn strict() -> Config {
    Config { ping_timeout: Duration::from_millis(100), ..config() }
}

async fn is_told_hold(host: &mut Host, number: usize) {
    assert_eq!(host.told().await, Told::Event("hold".into(), number.to_string()));
}

fn release(host: &Host) {
    let ack = host.book().held.lock().expect("whole").remove(0);
    assert!(ack.wanted());
    ack.answer(&["done"]);
}

#[tokio::test]
async fn a_websocket_is_read_no_further_while_64_events_are_unanswered() {
    let mut host = Host::open(strict()).await;
    let mut ann = Guest::enter(host.address).await;
    assert_eq!(host.told().await, Told::Connected("/".into()));
    ann.polite = false;
    for number in 0..200 {
        ann.say(&format!(r#"42{number}["hold",{number}]"#)).await;
    }
    // Eight heartbeats, whose pongs stand behind events that nobody reads: eight time-outs that must not count.
    for _ in 0..8 {
        assert_eq!(ann.hear().await, text("2"));
        ann.say("3").await;
    }
    for number in 0..64 {
        is_told_hold(&mut host, number).await;
    }
    assert_eq!(host.told_so_far(), [], "the 65th waits");
    ann.polite = true;
    for number in 0..136 {
        release(&host);
        is_told_hold(&mut host, 64 + number).await;
        assert_eq!(ann.hear().await, text(&format!(r#"43{number}["done"]"#)), "once each, in order");
    }
    for number in 136..200 {
        release(&host);
        assert_eq!(ann.hear().await, text(&format!(r#"43{number}["done"]"#)));
    }
    ann.is_undisturbed().await;
}

#[tokio::test]
async fn a_post_waits_while_64_events_are_unanswered() {
    let mut host = Host::open(strict()).await;
    let ann = Poller::enter(host.address).await;
    assert_eq!(host.told().await, Told::Connected("/".into()));
    let payload: Vec<_> = (0..100).map(|number| format!(r#"42{number}["hold",{number}]"#)).collect();
    let post = start(host.address, "POST", &ann.target(), "", payload.join("\u{1e}").as_bytes()).await;
    for number in 0..64 {
        is_told_hold(&mut host, number).await;
    }
    // No pong can be sent meanwhile: one POST at a time.
    for _ in 0..8 {
        assert_eq!(ann.poll().await.text(), "2");
    }
    assert_eq!(host.told_so_far(), [], "the 65th waits");
    for number in 64..100 {
        release(&host);
        is_told_hold(&mut host, number).await;
    }
    let answer = finish(post).await;
    assert_eq!((answer.status, answer.text()), (200, "ok"));
    let mut heard = Vec::new();
    while heard.len() < 36 {
        heard.extend(ann.hear().await);
    }
    let expected: Vec<_> = (0..36).map(|number| format!(r#"43{number}["done"]"#)).collect();
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn events_that_are_answered_or_dropped_at_once_do_not_count() {
    let host = Host::open(config()).await;
    let mut ann = Guest::enter(host.address).await;
    for number in 0..300 {
        ann.say(&format!(r#"42["noise",{number}]"#)).await;
    }
    ann.is_undisturbed().await;
}

#[tokio::test]
async fn an_answer_that_comes_after_the_client_has_left_goes_nowhere() {
    let mut host = Host::open(config()).await;
    let mut ann = Guest::enter(host.address).await;
    ann.say(r#"421["hold",1]"#).await;
    ann.say("41").await;
    ann.join("/").await;
    assert_eq!(host.told().await, Told::Connected("/".into()));
    is_told_hold(&mut host, 1).await;
    release(&host);
    ann.is_undisturbed().await;
    ann.say(r#"422["hold",2]"#).await;
    ann.say("1").await;
    assert_eq!(ann.hear().await, Heard::Closed(Some(1005)));
    while host.told().await != Told::Disconnected("/".into()) {}
}
