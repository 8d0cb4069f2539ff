//! `Content-Disposition`: whether a file is shown or downloaded, and under which name.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use warp::http::HeaderValue;

/// What RFC 8187 lets stand as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The whole name for those who read RFC 8187, and what is plain of it for all others.
pub fn named(inline: bool, name: &str) -> HeaderValue {
    let kind = if inline { "inline" } else { "attachment" };
    // A per cent sign is decoded by some who should not.
    let odd = |letter: char| !matches!(letter, ' '..='~') || matches!(letter, '"' | '\\' | '%');
    let plain: String = name.chars().map(|letter| if odd(letter) { '_' } else { letter }).collect();
    let mut text = format!("{kind}; filename=\"{plain}\"");
    if plain != name {
        text.push_str(&format!("; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN)));
    }
    // Printable ASCII always makes a header.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_letters_arrives_whole() {
        for (name, header) in [
            ("a b.txt", r#"inline; filename="a b.txt""#),
            ("naïve.txt", r#"inline; filename="na_ve.txt"; filename*=UTF-8''na%C3%AFve.txt"#),
            ("a\"; x=\"b.txt", r#"inline; filename="a_; x=_b.txt"; filename*=UTF-8''a%22%3B%20x%3D%22b.txt"#),
            ("100%.txt", r#"inline; filename="100_.txt"; filename*=UTF-8''100%25.txt"#),
            ("上海", "inline; filename=\"__\"; filename*=UTF-8''%E4%B8%8A%E6%B5%B7"),
        ] {
            assert_eq!(named(true, name), header, "{name}");
        }
        assert_eq!(named(false, "a"), r#"attachment; filename="a""#);
    }
}
