//! From polling to WebSocket, with nothing lost, doubled or out of order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parlor::socket::Config;
use parlor::wire::socket_io;

use super::guest::{Guest, Heard, text};
use super::host::{Host, Told, config, quiet};
use super::http::{Poller, finish};

/// The upgrade as the official client does it: probe, end the poll that is open, say so.
async fn upgrade(poller: &Poller) -> (Guest, Vec<String>) {
    let mut guest = Guest::dial(poller.address, &format!("&sid={}", poller.sid)).await;
    let mut heard = Vec::new();
    let polled = async {
        let answer = poller.poll().await;
        answer.text().split('\u{1e}').map(str::to_owned).collect::<Vec<_>>()
    };
    guest.say("2probe").await;
    let (probe, packets) = tokio::join!(guest.hear(), polled);
    assert_eq!(probe, text("3probe"));
    heard.extend(packets);
    guest.say("5").await;
    (guest, heard)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_under_load_loses_doubles_and_reorders_nothing() {
    for _ in 0..10 {
        let mut host = Host::open(Config { max_buffer: usize::MAX, ..config() }).await;
        let ann = Poller::enter(host.address).await;
        assert_eq!(host.told().await, Told::Connected("/".into()));
        let (socket, enough) = (host.socket(0), Arc::new(AtomicBool::new(false)));
        let emitter = std::thread::spawn({
            let enough = Arc::clone(&enough);
            move || {
                let mut said = 0;
                while !enough.load(Ordering::Relaxed) {
                    socket.emit(&socket_io::event("/", &("talk", said)).expect("JSON"));
                    said += 1;
                    // As fast as the two ends can follow on a small machine.
                    if said % 50 == 0 {
                        std::thread::yield_now();
                    }
                }
                said
            }
        });
        let mut heard = Vec::new();
        for _ in 0..3 {
            heard.extend(ann.hear().await);
        }
        ann.post(r#"42["noise",0]"#).await;
        let (mut guest, polled) = upgrade(&ann).await;
        heard.extend(polled.into_iter().filter(|packet| packet != "2" && packet != "6"));
        guest.say(r#"42["noise",1]"#).await;
        let by_polling = heard.len();
        let mut said = usize::MAX;
        let mut emitter = Some(emitter);
        while heard.len() < said {
            let Heard::Text(packet) = guest.hear().await else { panic!("closed after {}", heard.len()) };
            heard.extend(Some(packet).filter(|packet| packet != "6"));
            if heard.len() > by_polling + 1000
                && let Some(emitter) = emitter.take()
            {
                enough.store(true, Ordering::Relaxed);
                said = emitter.join().expect("said all");
            }
        }
        for (number, packet) in heard.iter().enumerate() {
            assert_eq!(*packet, format!(r#"42["talk",{number}]"#), "polled {by_polling}");
        }
        guest.is_undisturbed().await;
        for number in ["0", "1"] {
            assert_eq!(host.told().await, Told::Event("noise".into(), number.into()));
        }
    }
}

#[tokio::test]
async fn after_the_upgrade_polling_is_over_and_a_second_websocket_is_turned_away() {
    let host = Host::open(quiet()).await;
    let ann = Poller::enter(host.address).await;
    let (mut guest, released) = upgrade(&ann).await;
    assert_eq!(released, ["6"], "the poll that was open");
    guest.is_undisturbed().await;
    for answer in [ann.poll().await, ann.post("3").await] {
        assert_eq!((answer.status, answer.text()), (400, r#"{"code":3,"message":"Bad request"}"#));
    }
    let mut second = Guest::dial(host.address, &format!("&sid={}", ann.sid)).await;
    assert_eq!(second.hear().await, Heard::Closed(Some(1005)));
    guest.is_undisturbed().await;
}

#[tokio::test]
async fn a_probe_that_fails_leaves_the_session_polling() {
    let host = Host::open(quiet()).await;
    let ann = Poller::enter(host.address).await;
    for wrong in ["2prob", "3probe", "4hello", "6", "abc", "1"] {
        let mut guest = Guest::dial(host.address, &format!("&sid={}", ann.sid)).await;
        guest.say(wrong).await;
        assert_eq!(guest.hear().await, Heard::Closed(Some(1005)), "{wrong}");
        ann.post(r#"421["echo",1]"#).await;
        assert_eq!(ann.hear().await, ["431[1]"], "{wrong}");
    }
    let mut probing = Guest::dial(host.address, &format!("&sid={}", ann.sid)).await;
    probing.say("2probe").await;
    assert_eq!(probing.hear().await, text("3probe"));
    let mut second = Guest::dial(host.address, &format!("&sid={}", ann.sid)).await;
    assert_eq!(second.hear().await, Heard::Closed(Some(1005)), "one at a time");
    probing.close().await;
    ann.post(r#"422["echo",2]"#).await;
    loop {
        // Polls are released for as long as the probe is not known to be over.
        match ann.hear().await {
            heard if heard == ["6"] => {}
            heard => break assert_eq!(heard, ["432[2]"]),
        }
    }
    let (mut guest, _) = upgrade(&ann).await;
    guest.is_undisturbed().await;
}

#[tokio::test]
async fn an_upgrade_without_a_probe_is_taken_and_a_poll_left_open_is_refused() {
    let host = Host::open(quiet()).await;
    let ann = Poller::enter(host.address).await;
    let poll = ann.start_poll().await;
    let mut guest = Guest::dial(host.address, &format!("&sid={}", ann.sid)).await;
    guest.say("5").await;
    guest.is_undisturbed().await;
    assert_eq!(finish(poll).await.status, 400);
}

#[tokio::test]
async fn a_session_that_ends_takes_the_probing_websocket_with_it() {
    let mut host = Host::open(quiet()).await;
    let ann = Poller::enter(host.address).await;
    let mut guest = Guest::dial(host.address, &format!("&sid={}", ann.sid)).await;
    guest.say("2probe").await;
    assert_eq!(guest.hear().await, text("3probe"));
    let left = Instant::now();
    ann.post("1").await;
    assert_eq!(guest.hear().await, Heard::Closed(Some(1005)));
    assert!(left.elapsed() < Duration::from_secs(5), "not only when the upgrade has taken too long");
    assert_eq!((host.told().await, host.told().await), (Told::Connected("/".into()), Told::Disconnected("/".into())));
}
