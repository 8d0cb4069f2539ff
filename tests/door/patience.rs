//! How slow and how large a request may be.

use super::*;

fn rules(change: impl FnOnce(&mut Limits)) -> Rules {
    let mut rules = Rules::default();
    change(&mut rules.limits);
    rules
}

fn hurried(header_timeout: Duration, idle_timeout: Duration) -> Rules {
    rules(|limits| (limits.header_timeout, limits.idle_timeout) = (header_timeout, idle_timeout))
}

#[tokio::test]
async fn who_does_not_finish_the_headers_is_shown_out() {
    let house = House::open(hurried(SHORT, NEVER)).await;
    for begun in ["", "G", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] {
        let mut mallory = house.visitor().await;
        mallory.say(begun).await;
        assert!(mallory.hear().await.is_none(), "after {begun:?}");
    }
}

#[tokio::test]
async fn who_stays_after_an_answer_is_shown_out_later() {
    let house = House::open(hurried(NEVER, SHORT)).await;
    for begun in ["", "GET / HTTP/1.1\r\nHost: loc"] {
        let mut ann = house.visitor().await;
        assert_eq!(ann.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.status, 200);
        ann.say(begun).await;
        assert!(ann.hear().await.is_none(), "after {begun:?}");
    }
}

#[tokio::test]
async fn a_long_answer_is_not_cut_off_by_the_patience_for_headers() {
    let house = House::open(hurried(SHORT, SHORT)).await;
    let mut ann = house.visitor().await;
    ann.say("GET /api/wait HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    house.somebody_waits().await;
    let mut mallory = house.visitor().await;
    assert!(mallory.hear().await.is_none(), "as long as anybody may say nothing");
    house.state.release.notify_one();
    assert_eq!(ann.hear().await.expect("an answer").status, 200);
}

#[tokio::test]
async fn headers_have_a_number_and_a_size() {
    let house = House::open(Rules::default()).await;
    let with = |count: usize, size: usize| {
        let headers: String = (1..count).map(|number| format!("X-{number}: {}\r\n", "a".repeat(size))).collect();
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
    };
    assert_eq!(house.ask(&with(64, 1)).await.status, 200);
    assert_eq!(house.ask(&with(65, 1)).await.status, 431);
    assert_eq!(house.ask(&with(2, 15 * 1024)).await.status, 200);
    assert_eq!(house.ask(&with(2, 17 * 1024)).await.status, 431);
    assert_eq!(house.ask(&with(18, 1024)).await.status, 431);
    let narrow = House::open(rules(|limits| (limits.max_headers, limits.max_header_size) = (16, 1024))).await;
    for (count, size, status) in [(16, 1, 200), (17, 1, 431), (2, 900, 200), (2, 1100, 431)] {
        assert_eq!(narrow.ask(&with(count, size)).await.status, status, "{count} headers of {size}");
    }
}

#[tokio::test]
async fn a_body_that_pauses_is_answered_and_cut_off() {
    let house = House::open(rules(|limits| limits.body_timeout = SHORT)).await;
    for begun in ["Content-Length: 9\r\n\r\n[1,", "Transfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n"] {
        let mut mallory = house.visitor().await;
        let answer = mallory.ask(&format!("POST /api/echo HTTP/1.1\r\nHost: localhost\r\n{begun}")).await.guarded();
        assert_eq!((answer.status, answer.failure().as_str()), (408, "timeout"));
        assert_eq!(answer.header("connection"), Some("close"), "it can carry no other request");
        assert!(mallory.hear().await.is_none(), "the connection ends");
    }
}

#[tokio::test]
async fn a_body_has_a_size_whether_announced_or_not() {
    let house = House::open(Rules::default()).await;
    let post = "POST /api/echo HTTP/1.1\r\nHost: localhost\r\n";
    let fits = format!("\"{}\"", "a".repeat(64 * 1024 - 2));
    let large = format!("{fits} ");
    let answer = house.ask(&format!("{post}Content-Length: {}\r\n\r\n{fits}", fits.len())).await;
    assert_eq!(answer.status, 201);
    for body in [
        format!("Content-Length: {}\r\n\r\n{large}", large.len()),
        format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{large}\r\n0\r\n\r\n", large.len()),
        format!("Transfer-Encoding: chunked\r\n\r\n8000\r\n{0}\r\n8000\r\n{0}\r\n1\r\n \r\n0\r\n\r\n", "1".repeat(0x8000)),
        "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n".to_owned(),
    ] {
        let answer = house.ask(&format!("{post}{body}")).await.guarded();
        assert_eq!((answer.status, answer.failure().as_str()), (413, "payload_too_large"), "{}", &body[..40]);
    }
}

#[tokio::test]
async fn broken_bodies_are_told_apart() {
    let house = House::open(Rules::default()).await;
    let mut ann = house.visitor().await;
    for (kind, body, status) in [
        ("application/json", "{\"a\":1}", 201),
        ("application/x-www-form-urlencoded", "a=1", 415),
        ("application/json", "{", 400),
        ("application/json", "", 400),
    ] {
        let asked = format!(
            "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        assert_eq!(ann.ask(&asked).await.guarded().status, status, "{kind} {body}");
    }
    ann.say(b"POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n\"\xff\"").await;
    assert_eq!(ann.hear().await.expect("an answer").failure(), "bad_request");
}
