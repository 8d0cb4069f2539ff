//! One route, as the document describes it.

use schemars::JsonSchema;
use serde_json::{Value, json};

use super::{FAILURES, name};
use crate::error::Code;
use crate::protocol::schema::{self, Of, Schemas, without_null};

/// What a caller has to show.
#[derive(Clone, Copy, PartialEq)]
pub enum Key {
    Nothing,
    Token,
    /// A token in the header, or a file token in the query.
    File,
    /// The configured token of those who watch.
    Metrics,
}

enum Body {
    None,
    Json(Of),
    Bytes,
    /// Text, or JSON and forms of other programs' making.
    Words,
}

enum Answer {
    Empty,
    Json(Of),
    Bytes(&'static str),
}

pub struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    summary: &'static str,
    key: Key,
    query: Option<Of>,
    body: Body,
    answers: Vec<(u16, Answer)>,
    fails: &'static [Code],
}

/// A route by method and path, for whoever has a token.
pub fn on(route: &'static str, summary: &'static str) -> Operation {
    let (method, path) = route.split_once(' ').expect("a method and a path");
    Operation { method, path, summary, key: Key::Token, query: None, body: Body::None, answers: Vec::new(), fails: &[] }
}

impl Operation {
    pub fn key(self, key: Key) -> Self {
        Operation { key, ..self }
    }

    pub fn query<T: JsonSchema>(self) -> Self {
        Operation { query: Some(schema::of::<T>), ..self }
    }

    pub fn takes<T: JsonSchema>(self) -> Self {
        Operation { body: Body::Json(schema::of::<T>), ..self }
    }

    pub fn takes_bytes(self) -> Self {
        Operation { body: Body::Bytes, ..self }
    }

    pub fn takes_words(self) -> Self {
        Operation { body: Body::Words, ..self }
    }

    pub fn gives<T: JsonSchema>(mut self, status: u16) -> Self {
        self.answers.push((status, Answer::Json(schema::of::<T>)));
        self
    }

    pub fn gives_bytes(mut self, status: u16, kind: &'static str) -> Self {
        self.answers.push((status, Answer::Bytes(kind)));
        self
    }

    pub fn gives_nothing(mut self, status: u16) -> Self {
        self.answers.push((status, Answer::Empty));
        self
    }

    /// Beyond what any call may fail with.
    pub fn fails(self, fails: &'static [Code]) -> Self {
        Operation { fails, ..self }
    }

    /// The path as OpenAPI writes it.
    pub fn address(&self) -> String {
        let part = |part: &str| part.strip_prefix(':').map_or(part.to_owned(), |name| format!("{{{name}}}"));
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    pub fn describe(&self, schemas: &mut Schemas) -> Value {
        let mut parameters: Vec<Value> = (self.path.split('/').filter_map(|part| part.strip_prefix(':')))
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } }))
            .collect();
        if let Some(query) = self.query {
            parameters.extend(self.query_parameters(schemas, query));
        }
        let mut responses = serde_json::Map::new();
        for (status, answer) in &self.answers {
            let described = match answer {
                Answer::Empty => json!({ "description": "Done." }),
                Answer::Json(of) => {
                    json!({ "description": "Done.", "content": { "application/json": { "schema": schemas.outgoing(*of) } } })
                }
                Answer::Bytes(kind) => json!({ "description": "Done.", "content": { *kind: {} } }),
            };
            responses.insert(status.to_string(), described);
        }
        for (code, _) in FAILURES.iter().filter(|(code, _)| self.may_fail_with(*code)) {
            responses.insert(code.status().to_string(), json!({ "$ref": format!("#/components/responses/{}", name(*code)) }));
        }
        let mut described = json!({
            "summary": self.summary,
            "operationId": self.id(),
            "tags": [self.tag()],
            "parameters": parameters,
            "responses": responses,
            "security": match self.key {
                Key::Nothing => json!([]),
                Key::Token => json!([{ "token": [] }]),
                Key::File => json!([{ "token": [] }, { "file": [] }]),
                Key::Metrics => json!([{ "metrics": [] }]),
            },
        });
        match self.body {
            Body::None => {}
            Body::Json(of) => {
                described["requestBody"] =
                    json!({ "required": true, "content": { "application/json": { "schema": schemas.incoming(of) } } });
            }
            Body::Bytes => described["requestBody"] = json!({ "required": true, "content": { "application/octet-stream": {} } }),
            Body::Words => {
                let words = "The words are in `text`, `content`, `message` or `body`.";
                let form = json!({ "type": "object", "properties": { "payload": { "type": "string", "description": "JSON" } } });
                described["requestBody"] = json!({ "required": true, "content": {
                    "text/plain": { "schema": { "type": "string" } },
                    "application/json": { "schema": { "type": "object", "description": words } },
                    "application/x-www-form-urlencoded": { "schema": form },
                } });
            }
        }
        described
    }

    fn query_parameters(&self, schemas: &mut Schemas, query: Of) -> Vec<Value> {
        // A query is no type of its own to a reader: its fields are.
        let schema = schemas.incoming_inline(query);
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        let parameter = |(name, mut schema): (String, Value)| {
            let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            let mut parameter = json!({ "name": name, "in": "query", "required": required.contains(&json!(name)), "schema": without_null(schema) });
            if let Some(description) = description {
                parameter["description"] = description;
            }
            parameter
        };
        properties.into_iter().map(parameter).collect()
    }

    fn may_fail_with(&self, code: Code) -> bool {
        let by_itself = match code {
            Code::BadRequest | Code::Forbidden | Code::Misdirected | Code::RateLimited | Code::Internal | Code::Unavailable => {
                true
            }
            Code::MethodNotAllowed => false,
            Code::Unauthorized => self.key != Key::Nothing,
            Code::Timeout | Code::PayloadTooLarge => !matches!(self.body, Body::None),
            Code::UnsupportedMediaType => matches!(self.body, Body::Json(_) | Body::Words),
            Code::NotFound => self.path.contains(':'),
            Code::Conflict => false,
        };
        by_itself || self.fails.contains(&code)
    }

    /// The noun that it is about; what is about none is about the server.
    fn tag(&self) -> &str {
        let noun = self.path.split('/').find(|part| !part.is_empty() && *part != "api").unwrap_or_default();
        if noun.contains('.') || ["info", "setup", "healthz", "metrics"].contains(&noun) { "server" } else { noun }
    }

    /// As in `getUsersById`.
    fn id(&self) -> String {
        let mut id = self.method.to_lowercase();
        for part in self.path.split(['/', '.']).filter(|part| !part.is_empty() && *part != "api") {
            let (by, part) = part.strip_prefix(':').map_or(("", part), |part| ("By", part));
            let mut letters = part.chars();
            id.push_str(by);
            id.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
            id.push_str(letters.as_str());
        }
        id
    }
}
