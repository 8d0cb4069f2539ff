//! Encoded words (RFC 2047): how text that is not ASCII travels in a header.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The text with its encoded words read; what is none, or cannot be read, stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        match word(from) {
            Some((said, length)) => {
                // White space between two encoded words only separates them.
                if !(after_word && before.trim().is_empty()) {
                    out.push_str(before);
                }
                out.push_str(&said);
                rest = &from[length..];
                after_word = true;
            }
            None => {
                out.push_str(before);
                out.push_str("=?");
                rest = &from[2..];
                after_word = false;
            }
        }
    }
    out.push_str(rest);
    out
}

/// One encoded word at the start, and how many bytes it took.
fn word(text: &str) -> Option<(String, usize)> {
    let mut parts = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, encoding, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let (encoded, _) = rest.split_once("?=")?;
    let bytes = match encoding {
        "B" | "b" => STANDARD.decode(encoded).ok()?,
        "Q" | "q" => quoted(encoded)?,
        _ => return None,
    };
    let length = "=?".len() + charset.len() + "?".len() + encoding.len() + "?".len() + encoded.len() + "?=".len();
    let said = match charset.to_ascii_lowercase().split('*').next()? {
        "utf-8" | "us-ascii" => String::from_utf8(bytes).ok()?,
        "iso-8859-1" => bytes.into_iter().map(char::from).collect(),
        _ => return None,
    };
    Some((said, length))
}

fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'_' => b' ',
            b'=' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read_and_nothing_else_is_touched() {
        for (header, text) in [
            ("plain", "plain"),
            ("=?UTF-8?B?8J+UkSBrZXk=?=", "🔑 key"),
            ("=?utf-8?q?caf=C3=A9_au_lait?=", "café au lait"),
            ("=?ISO-8859-1?Q?caf=E9?= open", "café open"),
            ("a =?UTF-8?B?w6k=?= =?UTF-8?B?w6g=?= b", "a éè b"),
            ("=?UTF-8?B?w6k=?=, =?UTF-8?B?w6g=?=", "é, è"),
            ("=?UTF-8?B?!!!?=", "=?UTF-8?B?!!!?="),
            ("=?klingon?B?w6k=?=", "=?klingon?B?w6k=?="),
            ("=?UTF-8?X?w6k=?=", "=?UTF-8?X?w6k=?="),
            ("=?UTF-8?Q?=C3?=", "=?UTF-8?Q?=C3?="),
            ("=?UTF-8?Q?=?=", "=?UTF-8?Q?=?="),
            ("what=? a=?b", "what=? a=?b"),
            ("=?", "=?"),
        ] {
            assert_eq!(decode(header), text, "{header}");
        }
    }
}
