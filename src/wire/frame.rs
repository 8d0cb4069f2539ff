//! A frame: one packet, encoded once for all who get it, whatever their transport.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;

/// The longest header of an unmasked WebSocket frame.
const HEADER_MAX: usize = 10;

/// A complete, unmasked WebSocket frame that holds one Engine.IO packet. Cloning it copies nothing.
///
/// WebSockets get it as it is; polling takes what stands behind the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    /// The Engine.IO message `text`.
    pub fn text(text: &str) -> Self {
        Frame::packet(&["4", text])
    }

    /// The Engine.IO message `data`.
    pub fn binary(data: &[u8]) -> Self {
        let mut bytes = room(data.len());
        bytes.extend_from_slice(data);
        close_up(bytes, BINARY)
    }

    /// An Engine.IO packet of any type, from its text in pieces.
    pub fn packet(pieces: &[&str]) -> Self {
        let mut bytes = room(pieces.iter().map(|piece| piece.len()).sum());
        pieces.iter().for_each(|piece| bytes.extend_from_slice(piece.as_bytes()));
        close_up(bytes, TEXT)
    }

    /// An Engine.IO packet that `write` serialises straight into place.
    pub(super) fn written<E>(write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<Self, E> {
        let mut bytes = room(256);
        write(&mut bytes)?;
        Ok(close_up(bytes, TEXT))
    }

    /// WebSocket's own goodbye; polling never sees one.
    pub fn goodbye(code: Option<u16>) -> Self {
        match code {
            None => Frame(Bytes::from_static(&[CLOSE, 0])),
            Some(code) => {
                let [high, low] = code.to_be_bytes();
                Frame(Bytes::copy_from_slice(&[CLOSE, 2, high, low]))
            }
        }
    }

    /// Bytes that are whole WebSocket frames already.
    pub fn whole(bytes: Vec<u8>) -> Self {
        Frame(bytes.into())
    }

    /// Bytes on a WebSocket.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a WebSocket gets.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The packet alone: a text packet as it is, a binary one raw.
    pub fn payload(&self) -> &[u8] {
        let header = match self.0.get(1) {
            Some(127) => 10,
            Some(126) => 4,
            _ => 2,
        };
        self.0.get(header..).unwrap_or_default()
    }

    /// Nobody else holds these bytes.
    #[cfg(test)]
    pub fn is_unshared(&self) -> bool {
        self.0.is_unique()
    }

    pub fn is_binary(&self) -> bool {
        self.0.first() == Some(&BINARY)
    }

    /// Appends what polling carries: text as it is, binary as `b` and base64.
    pub fn write_polling(&self, out: &mut Vec<u8>) {
        if self.is_binary() {
            out.push(b'b');
            out.extend_from_slice(STANDARD.encode(self.payload()).as_bytes());
        } else {
            out.extend_from_slice(self.payload());
        }
    }
}

/// An empty payload, with room before it for the header that is known only when the payload is.
fn room(payload: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_MAX + payload);
    bytes.resize(HEADER_MAX, 0);
    bytes
}

/// Puts the header right before the payload.
fn close_up(mut bytes: Vec<u8>, opcode: u8) -> Frame {
    let length = bytes.len() - HEADER_MAX;
    let start = match length {
        0..=125 => HEADER_MAX - 2,
        126..=0xFFFF => HEADER_MAX - 4,
        _ => 0,
    };
    bytes[start] = opcode;
    match start {
        0 => {
            bytes[1] = 127;
            bytes[2..HEADER_MAX].copy_from_slice(&(length as u64).to_be_bytes());
        }
        6 => {
            bytes[start + 1] = 126;
            bytes[start + 2..HEADER_MAX].copy_from_slice(&(length as u16).to_be_bytes());
        }
        _ => bytes[start + 1] = length as u8,
    }
    Frame(Bytes::from(bytes).slice(start..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_tells_the_length_at_every_size() {
        for (length, header) in [(0, 2), (124, 2), (125, 4), (65_534, 4), (65_535, 10), (70_000, 10)] {
            let frame = Frame::text(&"x".repeat(length));
            assert_eq!(frame.len(), header + length + 1, "{length}");
            assert_eq!(frame.payload().len(), length + 1, "{length}");
            assert_eq!(frame.payload()[0], b'4');
            assert_eq!(frame.bytes()[0], TEXT);
        }
        assert_eq!(Frame::text("hello").bytes(), b"\x81\x064hello");
        assert_eq!(Frame::binary(&[1, 2]).bytes(), b"\x82\x02\x01\x02");
        assert_eq!(&Frame::binary(&[7; 300]).bytes()[..4], [0x82, 126, 1, 44]);
    }

    #[test]
    fn polling_gets_the_payload_and_binary_as_base64() {
        let mut out = Vec::new();
        Frame::text("hello").write_polling(&mut out);
        Frame::binary(&[1, 2, 3, 4]).write_polling(&mut out);
        assert_eq!(out, b"4hellobAQIDBA==");
    }
}
