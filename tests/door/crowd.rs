//! Many at once, and those who break things.

use std::process::Command;

use super::*;

const PEER: &str = "GET /api/peer HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[tokio::test]
async fn requests_that_come_together_are_answered_in_order() {
    let house = House::open(Rules::default()).await;
    let mut ann = house.visitor().await;
    let count = 40;
    ann.say(
        (0..count)
            .map(|number| format!("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{:2}", number))
            .collect::<String>(),
    )
    .await;
    for number in 0..count {
        assert_eq!(ann.hear().await.expect("an answer").json(), json!(number));
    }
    assert_eq!(ann.ask(PEER).await.status, 200, "and the connection is still good");
}

#[tokio::test]
async fn a_panic_is_one_failed_request() {
    let house = House::open(Rules::default()).await;
    let mut mallory = house.visitor().await;
    for path in ["/api/bug", "/socket.io/bug", "/api/bug"] {
        let answer = mallory.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await.guarded();
        assert_eq!((answer.status, answer.failure().as_str()), (500, "internal"), "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("purpose"), "what broke is nobody's business");
    }
    assert_eq!(mallory.ask(PEER).await.status, 200, "on the same connection");
    assert_eq!(house.ask(PEER).await.status, 200, "and on others");
}

#[tokio::test]
async fn a_full_house_says_so_and_lets_in_the_next_when_somebody_leaves() {
    let house = House::open(Rules { seats: Seats::new(2, 2), ..Rules::default() }).await;
    let (mut ann, mut bob) = (house.visitor().await, house.visitor().await);
    assert_eq!((ann.ask(PEER).await.status, bob.ask(PEER).await.status), (200, 200));
    let mut carol = house.visitor().await;
    let answer = carol.ask(PEER).await.guarded();
    assert_eq!((answer.status, answer.failure().as_str()), (429, "rate_limited"));
    assert_eq!(answer.header("retry-after"), Some(answer.json()["retryAfter"].to_string().as_str()));
    assert!(carol.hear().await.is_none(), "told once, and shown out");
    assert_eq!(ann.ask(PEER).await.status, 200, "those inside notice nothing");
    drop(bob);
    let let_in = async { while house.ask(PEER).await.status != 200 {} };
    tokio::time::timeout(GUARD, let_in).await.expect("Bob's seat is free");
}

#[tokio::test]
async fn an_upgraded_connection_keeps_its_seat() {
    let house = House::open(Rules { seats: Seats::new(1, 1), ..Rules::default() }).await;
    let mut ann = house.visitor().await;
    let asked = "GET /socket.io/echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n";
    assert_eq!(ann.ask(asked).await.status, 101);
    assert_eq!(house.ask(PEER).await.status, 429, "Ann is still there");
    ann.say([1]).await;
    let let_in = async { while house.ask(PEER).await.status != 200 {} };
    tokio::time::timeout(GUARD, let_in).await.expect("Ann is gone");
}

#[test]
fn a_shortage_of_descriptors_passes() {
    let this = std::env::current_exe().expect("known");
    let mut child = Command::new("sh");
    child.args(["-c", "ulimit -n 48 && exec \"$0\" --ignored --exact door::crowd::in_a_small_process"]).arg(this);
    let output = child.output().expect("run");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[tokio::test]
#[ignore = "needs a process of its own: a_shortage_of_descriptors_passes starts it"]
async fn in_a_small_process() {
    let house = House::open(Rules::default()).await;
    let mut ann = house.visitor().await;
    assert_eq!(ann.ask(PEER).await.status, 200);
    let mut crowd = Vec::new();
    // The last connections are made by the kernel, and wait for a descriptor on the server's side.
    while let Ok(stream) = TcpStream::connect(house.address).await {
        crowd.push(stream);
    }
    assert_eq!(ann.ask(PEER).await.status, 200, "who is inside is still served");
    crowd.truncate(crowd.len() / 2);
    assert_eq!(house.ask(PEER).await.status, 200, "and so are newcomers, once some have left");
}
