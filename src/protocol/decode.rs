//! JSON from strangers: bounded in depth, and a wrong field is named.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};

use crate::error::{Error, Result};

/// How deep JSON from a client may nest.
pub const MAX_DEPTH: usize = 32;

/// Reads a client's JSON.
///
/// # Errors
/// `bad_request`, with the `field` at fault where there is one.
pub fn json<T: DeserializeOwned>(text: &str) -> Result<T> {
    if depth(text) > MAX_DEPTH {
        return Err(Error::bad_request(format!("The data nests deeper than {MAX_DEPTH} levels.")));
    }
    if text.trim_start().starts_with('[') && !takes_arrays::<T>() {
        return Err(wrong_kind());
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| match at_fault(&error) {
        // Half a surrogate pair and a number for a word are errors of syntax to the library, too.
        _ if serde_json::from_str::<IgnoredAny>(text).is_err() => Error::bad_request("The data is not valid JSON."),
        Some(field) => {
            Error::bad_request(format!("The field {field} is missing, there twice or not of the right kind.")).field(field)
        }
        None => wrong_kind(),
    })?;
    deserializer.end().map_err(|_| Error::bad_request("The data is not valid JSON."))?;
    Ok(value)
}

fn wrong_kind() -> Error {
    Error::bad_request("The data is not of the right kind; send an object with the documented fields.")
}

/// serde reads a struct from an array as well, field by field, which nobody means.
fn takes_arrays<T: DeserializeOwned>() -> bool {
    let reads = |text| serde_json::from_str::<T>(text).is_ok();
    let is_struct = reads("{}") && !reads("7");
    reads("[]") && !is_struct
}

/// For a field that tells `null` from not being there: with `default`, it is `None` where it is not named.
pub fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The path of a field of the wrong type, or the name of one that is missing or there twice.
fn at_fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Option<String> {
    let path = error.path().to_string();
    let text = error.inner().to_string();
    let named = ["missing field `", "duplicate field `"].iter().find_map(|start| text.strip_prefix(start)?.split('`').next());
    match (path.as_str(), named) {
        (".", Some(name)) => Some(name.to_owned()),
        (".", None) => None,
        (path, Some(name)) => Some(format!("{path}.{name}")),
        (path, None) => Some(path.to_owned()),
    }
}

/// The deepest nesting of arrays and objects, counted without recursion.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Letter {
        #[allow(dead_code)]
        to: String,
        #[allow(dead_code)]
        class: Option<Class>,
    }

    #[derive(Debug, Deserialize)]
    enum Class {
        First,
        Second,
    }

    #[test]
    fn names_the_field_at_fault() {
        for (text, field) in [
            (r#"{"to":7}"#, Some("to")),
            (r#"{"to":"\ud83d"}"#, Some("to")),
            (r#"{"to":"a","to":"b"}"#, Some("to")),
            (r#"{"to":"a","class":7}"#, Some("class")),
            (r#"{"to":"a","class":{}}"#, Some("class")),
            ("{}", Some("to")),
            ("7", None),
            ("[", None),
            (r#"["a","First"]"#, None),
            (r#"{"to":"#, None),
        ] {
            let failure = json::<Letter>(text).expect_err(text).public();
            assert_eq!(failure.field.as_deref(), field, "{text}");
        }
        assert!(json::<Vec<String>>("[]").is_ok() && json::<Vec<String>>(r#"["a"]"#).is_ok());
    }

    #[test]
    fn refuses_what_nests_too_deep_and_only_that() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(json::<serde_json::Value>(&nested(MAX_DEPTH)).is_ok());
        assert!(json::<serde_json::Value>(&nested(MAX_DEPTH + 1)).is_err());
        assert!(json::<serde_json::Value>(&nested(1_000_000)).is_err());
        assert!(json::<serde_json::Value>(&format!("{:?}", nested(99))).is_ok(), "brackets in a string do not count");
    }
}
