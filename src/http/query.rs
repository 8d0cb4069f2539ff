//! Query strings, decoded into types; a wrong value is named.

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Unknown keys are ignored.
///
/// # Errors
/// `bad_request`, with the `field` at fault.
pub fn decode<T: DeserializeOwned>(query: &str) -> Result<T> {
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let path = error.path().to_string();
        let text = error.inner().to_string();
        // A key that is missing or there twice has no path; its name stands between backticks.
        let field = if path == "." { text.split('`').nth(1).unwrap_or_default() } else { path.as_str() };
        Error::bad_request(format!("The parameter {field} is missing, there twice, or not of the right kind.")).field(field)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Page {
        query: String,
        limit: Option<u32>,
    }

    #[test]
    fn a_query_is_typed_and_what_nobody_knows_is_ignored() {
        let page = |query: &str, limit| Page { query: query.into(), limit };
        assert_eq!(decode::<Page>("query=a%20b+c&limit=7&_=1").expect("good"), page("a b c", Some(7)));
        assert_eq!(decode::<Page>("limit=7&query=").expect("good"), page("", Some(7)));
        assert_eq!(decode::<Page>("query=%E4%B8%8A").expect("good"), page("上", None));
    }

    #[test]
    fn the_parameter_at_fault_is_named() {
        for (query, field) in [
            ("", "query"),
            ("query=a&limit=x", "limit"),
            ("query=a&limit=-1", "limit"),
            ("query=a&limit=", "limit"),
            ("query=a&query=b", "query"),
        ] {
            let failure = decode::<Page>(query).expect_err(query).public();
            assert_eq!(failure.field.as_deref(), Some(field), "{query}");
        }
    }
}
