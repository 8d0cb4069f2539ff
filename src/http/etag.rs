//! Tags of content, and whether a client has it already.

use warp::http::HeaderMap;
use warp::http::header::{IF_NONE_MATCH, IF_RANGE};

/// Whether `If-None-Match` names this tag, quotes included.
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let listed =
        |value: &str| value.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag);
    headers.get_all(IF_NONE_MATCH).iter().any(|value| value.to_str().is_ok_and(listed))
}

/// Whether a part may be sent: it is one of what the client has, or the client does not care. A date never is, since
/// no content of ours has one.
pub fn is_part_of(headers: &HeaderMap, etag: &str) -> bool {
    headers.get(IF_RANGE).is_none_or(|value| value.as_bytes().trim_ascii() == etag.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use warp::http::HeaderValue;

    #[test]
    fn what_a_client_has_is_compared_weakly_and_a_part_strongly() {
        let headers = |name, value| HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
        for (value, known) in
            [("\"a\"", true), ("W/\"a\"", true), ("\"b\", \"a\"", true), ("*", true), ("\"b\"", false), ("a", false), ("", false)]
        {
            assert_eq!(is_known(&headers(IF_NONE_MATCH, value), "\"a\""), known, "{value}");
        }
        assert!(!is_known(&HeaderMap::new(), "\"a\""));
        for (value, part) in
            [("\"a\"", true), ("W/\"a\"", false), ("\"b\"", false), ("Tue, 15 Nov 1994 08:12:31 GMT", false), ("", false)]
        {
            assert_eq!(is_part_of(&headers(IF_RANGE, value), "\"a\""), part, "{value}");
        }
        assert!(is_part_of(&HeaderMap::new(), "\"a\""));
    }
}
