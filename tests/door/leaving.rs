//! How the server closes.

use super::*;

const WAIT: &str = "GET /api/wait HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[tokio::test]
async fn what_was_begun_is_finished_and_the_idle_are_sent_home() {
    let house = House::open(Rules::default()).await;
    let (mut ann, mut bob, mut carol) = (house.visitor().await, house.visitor().await, house.visitor().await);
    assert_eq!(bob.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.status, 200);
    ann.say(WAIT).await;
    house.state.entered.notified().await;
    house.close.send(()).expect("it listens");
    assert!(bob.hear().await.is_none(), "Bob was idle");
    assert!(carol.hear().await.is_none(), "Carol had not begun");
    assert!(TcpStream::connect(house.address).await.is_err(), "nobody new comes in");
    house.state.release.notify_one();
    let answer = ann.hear().await.expect("Ann is answered");
    assert_eq!((answer.status, answer.json()), (200, json!("waited")));
    assert!(ann.hear().await.is_none(), "and then leaves too");
    house.served.await.expect("no panic");
}

#[tokio::test]
async fn nobody_can_keep_the_server_from_closing() {
    let timeouts = Timeouts { drain: SHORT, ..Rules::default().timeouts };
    let house = House::open(Rules { timeouts, ..Rules::default() }).await;
    let mut mallory = house.visitor().await;
    mallory.say(WAIT).await;
    house.state.entered.notified().await;
    house.close.send(()).expect("it listens");
    tokio::time::timeout(GUARD, house.served).await.expect("in time").expect("no panic");
    assert!(mallory.hear().await.is_none());
}
