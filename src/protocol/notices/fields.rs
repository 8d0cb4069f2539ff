//! Fields of JSON that machines send, taken as text wherever they can be.

use serde_json::{Map, Value};

/// The objects in an array of that name.
pub(super) fn objects<'a>(object: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// A field that is text, or is written as such; empty where there is none.
pub(super) fn string(object: &Map<String, Value>, name: &str) -> String {
    object.get(name).map(scalar).unwrap_or_default()
}

/// Text, a number or a truth, written down; empty for anything else.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}
