//! Socket.IO, revision 5: what stands inside an Engine.IO message.

use std::borrow::Cow;
use std::io::Write as _;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use super::frame::Frame;

/// More binary attachments than this in one packet are a parse error.
pub const MAX_ATTACHMENTS: usize = 10;

/// Names that no event may have, since clients use them for themselves.
const RESERVED: [&str; 6] = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// A packet from a client. JSON stays raw: checked for its syntax, but not taken apart.
#[derive(Debug)]
pub struct Packet<'a> {
    /// `/` unless another was named.
    pub namespace: &'a str,
    /// What the acknowledgement has to quote.
    pub id: Option<u64>,
    /// How many binary messages follow.
    pub attachments: usize,
    pub body: Body<'a>,
}

#[derive(Debug)]
pub enum Body<'a> {
    Connect(Option<&'a RawValue>),
    Disconnect,
    /// Nothing when the packet had no payload at all, which is lawful and means nothing.
    Event(Option<(Cow<'a, str>, Vec<&'a RawValue>)>),
    Ack,
    ConnectError,
}

/// No Socket.IO packet: the transport is closed.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

impl<'a> Packet<'a> {
    /// Reads the text of a packet, nested however deep, without recursion.
    ///
    /// # Errors
    /// Anything that the protocol answers by closing the transport.
    pub fn decode(text: &'a str) -> Result<Self, Malformed> {
        let kind = text.bytes().next().filter(|kind| (b'0'..=b'6').contains(kind)).ok_or(Malformed)?;
        let mut rest = &text[1..];
        let mut attachments = 0;
        if kind >= b'5' {
            let (count, after) = rest.split_once('-').ok_or(Malformed)?;
            attachments = digits(count).filter(|&count| count <= MAX_ATTACHMENTS as u64).ok_or(Malformed)? as usize;
            rest = after;
        }
        let mut namespace = "/";
        if rest.starts_with('/') {
            (namespace, rest) = rest.split_once(',').unwrap_or((rest, ""));
        }
        let mut id = None;
        let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        if end > 0 {
            id = Some(digits(&rest[..end]).ok_or(Malformed)?);
            rest = &rest[end..];
        }
        Ok(Packet { namespace, id, attachments, body: body(kind, rest)? })
    }
}

fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn body(kind: u8, json: &str) -> Result<Body<'_>, Malformed> {
    Ok(match kind {
        b'0' if json.is_empty() => Body::Connect(None),
        b'0' => Body::Connect(Some(object(json)?)),
        b'1' if json.is_empty() => Body::Disconnect,
        b'2' | b'5' if json.is_empty() => Body::Event(None),
        b'2' | b'5' => {
            let mut arguments = array(json)?.into_iter();
            let name = event_name(arguments.next().ok_or(Malformed)?)?;
            Body::Event(Some((name, arguments.collect())))
        }
        b'3' | b'6' => {
            if !json.is_empty() {
                array(json)?;
            }
            Body::Ack
        }
        b'4' => Body::ConnectError,
        _ => return Err(Malformed),
    })
}

fn object(json: &str) -> Result<&RawValue, Malformed> {
    let value: &RawValue = serde_json::from_str(json).map_err(|_| Malformed)?;
    value.get().starts_with('{').then_some(value).ok_or(Malformed)
}

fn array(json: &str) -> Result<Vec<&RawValue>, Malformed> {
    serde_json::from_str(json).map_err(|_| Malformed)
}

/// A string that is not reserved, or a number, as the protocol has it.
fn event_name(raw: &RawValue) -> Result<Cow<'_, str>, Malformed> {
    let text = raw.get();
    let name = match text.as_bytes().first() {
        // Half a surrogate pair is JSON, and no text: such a name stays as it was written, quotes and all.
        Some(b'"') if text.contains('\\') => serde_json::from_str(text).map_or(Cow::Borrowed(text), Cow::Owned),
        Some(b'"') => Cow::Borrowed(&text[1..text.len() - 1]),
        Some(b'-' | b'0'..=b'9') => Cow::Borrowed(text),
        _ => return Err(Malformed),
    };
    if RESERVED.contains(&&*name) { Err(Malformed) } else { Ok(name) }
}

/// An event: `arguments` serialises to an array that begins with its name.
///
/// # Errors
/// Only what serialising `arguments` says.
pub fn event(namespace: &str, arguments: &impl Serialize) -> serde_json::Result<Frame> {
    encode(Head { kind: b'2', attachments: None, namespace, id: None }, Some(arguments))
}

/// An event whose `arguments` hold placeholders for the attachments that follow it.
///
/// # Errors
/// Only what serialising `arguments` says.
pub fn binary_event(namespace: &str, arguments: &impl Serialize, attachments: &[Bytes]) -> serde_json::Result<Vec<Frame>> {
    with_attachments(Head { kind: b'5', attachments: Some(attachments.len()), namespace, id: None }, arguments, attachments)
}

/// The answer to an event: `arguments` serialises to an array.
///
/// # Errors
/// Only what serialising `arguments` says.
pub fn ack(namespace: &str, id: u64, arguments: &impl Serialize) -> serde_json::Result<Frame> {
    encode(Head { kind: b'3', attachments: None, namespace, id: Some(id) }, Some(arguments))
}

/// An answer whose `arguments` hold placeholders for the attachments that follow it.
///
/// # Errors
/// Only what serialising `arguments` says.
pub fn binary_ack(namespace: &str, id: u64, arguments: &impl Serialize, attachments: &[Bytes]) -> serde_json::Result<Vec<Frame>> {
    let head = Head { kind: b'6', attachments: Some(attachments.len()), namespace, id: Some(id) };
    with_attachments(head, arguments, attachments)
}

/// The answer to CONNECT.
pub fn connect(namespace: &str, sid: &str) -> Frame {
    #[derive(Serialize)]
    struct Connected<'a> {
        sid: &'a str,
    }
    encode(Head { kind: b'0', attachments: None, namespace, id: None }, Some(&Connected { sid })).expect("a string serialises")
}

/// The refusal of CONNECT; `data` is JSON.
pub fn connect_error(namespace: &str, message: &str, data: Option<&RawValue>) -> Frame {
    #[derive(Serialize)]
    struct Refused<'a> {
        message: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<&'a RawValue>,
    }
    let head = Head { kind: b'4', attachments: None, namespace, id: None };
    encode(head, Some(&Refused { message, data })).expect("strings and raw JSON serialise")
}

pub fn disconnect(namespace: &str) -> Frame {
    encode::<()>(Head { kind: b'1', attachments: None, namespace, id: None }, None).expect("nothing to serialise")
}

/// What stands before the JSON.
struct Head<'a> {
    kind: u8,
    attachments: Option<usize>,
    namespace: &'a str,
    id: Option<u64>,
}

fn encode<T: Serialize>(head: Head<'_>, json: Option<&T>) -> serde_json::Result<Frame> {
    Frame::written(|out| {
        out.extend_from_slice(&[b'4', head.kind]);
        if let Some(count) = head.attachments {
            write!(out, "{count}-").map_err(serde_json::Error::io)?;
        }
        if head.namespace != "/" {
            out.extend_from_slice(head.namespace.as_bytes());
            out.push(b',');
        }
        if let Some(id) = head.id {
            write!(out, "{id}").map_err(serde_json::Error::io)?;
        }
        json.map_or(Ok(()), |json| serde_json::to_writer(out, json))
    })
}

fn with_attachments(head: Head<'_>, json: &impl Serialize, attachments: &[Bytes]) -> serde_json::Result<Vec<Frame>> {
    let text = encode(head, Some(json))?;
    Ok(std::iter::once(text).chain(attachments.iter().map(|data| Frame::binary(data))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(frame: &Frame) -> &str {
        std::str::from_utf8(frame.payload()).expect("text")
    }

    #[test]
    fn reads_what_the_official_parser_writes() {
        let packet = Packet::decode(r#"2/custom?a=b,17["say \"hi\"",{"a":[1]},null]"#).expect("an event");
        assert_eq!((packet.namespace, packet.id, packet.attachments), ("/custom?a=b", Some(17), 0));
        let Body::Event(Some((name, arguments))) = packet.body else { panic!("an event") };
        assert_eq!(name, r#"say "hi""#);
        assert_eq!(arguments.iter().map(|raw| raw.get()).collect::<Vec<_>>(), [r#"{"a":[1]}"#, "null"]);

        let packet = Packet::decode(r#"510-/x,["m"]"#).expect("ten attachments");
        assert_eq!((packet.namespace, packet.id, packet.attachments), ("/x", None, 10));
        assert!(matches!(Packet::decode("0").expect("connect").body, Body::Connect(None)));
        assert!(matches!(Packet::decode(r#"0/custom,{"token":"1"}"#).expect("connect").body, Body::Connect(Some(_))));
        assert_eq!(Packet::decode("0/random").expect("connect").namespace, "/random");
        assert!(matches!(Packet::decode("1/custom").expect("disconnect").body, Body::Disconnect));
        assert!(matches!(Packet::decode("312[]").expect("ack").body, Body::Ack));
        assert!(matches!(Packet::decode("2").expect("nothing").body, Body::Event(None)));
    }

    #[test]
    fn refuses_what_the_official_parser_refuses() {
        for wrong in [
            "",
            "7",
            "abc",
            "é",
            "2{}",
            "2[]",
            "2[{}]",
            "2[null]",
            r#"2["connect"]"#,
            r#"2["a""#,
            r#"2["a"]x"#,
            r#"2abc["a"]"#,
            "0[]",
            "0null",
            "0{",
            "1{}",
            "3{}",
            "5",
            r#"5["a"]"#,
            r#"511-["a"]"#,
            r#"5-1-["a"]"#,
            r#"5 1-["a"]"#,
            r#"51.5-["a"]"#,
            r#"299999999999999999999["a"]"#,
            r#"2["a",]"#,
            r#"2["\uZZZZ"]"#,
        ] {
            assert!(Packet::decode(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn hostile_nesting_is_read_without_recursion() {
        let deep = format!(r#"2["a",{}{}]"#, "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert!(Packet::decode(&deep).is_ok());
        assert!(Packet::decode(&deep[..deep.len() - 2]).is_err());
    }

    /// Half a million packets that are nearly right, from a generator with a fixed seed.
    #[test]
    fn no_text_makes_the_decoders_panic() {
        let alphabet: Vec<char> = r#"0123456-/,[]{}":\\aé u b="#.chars().collect();
        let mut seed = 7_u64;
        let mut chance = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        for _ in 0..500_000 {
            let mut text: Vec<char> = r#"52-/x,7["n",{"_placeholder":true,"num":0}]"#.chars().collect();
            for _ in 0..=chance(4) {
                let (at, with) = (chance(text.len()), alphabet[chance(alphabet.len())]);
                match chance(3) {
                    0 => text[at] = with,
                    1 => text.insert(at, with),
                    _ => drop(text.drain(at..(at + 1 + chance(9)).min(text.len()))),
                }
                if text.is_empty() {
                    break;
                }
            }
            let text: String = text.into_iter().collect();
            let _ = (Packet::decode(&text), super::super::engine_io::Packet::decode(&text));
        }
    }

    #[test]
    fn writes_what_the_official_parser_reads() {
        assert_eq!(text(&event("/", &("hello", 1)).expect("json")), r#"42["hello",1]"#);
        assert_eq!(text(&event("/custom", &["hello"]).expect("json")), r#"42/custom,["hello"]"#);
        assert_eq!(text(&ack("/", 456, &[1, 2]).expect("json")), "43456[1,2]");
        assert_eq!(text(&connect("/", "s")), r#"40{"sid":"s"}"#);
        assert_eq!(text(&connect_error("/x", "no", None)), r#"44/x,{"message":"no"}"#);
        assert_eq!(text(&disconnect("/")), "41");
        assert_eq!(text(&disconnect("/x")), "41/x,");
        let frames = binary_ack("/", 7, &[1], &[Bytes::from_static(b"a"), Bytes::from_static(b"b")]).expect("json");
        assert_eq!(text(&frames[0]), "462-7[1]");
        assert_eq!(frames[1..], [Frame::binary(b"a"), Frame::binary(b"b")]);
    }
}
