//! Whatever a client sends ends as the protocol says, and nobody else notices.

use tokio::io::AsyncWriteExt;

use super::guest::{Guest, Heard, dial, text};
use super::host::{Host, config};
use super::http::Poller;

/// Nested deeper than anything that recurses could follow.
fn deep() -> String {
    format!(r#"42["noise",{}{}]"#, "[".repeat(30_000), "]".repeat(30_000))
}

/// Messages after which the transport is closed.
fn fatal() -> Vec<String> {
    let lines = [
        // Engine.IO.
        "",
        "7",
        "abc",
        "é",
        "\u{0}",
        "2",
        "2probe",
        // Socket.IO.
        "4",
        "47",
        "4abc",
        "4é",
        "42{}",
        "42[]",
        "42[{}]",
        "42[null]",
        "42null",
        r#"42["connect"]"#,
        r#"42["disconnect"]"#,
        r#"42["noise""#,
        r#"42["noise"]]"#,
        r#"42abc["noise"]"#,
        r#"42-1["noise"]"#,
        r#"4299999999999999999999["noise"]"#,
        "40",
        "40[]",
        "40null",
        "40{",
        "41{}",
        "43{}",
        r#"44{"message":"no"}"#,
        r#"45["noise"]"#,
        r#"45x-["noise"]"#,
        r#"4511-["noise"]"#,
        r#"45-1-["noise"]"#,
        r#"451.0-["noise"]"#,
        // A namespace that it is not in.
        r#"42/custom,["noise"]"#,
        "41/custom",
        "43/custom,1[]",
    ];
    lines.into_iter().map(str::to_owned).chain([deep()[..20_000].to_owned()]).collect()
}

/// Messages that change nothing.
fn harmless() -> Vec<String> {
    let lines = [
        "0",
        "0{}",
        "3",
        "3",
        "3anything",
        "5",
        "6",
        "42",
        "431[]",
        "43",
        "467-1[]",
        "42[1]",
        r#"42["noise",]"#,
        r#"420["noise"]"#,
        r#"42["noise",{"__proto__":1}]"#,
        r#"42["noise","\ud800"]"#,
        r#"42["noise",1e999]"#,
        r#"450-["noise"]"#,
        r#"42["a\"b"]"#,
    ];
    let lines = lines.into_iter().filter(|line| !["467-1[]", r#"42["noise",]"#].contains(line));
    lines.map(str::to_owned).chain([deep()]).collect()
}

#[tokio::test]
async fn a_malformed_message_on_a_websocket_closes_that_transport_alone() {
    let host = Host::open(config()).await;
    let mut bystander = Guest::enter(host.address).await;
    for line in fatal() {
        let mut guest = Guest::enter(host.address).await;
        guest.say(&line).await;
        assert_eq!(guest.hear().await, Heard::Closed(Some(1005)), "{line:.60?}");
    }
    bystander.is_undisturbed().await;
}

#[tokio::test]
async fn what_the_protocol_lets_pass_on_a_websocket_changes_nothing() {
    let host = Host::open(config()).await;
    let mut guest = Guest::enter(host.address).await;
    for line in harmless() {
        guest.say(&line).await;
        guest.is_undisturbed().await;
    }
}

#[tokio::test]
async fn a_malformed_message_by_polling_closes_that_transport_alone() {
    let host = Host::open(config()).await;
    let mut bystander = Guest::enter(host.address).await;
    for line in fatal() {
        let poller = Poller::enter(host.address).await;
        let answer = poller.post(&line).await;
        if line.starts_with('4') {
            // The packet is whole, what it carries is not: the session ends in good order.
            assert_eq!(answer.status, 200, "{line:.60?}");
            assert_eq!(poller.hear().await, ["1"], "{line:.60?}");
        } else {
            assert!(answer.status == 400 || line.starts_with('2'), "{line:.60?}");
        }
        poller.is_gone().await;
    }
    bystander.is_undisturbed().await;
}

#[tokio::test]
async fn what_the_protocol_lets_pass_by_polling_changes_nothing() {
    let host = Host::open(config()).await;
    let poller = Poller::enter(host.address).await;
    for line in harmless() {
        assert_eq!(poller.post(&line).await.status, 200, "{line:.60?}");
        poller.post(r#"427["echo",1]"#).await;
        assert_eq!(poller.hear().await, ["437[1]"], "{line:.60?}");
    }
}

#[tokio::test]
async fn a_polling_payload_is_read_up_to_what_is_wrong_in_it() {
    let host = Host::open(config()).await;
    for wrong in ["\u{1e}", "42[\"noise\"]\u{1e}", "\u{1e}42[\"noise\"]", "42[\"noise\"]\u{1e}x", "b!", "bA", "bAQ"] {
        let poller = Poller::enter(host.address).await;
        let answer = poller.post(wrong).await;
        assert_eq!(answer.status, if wrong == "bAQ" { 200 } else { 400 }, "{wrong:?}");
        if wrong == "bAQ" {
            assert_eq!(poller.hear().await, ["1"], "an attachment of nothing");
        }
        poller.is_gone().await;
    }
    let poller = Poller::enter(host.address).await;
    let answer = super::http::request(host.address, "POST", &poller.target(), "", b"4\xff\xfe").await;
    assert_eq!(answer.status, 400, "no UTF-8");
    poller.is_gone().await;
}

#[tokio::test]
async fn frames_against_the_rules_of_websocket_get_the_code_that_says_so() {
    let host = Host::open(config()).await;
    let mut bystander = Guest::enter(host.address).await;
    let masked = |first: u8, payload: &[u8]| {
        let mut frame = vec![first, 0x80 | payload.len() as u8, 0, 0, 0, 0];
        frame.extend_from_slice(payload);
        frame
    };
    let mut huge = vec![0x81, 0xff];
    huge.extend_from_slice(&u64::MAX.to_be_bytes());
    huge.extend_from_slice(&[0; 4]);
    for (what, bytes, code) in [
        ("unmasked", b"\x81\x013".to_vec(), 1002),
        ("a reserved bit", masked(0xC1, b"3"), 1002),
        ("an unknown type", masked(0x83, b"3"), 1002),
        ("an unknown control frame", masked(0x8B, b"3"), 1002),
        ("a ping in pieces", masked(0x09, b"3"), 1002),
        ("a continuation of nothing", masked(0x80, b"3"), 1002),
        ("text inside text", [masked(0x01, b"4"), masked(0x81, b"3")].concat(), 1002),
        ("no UTF-8", masked(0x81, b"4\xff\xfe"), 1007),
        ("longer than allowed", [&[0x81, 0xff][..], &65_537_u64.to_be_bytes(), &[0; 4]].concat(), 1009),
        ("longer than memory", huge, 1009),
        (
            "longer than allowed, in pieces",
            [masked(0x01, b"4"), vec![0x00, 0xfe, 0xff, 0xff, 0, 0, 0, 0], vec![b'x'; 0xffff], masked(0x80, b"x")].concat(),
            1009,
        ),
    ] {
        let mut stream = dial(host.address, "").await;
        stream.write_all(&bytes).await.expect("written");
        assert_eq!(super::guest::last_code(stream).await, Some(code), "{what}");
    }
    bystander.is_undisturbed().await;
}

#[tokio::test]
async fn ten_attachments_are_taken_and_eleven_are_not() {
    let host = Host::open(config()).await;
    let mut guest = Guest::enter(host.address).await;
    guest.say(r#"4510-9["echo","ten"]"#).await;
    for number in 0..10 {
        guest.say_binary(&[number; 3]).await;
    }
    assert_eq!(guest.hear().await, text(r#"4610-9["ten"]"#));
    for number in 0..10 {
        assert_eq!(guest.hear().await, Heard::Binary(vec![number; 3]));
    }
    guest.say(r#"4511-9["echo","eleven"]"#).await;
    assert_eq!(guest.hear().await, Heard::Closed(Some(1005)));
}

#[tokio::test]
async fn attachments_out_of_place_close_the_transport() {
    let host = Host::open(config()).await;
    let mut guest = Guest::enter(host.address).await;
    guest.say_binary(b"of nothing").await;
    assert_eq!(guest.hear().await, Heard::Closed(Some(1005)));
    let mut guest = Guest::enter(host.address).await;
    guest.say(r#"451-["echo"]"#).await;
    guest.say(r#"42["echo"]"#).await;
    assert_eq!(guest.hear().await, Heard::Closed(Some(1005)), "text instead of an attachment");
}

#[tokio::test]
async fn a_panic_in_a_handler_costs_that_client_its_transport_and_nobody_else_anything() {
    let mut host = Host::open(config()).await;
    let mut bystander = Guest::enter(host.address).await;
    let mut guest = Guest::enter(host.address).await;
    guest.say(r#"421["panic"]"#).await;
    assert_eq!(guest.hear().await, Heard::Closed(Some(1005)));
    while host.told().await != super::host::Told::Disconnected("/".into()) {}
    bystander.is_undisturbed().await;
    Guest::enter(host.address).await;
}
