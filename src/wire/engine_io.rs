//! Engine.IO, revision 4: packets, polling payloads, the handshake and the refusals.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};
use bytes::Bytes;
use serde::Serialize;

use super::frame::Frame;

/// Between the packets of a polling payload.
pub const SEPARATOR: u8 = 0x1e;

/// Padding is optional, as in every client's decoder.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a client sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    Open,
    Close,
    Ping(&'a str),
    Pong,
    Message(Message<'a>),
    Upgrade,
    Noop,
}

/// The one packet that the level above sees.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    Text(&'a str),
    Binary(Bytes),
}

/// No Engine.IO packet: the transport is closed.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

impl<'a> Packet<'a> {
    /// Reads one text packet, as it stands in a WebSocket text frame or between separators.
    ///
    /// # Errors
    /// An unknown type, nothing at all, or base64 that is none.
    pub fn decode(text: &'a str) -> Result<Self, Malformed> {
        let kind = text.chars().next().ok_or(Malformed)?;
        let data = &text[kind.len_utf8()..];
        Ok(match kind {
            '0' => Packet::Open,
            '1' => Packet::Close,
            '2' => Packet::Ping(data),
            '3' => Packet::Pong,
            '4' => Packet::Message(Message::Text(data)),
            '5' => Packet::Upgrade,
            '6' => Packet::Noop,
            'b' => Packet::Message(Message::Binary(BASE64.decode(data).map_err(|_| Malformed)?.into())),
            _ => return Err(Malformed),
        })
    }
}

/// The packets of a polling payload, in order.
pub fn split(payload: &str) -> impl Iterator<Item = &str> {
    payload.split(SEPARATOR as char)
}

/// Appends a frame to a polling payload.
pub fn append(payload: &mut Vec<u8>, frame: &Frame) {
    if !payload.is_empty() {
        payload.push(SEPARATOR);
    }
    frame.write_polling(payload);
}

pub fn close() -> Frame {
    Frame::packet(&["1"])
}

pub fn ping() -> Frame {
    Frame::packet(&["2"])
}

pub fn probe_answer() -> Frame {
    Frame::packet(&["3probe"])
}

pub fn noop() -> Frame {
    Frame::packet(&["6"])
}

/// The first packet of a session.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Handshake<'a> {
    pub sid: &'a str,
    pub upgrades: &'a [&'a str],
    /// Milliseconds.
    pub ping_interval: u64,
    /// Milliseconds.
    pub ping_timeout: u64,
    /// Bytes.
    pub max_payload: usize,
}

impl Handshake<'_> {
    pub fn encode(&self) -> Frame {
        Frame::written(|out| {
            out.push(b'0');
            serde_json::to_writer(out, self)
        })
        .expect("numbers and strings always serialise")
    }
}

/// Why a request was refused, by the numbers that clients know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    UnknownTransport = 0,
    UnknownSession = 1,
    BadHandshakeMethod = 2,
    BadRequest = 3,
    Forbidden = 4,
    UnsupportedVersion = 5,
}

impl Refusal {
    pub fn status(self) -> u16 {
        if self == Refusal::Forbidden { 403 } else { 400 }
    }

    pub fn message(self) -> &'static str {
        match self {
            Refusal::UnknownTransport => "Transport unknown",
            Refusal::UnknownSession => "Session ID unknown",
            Refusal::BadHandshakeMethod => "Bad handshake method",
            Refusal::BadRequest => "Bad request",
            Refusal::Forbidden => "Forbidden",
            Refusal::UnsupportedVersion => "Unsupported protocol version",
        }
    }

    pub fn body(self) -> String {
        format!(r#"{{"code":{},"message":"{}"}}"#, self as u8, self.message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_packet_and_nothing_else() {
        assert_eq!(Packet::decode("2probe"), Ok(Packet::Ping("probe")));
        assert_eq!(Packet::decode("4"), Ok(Packet::Message(Message::Text(""))));
        assert_eq!(Packet::decode("4é"), Ok(Packet::Message(Message::Text("é"))));
        for padded_or_not in ["bAQIDBA==", "bAQIDBA"] {
            let binary = Bytes::from_static(&[1, 2, 3, 4]);
            assert_eq!(Packet::decode(padded_or_not), Ok(Packet::Message(Message::Binary(binary))));
        }
        for wrong in ["", "7", "abc", "é", "b!", "\u{0}"] {
            assert_eq!(Packet::decode(wrong), Err(Malformed), "{wrong:?}");
        }
    }

    #[test]
    fn payloads_split_and_join() {
        assert_eq!(split("4a\u{1e}4b\u{1e}").collect::<Vec<_>>(), ["4a", "4b", ""]);
        let mut payload = Vec::new();
        append(&mut payload, &Frame::text("hello"));
        append(&mut payload, &Frame::binary(&[1, 2, 3, 4]));
        assert_eq!(payload, b"4hello\x1ebAQIDBA==");
    }

    #[test]
    fn the_handshake_and_the_refusals_read_as_clients_know_them() {
        let open = Handshake { sid: "s", upgrades: &["websocket"], ping_interval: 1, ping_timeout: 2, max_payload: 3 }.encode();
        let json = r#"0{"sid":"s","upgrades":["websocket"],"pingInterval":1,"pingTimeout":2,"maxPayload":3}"#;
        assert_eq!(open.payload(), json.as_bytes());
        assert_eq!(Refusal::UnsupportedVersion.body(), r#"{"code":5,"message":"Unsupported protocol version"}"#);
        assert_eq!((Refusal::Forbidden.status(), Refusal::BadRequest.status()), (403, 400));
    }
}
