//! Proxies: whom they speak for, and that nobody else can pretend to be one.

use super::*;

/// The proxy in these tests knocks from loopback, as everybody here does.
fn proxied(seats: impl FnOnce(Networks) -> Arc<Seats>) -> Rules {
    let proxies = ["127.0.0.1/32", "10.0.0.0/8"].map(|network| network.parse().expect("a network"));
    let proxies = Networks::new(proxies.into());
    Rules { seats: seats(proxies.clone()), proxies, public_url: "https://chat.example", ..Rules::default() }
}

fn any(_: Networks) -> Arc<Seats> {
    Seats::unlimited()
}

fn asked(path: &str, headers: &[(&str, &str)]) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("GET {path} HTTP/1.1\r\n{headers}\r\n")
}

const HOST: (&str, &str) = ("Host", "localhost");

#[tokio::test]
async fn a_trusted_proxy_says_who_asks_request_by_request() {
    let house = House::open(proxied(any)).await;
    let mut proxy = house.visitor().await;
    for (lists, client) in [
        (vec!["203.0.113.9"], "203.0.113.9"),
        (vec!["1.2.3.4", "203.0.113.9, 10.1.1.1"], "203.0.113.9"),
        (vec!["2001:db8::7"], "2001:db8::7"),
        (vec![], "127.0.0.1"),
        (vec!["who knows"], "127.0.0.1"),
        (vec!["203.0.113.9, who knows"], "127.0.0.1"),
    ] {
        let headers: Vec<_> = [HOST].into_iter().chain(lists.iter().map(|list| ("X-Forwarded-For", *list))).collect();
        let answer = proxy.ask(&asked("/api/peer", &headers)).await.guarded();
        assert_eq!((answer.status, answer.json()), (200, json!(client)), "{lists:?}");
    }
}

#[tokio::test]
async fn who_is_not_trusted_changes_nothing_by_pretending() {
    let house = House::open(Rules { public_url: "https://chat.example", ..Rules::default() }).await;
    let forged = [("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "chat.example")];
    let ask = async |more: &[(&str, &str)]| house.ask(&asked("/api/peer", &[more, &forged].concat())).await.guarded();
    assert_eq!(ask(&[HOST]).await.json(), json!("127.0.0.1"));
    assert_eq!(ask(&[("Host", "evil.example")]).await.status, 421, "the name is the one in Host");
    assert_eq!(ask(&[HOST, ("Origin", "http://chat.example")]).await.status, 403, "and so is the site");
    assert_eq!(ask(&[HOST, ("Origin", "http://localhost")]).await.status, 200);
    let nonsense = asked("/api/peer", &[HOST, ("X-Forwarded-Host", "a b"), ("X-Forwarded-For", "???")]);
    assert_eq!(house.ask(&nonsense).await.json(), json!("127.0.0.1"), "it is not even read");
}

#[tokio::test]
async fn pages_belong_to_the_name_by_which_the_proxy_was_called() {
    let house = House::open(proxied(any)).await;
    let inner = house.address.to_string();
    for (outer, proto, origin, status) in [
        ("chat.example", "https", "https://chat.example", 200),
        ("chat.lan:8443", "https", "https://chat.lan:8443", 200),
        ("chat.lan", "http", "http://chat.lan", 200),
        ("chat.lan", "http", "https://chat.lan", 200),
        ("chat.lan", "https", "http://chat.lan", 403),
        ("chat.lan", "https", "https://evil.example", 403),
        ("chat.lan", "https", &format!("http://{inner}"), 403),
        ("evil.example", "https", "https://evil.example", 421),
        ("a b", "https", "https://chat.example", 400),
    ] {
        let headers = [("Host", inner.as_str()), ("X-Forwarded-Host", outer), ("X-Forwarded-Proto", proto), ("Origin", origin)];
        assert_eq!(house.ask(&asked("/api/peer", &headers)).await.guarded().status, status, "{origin} at {proto}://{outer}");
    }
    let passed_on = [("Host", "evil.example"), ("X-Forwarded-Host", "chat.example")];
    assert_eq!(house.ask(&asked("/api/peer", &passed_on)).await.status, 421, "a proxy may pass on what a page made up");
}

#[tokio::test]
async fn behind_a_proxy_everybody_has_their_own_seats() {
    let house = House::open(proxied(|proxies| Seats::with_apart(8, 2, proxies))).await;
    let ask = |path: &str, client: &str| asked(path, &[HOST, ("X-Forwarded-For", client)]);
    let mut mallory = Vec::new();
    for _ in 0..2 {
        let mut visitor = house.visitor().await;
        visitor.say(ask("/api/wait", "203.0.113.9")).await;
        house.somebody_waits().await;
        mallory.push(visitor);
    }
    let mut proxy = house.visitor().await;
    let refused = proxy.ask(&ask("/api/peer", "203.0.113.9")).await.guarded();
    assert_eq!((refused.status, refused.failure().as_str()), (429, "rate_limited"));
    assert!(refused.header("retry-after").is_some());
    assert_eq!(proxy.ask(&ask("/api/peer", "203.0.113.10")).await.status, 200, "the connection serves others");
    house.state.release.notify_one();
    house.state.release.notify_one();
    for visitor in &mut mallory {
        assert_eq!(visitor.hear().await.expect("an answer").status, 200);
    }
    let let_in = async { while proxy.ask(&ask("/api/peer", "203.0.113.9")).await.status != 200 {} };
    tokio::time::timeout(GUARD, let_in).await.expect("Mallory's seats are free");
}

#[tokio::test]
async fn an_answer_that_is_not_read_keeps_the_seat_of_whom_it_is_for() {
    let house = House::open(proxied(|proxies| Seats::with_apart(8, 1, proxies))).await;
    let ask = |path: &str| asked(path, &[HOST, ("X-Forwarded-For", "203.0.113.9")]);
    let mut mallory = house.visitor().await;
    mallory.say(ask("/api/long")).await;
    assert!(mallory.more().await, "the answer has begun");
    assert_eq!(house.ask(&ask("/api/peer")).await.status, 429);
    assert_eq!(mallory.hear().await.expect("an answer").body.len(), (32 << 20) + 2);
    let let_in = async { while house.ask(&ask("/api/peer")).await.status != 200 {} };
    tokio::time::timeout(GUARD, let_in).await.expect("it has gone out");
}

#[tokio::test]
async fn an_upgraded_connection_keeps_the_seat_of_whom_it_is_for() {
    let house = House::open(proxied(|proxies| Seats::with_apart(8, 1, proxies))).await;
    let upgrade = |client: &str| {
        let upgrade = [HOST, ("Upgrade", "echo"), ("Connection", "upgrade"), ("X-Forwarded-For", client)];
        asked("/socket.io/echo", &upgrade)
    };
    let mut ann = house.visitor().await;
    assert_eq!(ann.ask(&upgrade("203.0.113.9")).await.status, 101);
    assert_eq!(house.ask(&upgrade("203.0.113.9")).await.status, 429, "Ann has one already");
    assert_eq!(house.ask(&upgrade("203.0.113.10")).await.status, 101, "Bob has none");
    ann.say([1]).await;
    let let_in = async { while house.ask(&upgrade("203.0.113.9")).await.status != 101 {} };
    tokio::time::timeout(GUARD, let_in).await.expect("Ann is gone");
}
