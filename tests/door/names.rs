//! Whom the door lets in, and what it tells everybody.

use super::*;

const APP: &str = "https://app.example:8443";

async fn house() -> House {
    House::open(Rules { public_url: "https://chat.example", allowed_origin: APP, ..Rules::default() }).await
}

#[tokio::test]
async fn a_page_that_had_its_name_point_here_gets_nothing_wherever_it_knocks() {
    let house = house().await;
    for path in ["/", "/api/peer", "/socket.io/echo", "/healthz"] {
        for method in ["GET", "POST", "OPTIONS"] {
            let request =
                format!("{method} {path} HTTP/1.1\r\nHost: evil.example:3000\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n");
            let mut mallory = house.visitor().await;
            mallory.say(request).await;
            let answer = mallory.hear().await.expect("an answer").guarded();
            assert_eq!((answer.status, answer.failure().as_str()), (421, "misdirected"), "{method} {path}");
            assert!(answer.json()["message"].as_str().expect("text").contains("public_url = \"http://evil.example:3000\""));
        }
        let nameless = house.ask(&format!("GET {path} HTTP/1.1\r\n\r\n")).await.guarded();
        assert_eq!((nameless.status, nameless.failure().as_str()), (400, "bad_request"));
        let foreign = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nOrigin: http://evil.example\r\n\r\n", house.address);
        let foreign = house.ask(&foreign).await.guarded();
        assert_eq!((foreign.status, foreign.failure().as_str()), (403, "forbidden"), "{path}");
        assert_eq!(foreign.header("access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn its_own_pages_may_and_so_may_who_is_no_browser() {
    let house = house().await;
    let own = house.address.to_string();
    for (host, origin) in [
        (own.as_str(), format!("Origin: http://{own}\r\n")),
        (own.as_str(), String::new()),
        ("parlor.local", "Origin: http://parlor.local\r\n".into()),
        ("chat.example", "Origin: https://chat.example\r\n".into()),
        ("localhost", "Origin: https://chat.example\r\n".into()),
    ] {
        let answer = house.ask(&format!("GET /api/peer HTTP/1.1\r\nHost: {host}\r\n{origin}\r\n")).await.guarded();
        assert_eq!((answer.status, answer.json()), (200, json!("127.0.0.1")), "{origin} at {host}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "no CORS for its own");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let old = house.ask("GET /api/peer HTTP/1.0\r\n\r\n").await;
    assert_eq!(old.status, 200, "HTTP/1.0 names no host, and is no browser");
}

#[tokio::test]
async fn an_allowed_page_is_answered_and_may_read() {
    let house = house().await;
    let own = house.address;
    let asked = format!(
        "OPTIONS /api/echo HTTP/1.1\r\nHost: {own}\r\nOrigin: {APP}\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: authorization\r\n\r\n"
    );
    let preflight = house.ask(&asked).await.guarded();
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some(APP)));
    assert!(preflight.header("access-control-allow-headers").is_some_and(|names| names.contains("authorization")));
    for path in ["/api/peer", "/api/nothing", "/socket.io/bug"] {
        let answer = house.ask(&format!("GET {path} HTTP/1.1\r\nHost: {own}\r\nOrigin: {APP}\r\n\r\n")).await.guarded();
        assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), (Some(APP), Some("origin")), "{path}");
    }
    let asset = house.ask(&format!("GET / HTTP/1.1\r\nHost: {own}\r\nOrigin: {APP}\r\n\r\n")).await.guarded();
    assert_eq!((asset.status, asset.header("access-control-allow-origin")), (200, None));
    let other = asked.replace(APP, "https://app.example");
    assert_eq!(house.ask(&other).await.guarded().status, 403, "another port is another origin");
}

#[tokio::test]
async fn an_upgraded_connection_is_the_socket_itself() {
    let house = house().await;
    let mut ann = house.visitor().await;
    let asked =
        format!("GET /socket.io/echo HTTP/1.1\r\nHost: {}\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n", house.address);
    assert_eq!(ann.ask(&asked).await.guarded().status, 101);
    ann.say([41]).await;
    assert!(ann.more().await);
    assert_eq!(ann.read, [42]);
}
