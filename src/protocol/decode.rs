//! JSON from strangers: bounded in depth, and a wrong field is named.

use serde::de::DeserializeOwned;
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
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = at_fault(&error);
        if error.inner().is_syntax() || error.inner().is_eof() {
            return Error::bad_request("The data is not valid JSON.");
        }
        match field {
            Some(field) => Error::bad_request(format!("The field {field} is missing or not of the right kind.")).field(field),
            None => Error::bad_request("The data is not of the right kind; send an object with the documented fields."),
        }
    })?;
    deserializer.end().map_err(|_| Error::bad_request("The data is not valid JSON."))?;
    Ok(value)
}

/// For a field that tells `null` from not being there: with `default`, it is `None` where it is not named.
pub fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The path of a field of the wrong type, or the name of one that is missing.
fn at_fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Option<String> {
    let path = error.path().to_string();
    let text = error.inner().to_string();
    let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match (path.as_str(), missing) {
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
    }

    #[test]
    fn names_the_field_at_fault() {
        for (text, field) in [(r#"{"to":7}"#, Some("to")), ("{}", Some("to")), ("7", None), ("[", None)] {
            let failure = json::<Letter>(text).expect_err(text).public();
            assert_eq!(failure.field.as_deref(), field, "{text}");
        }
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
