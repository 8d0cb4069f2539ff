//! Who does not listen costs only himself.

use parlor::metrics::COUNTS;
use parlor::socket::Config;
use parlor::wire::socket_io;

use super::guest::{Guest, Heard};
use super::host::{Host, Told, quiet};
use super::http::Poller;

/// Emits 5 KB at a time to everybody until the book says that somebody is gone, never ahead of the attentive client.
async fn talk(host: &mut Host, ann: &mut Guest) -> usize {
    let mut said = 0;
    loop {
        for _ in 0..20 {
            let event = socket_io::event("/", &("talk", said, "x".repeat(5000))).expect("JSON");
            host.book().sockets.lock().expect("whole").iter().for_each(|socket| socket.emit(&event));
            let Heard::Text(heard) = ann.hear().await else { panic!("the attentive one is closed") };
            assert!(heard.starts_with(&format!(r#"42["talk",{said},"#)), "{heard:.40}");
            said += 1;
        }
        if host.told_so_far().contains(&Told::Disconnected("/".into())) {
            return said * 5000;
        }
        assert!(said < 20_000, "nobody was closed");
    }
}

#[tokio::test]
async fn a_websocket_that_never_reads_is_closed_at_its_bound_and_nobody_else_waits() {
    let closed = COUNTS.slow.get();
    let mut host = Host::open(quiet()).await;
    let mut ann = Guest::enter(host.address).await;
    let _deaf = Guest::enter(host.address).await;
    let said = talk(&mut host, &mut ann).await;
    // One MiB in the queue, the rest in the kernel's buffers.
    assert!((1 << 20..16 << 20).contains(&said), "{said} bytes");
    ann.is_undisturbed().await;
    assert!(COUNTS.slow.get() > closed, "whoever watches can see it");
}

#[tokio::test]
async fn a_client_that_stops_polling_is_closed_at_its_bound() {
    let mut host = Host::open(quiet()).await;
    let mut ann = Guest::enter(host.address).await;
    let deaf = Poller::enter(host.address).await;
    let said = talk(&mut host, &mut ann).await;
    assert!((1_000_000..1_200_000).contains(&said), "{said} bytes");
    deaf.is_gone().await;
}

#[tokio::test]
async fn pongs_go_out_between_frames_and_a_flood_of_pings_costs_nothing() {
    let mut host = Host::open(Config { max_buffer: usize::MAX, ..quiet() }).await;
    let mut ann = Guest::enter(host.address).await;
    // More than the kernel takes, so that the pings find the server in the middle of a frame.
    for number in 0..300 {
        let event = socket_io::event("/", &("talk", number, "x".repeat(100_000))).expect("JSON");
        host.socket(0).emit(&event);
    }
    ann.say(r#"42["noise"]"#).await;
    for _ in 0..1000 {
        ann.ping().await;
    }
    ann.say(r#"42["noise"]"#).await;
    assert_eq!(host.told().await, Told::Connected("/".into()));
    assert_eq!(
        (host.told().await, host.told().await),
        (Told::Event("noise".into(), "".into()), Told::Event("noise".into(), "".into()))
    );
    for number in 0..300 {
        let Heard::Text(heard) = ann.hear().await else { panic!("closed") };
        assert!(heard.starts_with(&format!(r#"42["talk",{number},"#)), "{heard:.40}");
    }
    ann.is_undisturbed().await;
    assert!((1..=1000).contains(&ann.pongs), "{} pongs", ann.pongs);
}
