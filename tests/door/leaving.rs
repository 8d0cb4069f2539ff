//! How the server closes.

use super::*;

const WAIT: &str = "GET /api/wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
const GREET: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const POLL: &str = "GET /socket.io/poll HTTP/1.1\r\nHost: localhost\r\n\r\n";

impl House {
    async fn is_idle(&self) {
        tokio::time::timeout(GUARD, self.closing.idle()).await.expect("something is still at work");
    }

    async fn ends(self) {
        self.closing.advance(Stage::Over);
        tokio::time::timeout(GUARD, self.served).await.expect("in time").expect("no panic");
    }
}

#[tokio::test]
async fn what_was_begun_is_finished_and_the_idle_are_sent_home() {
    let house = House::open(Rules::default()).await;
    let (mut ann, mut bob, mut carol) = (house.visitor().await, house.visitor().await, house.visitor().await);
    assert_eq!(bob.ask(GREET).await.status, 200);
    ann.say(WAIT).await;
    house.somebody_waits().await;
    house.leave();
    assert!(bob.hear().await.is_none(), "Bob was idle");
    let late = house.ask(GREET).await;
    assert_eq!((late.status, late.failure().as_str()), (503, "unavailable"), "nothing new is begun");
    assert!(tokio::time::timeout(SHORT, house.closing.idle()).await.is_err(), "Ann is waited for");
    house.state.release.notify_one();
    let answer = ann.hear().await.expect("Ann is answered");
    assert_eq!((answer.status, answer.json()), (200, json!("waited")));
    assert!(ann.hear().await.is_none(), "and then leaves too");
    house.is_idle().await;
    assert_eq!(carol.ask(GREET).await.header("connection"), Some("close"), "Carol was there in time, for one answer");
    assert!(carol.hear().await.is_none());
    house.ends().await;
}

#[tokio::test]
async fn who_comes_late_for_news_is_answered_and_for_nothing_else() {
    let house = House::open(Rules::default()).await;
    house.leave();
    let (mut ann, mut bob) = (house.visitor().await, house.visitor().await);
    ann.say(POLL).await;
    house.somebody_waits().await;
    house.is_idle().await;
    house.state.release.notify_one();
    assert_eq!(ann.hear().await.expect("news").body, b"news");
    let refused = bob.ask(GREET).await.guarded();
    assert_eq!((refused.status, refused.failure().as_str(), refused.header("connection")), (503, "unavailable", Some("close")));
    assert!(bob.hear().await.is_none());
    house.ends().await;
    assert!(ann.hear().await.is_none(), "and nothing more comes");
}

#[tokio::test]
async fn half_a_body_is_heard_out() {
    let house = House::open(Rules::default()).await;
    let mut ann = house.visitor().await;
    // The server asks for the body: the request is on its way by now.
    ann.say("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n").await;
    assert_eq!(ann.hear().await.expect("asked").status, 100);
    ann.say("\"he").await;
    house.leave();
    assert_eq!(house.ask(GREET).await.status, 503);
    ann.say("llo\"").await;
    let answer = ann.hear().await.expect("Ann is answered").guarded();
    assert_eq!((answer.status, answer.json(), answer.header("connection")), (201, json!("hello"), Some("close")));
    house.is_idle().await;
}

#[tokio::test]
async fn who_waits_for_news_is_not_waited_for_and_hears_the_last_of_it() {
    let house = House::open(Rules::default()).await;
    let mut ann = house.visitor().await;
    ann.say(POLL).await;
    house.somebody_waits().await;
    house.leave();
    house.is_idle().await;
    house.state.release.notify_one();
    assert_eq!(ann.hear().await.expect("news").body, b"news");
    ann.say(POLL).await;
    house.somebody_waits().await;
    house.state.release.notify_one();
    assert_eq!(ann.hear().await.expect("more news, on the same connection").body, b"news");
    let last = ann.ask("GET /api/peer HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert_eq!((last.status, last.header("connection")), (200, Some("close")), "anything else is the last");
    assert!(ann.hear().await.is_none());
    house.ends().await;
}

#[tokio::test]
async fn nobody_can_keep_the_server_from_closing() {
    let house = House::open(Rules::default()).await;
    let mut waiting = Vec::new();
    for asked in [WAIT, POLL] {
        let mut mallory = house.visitor().await;
        mallory.say(asked).await;
        house.somebody_waits().await;
        waiting.push(mallory);
    }
    let mut slow = house.visitor().await;
    slow.say("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n").await;
    assert_eq!(slow.hear().await.expect("asked").status, 100);
    waiting.push(slow);
    let mut begun = house.visitor().await;
    begun.say("GET / HTTP/1.1\r\nHost: loc").await;
    // Whoever has an answer came after that connection was accepted.
    assert_eq!(house.ask(GREET).await.status, 200);
    house.leave();
    house.closing.advance(Stage::Over);
    for mallory in &mut waiting {
        let answer = mallory.hear().await.expect("a refusal").guarded();
        assert_eq!((answer.status, answer.failure().as_str()), (503, "unavailable"));
        assert!(mallory.hear().await.is_none());
    }
    tokio::time::timeout(GUARD, house.served).await.expect("in time").expect("no panic");
    assert!(begun.hear().await.is_none());
}
