//! JSON Schemas of the types that cross the wire, for the documents that describe the doors.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

/// Makes the schema of one type, and keeps those of the types in it.
pub type Of = fn(&mut SchemaGenerator) -> Schema;

pub fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// What clients send and what they get differ: a field that may be left out is not one that may be missing.
pub struct Schemas {
    incoming: SchemaGenerator,
    outgoing: SchemaGenerator,
}

impl Schemas {
    pub fn new() -> Self {
        let settings =
            || SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
        Schemas { incoming: settings().for_deserialize().into_generator(), outgoing: settings().for_serialize().into_generator() }
    }

    pub fn incoming(&mut self, of: Of) -> Value {
        of(&mut self.incoming).to_value()
    }

    /// Spelt out, where `incoming` names it.
    pub fn incoming_inline(&mut self, of: Of) -> Value {
        let schema = self.incoming(of);
        let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
        match name.and_then(|name| self.incoming.definitions_mut().remove(&name)) {
            Some(definition) => definition,
            None => schema,
        }
    }

    pub fn outgoing(&mut self, of: Of) -> Value {
        of(&mut self.outgoing).to_value()
    }

    /// Every named type, by its name.
    pub fn definitions(mut self) -> Map<String, Value> {
        let mut all = self.outgoing.take_definitions(true);
        all.values_mut().for_each(left_out_or_there);
        for (name, schema) in self.incoming.take_definitions(true) {
            if let Some(other) = all.get(&name) {
                assert_eq!(*other, schema, "{name} is not the same on its way in and out: give it two names");
            }
            all.insert(name, schema);
        }
        all
    }
}

/// What may be left out of an answer is never null in it.
fn left_out_or_there(schema: &mut Value) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (_, property) in properties.iter_mut().filter(|(name, _)| !required.contains(&Value::from(name.as_str()))) {
        *property = without_null(property.take());
    }
}

pub fn without_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema.get_mut("type").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind != "null");
        if let [kind] = &kinds[..] {
            schema["type"] = kind.clone();
        }
    } else if let Some([only, _null]) = schema["anyOf"].as_array().map(Vec::as_slice) {
        schema = only.clone();
    }
    schema
}
