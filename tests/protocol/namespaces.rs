//! Coming into namespaces and leaving them.

use super::guest::{Guest, Heard, text};
use super::host::{Host, Told, config};
use super::http::Poller;

#[tokio::test]
async fn nothing_reaches_a_client_before_the_answer_to_its_connect() {
    let host = Host::open(config()).await;
    // `enter` hears the answer first and then the welcome; what was emitted during `connect` is nowhere.
    let mut ann = Guest::enter(host.address).await;
    ann.is_undisturbed().await;
}

#[tokio::test]
async fn a_session_may_be_in_several_namespaces_and_leaves_them_one_by_one() {
    let mut host = Host::open(config()).await;
    let mut ann = Guest::enter(host.address).await;
    ann.join("/custom").await;
    ann.say("40/nowhere,").await;
    assert_eq!(ann.hear().await, text(r#"44/nowhere,{"message":"Invalid namespace"}"#));
    ann.say("40/custom?token=1,").await;
    assert_eq!(ann.hear().await, text(r#"44/custom?token=1,{"message":"Invalid namespace"}"#), "a query is part of the name");
    ann.say(r#"42/custom,1["echo",1]"#).await;
    assert_eq!(ann.hear().await, text("43/custom,1[1]"));
    ann.say("41/custom,").await;
    ann.is_undisturbed().await;
    let told = host.told_so_far();
    assert_eq!(told.iter().filter(|told| **told == Told::Disconnected("/custom".into())).count(), 1);
    ann.join("/custom").await;
    ann.close().await;
    let mut gone = vec![];
    while gone.len() < 2 {
        if let Told::Disconnected(namespace) = host.told().await {
            gone.push(namespace);
        }
    }
    gone.sort();
    assert_eq!(gone, ["/", "/custom"]);
}

#[tokio::test]
async fn connecting_twice_closes_the_transport() {
    let mut host = Host::open(config()).await;
    let mut ann = Guest::enter(host.address).await;
    ann.say("40").await;
    assert_eq!(ann.hear().await, Heard::Closed(Some(1005)));
    assert_eq!(host.told().await, Told::Connected("/".into()));
    assert_eq!(host.told().await, Told::Disconnected("/".into()));
}

#[tokio::test]
async fn whoever_is_sent_out_hears_all_that_came_before_and_nothing_after() {
    let mut host = Host::open(config()).await;
    let mut ann = Guest::enter(host.address).await;
    ann.say(r#"421["kick"]"#).await;
    assert_eq!(ann.hear().await, text(r#"42["goodbye"]"#));
    assert_eq!(ann.hear().await, text("41"));
    // The transport is still there: she may come again, and the old socket is dead.
    host.emit(0, "too late", 0);
    ann.join("/").await;
    ann.is_undisturbed().await;
    let told = host.told_so_far();
    assert_eq!(told.iter().filter(|told| **told == Told::Disconnected("/".into())).count(), 1);
}

#[tokio::test]
async fn whoever_polls_and_is_sent_out_hears_it_too() {
    let mut host = Host::open(config()).await;
    let ann = Poller::enter(host.address).await;
    assert_eq!(ann.post(r#"421["kick"]"#).await.status, 200);
    assert_eq!(ann.hear().await, [r#"42["goodbye"]"#, "41"]);
    while host.told().await != Told::Disconnected("/".into()) {}
}

#[tokio::test]
async fn an_emitter_on_another_thread_may_send_somebody_out() {
    let mut host = Host::open(config()).await;
    let mut ann = Guest::enter(host.address).await;
    let socket = host.socket(0);
    std::thread::spawn(move || {
        socket.disconnect();
        socket.disconnect();
    });
    assert_eq!(ann.hear().await, text("41"));
    assert_eq!(host.told().await, Told::Connected("/".into()));
    assert_eq!(host.told().await, Told::Disconnected("/".into()));
    ann.join("/").await;
    assert_eq!(host.told().await, Told::Connected("/".into()), "told once that she had left");
}

#[tokio::test]
async fn a_transport_closed_from_another_thread_flushes_first_and_says_no_disconnect() {
    let host = Host::open(config()).await;
    let mut ann = Guest::enter(host.address).await;
    let bob = Poller::enter(host.address).await;
    let sockets = [host.socket(0), host.socket(1)];
    host.emit(0, "last", 1);
    host.emit(1, "last", 2);
    let closer = std::thread::spawn(move || sockets.iter().for_each(|socket| socket.close()));
    closer.join().expect("closed");
    assert_eq!(bob.post(r#"42["noise"]"#).await.status, 200, "a packet that crosses the goodbye takes nothing away");
    assert_eq!(ann.hear().await, text(r#"42["last",1]"#));
    assert_eq!(ann.hear().await, Heard::Closed(Some(1005)));
    let mut heard = bob.hear().await;
    if heard.len() == 1 {
        heard.extend(bob.hear().await);
    }
    assert_eq!(heard, [r#"42["last",2]"#, "1"]);
    bob.is_gone().await;
}
