//! `openapi.json`, generated from the routes and the types that cross the wire. `PARLOR_BLESS=1 cargo test openapi` writes it anew.

mod operation;
mod operations;

use serde_json::{Map, Value, json};

use super::route::Route;
use super::routes;
use crate::error::{Code, Failure};
use crate::protocol::machines::WebhookCall;
use crate::protocol::schema::{self, Schemas};

/// All codes, with what each means whatever was asked.
pub(super) const FAILURES: [(Code, &str); 13] = [
    (Code::BadRequest, "Something in the request is missing or of the wrong kind; `field` names it where it is one input."),
    (Code::Unauthorized, "The token is missing, malformed, over or revoked."),
    (Code::Forbidden, "Seen, but not allowed; or a page of a foreign origin asks."),
    (Code::NotFound, "Not there, or not the caller's to see: one answer for both."),
    (Code::MethodNotAllowed, "The path takes other methods; the header Allow names them."),
    (Code::Timeout, "The body did not arrive in time."),
    (Code::Conflict, "What there is already stands against it."),
    (Code::PayloadTooLarge, "The body, a text or a file is larger than the limit."),
    (Code::UnsupportedMediaType, "The body is of a kind that is not taken here."),
    (Code::Misdirected, "The server does not go by this name."),
    (Code::RateLimited, "Too often; `retryAfter` says how many seconds to wait."),
    (Code::Internal, "Our fault; the log has the details."),
    (Code::Unavailable, "The server cannot do it now; nothing was changed."),
];

fn name(code: Code) -> String {
    format!("{code:?}")
}

fn render() -> String {
    let mut schemas = Schemas::new();
    let failure = schemas.outgoing(schema::of::<Failure>);
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations::all() {
        let path = paths.entry(operation.address()).or_insert_with(|| json!({}));
        path[operation.method.to_lowercase()] = operation.describe(&mut schemas);
    }
    let responses: Map<String, Value> = FAILURES
        .iter()
        .map(|(code, meaning)| {
            let mut response = json!({ "description": meaning, "content": { "application/json": { "schema": failure } } });
            if *code == Code::RateLimited {
                response["headers"] = json!({ "Retry-After": { "description": "Seconds", "schema": { "type": "integer" } } });
            }
            (name(*code), response)
        })
        .collect();
    let told = json!({
        "summary": "What a webhook's receiver is sent, until it has answered 2xx or a day has passed",
        "operationId": "webhookMessage",
        "tags": ["webhooks"],
        "parameters": [
            {
                "name": "Parlor-Signature", "in": "header", "required": true, "schema": { "type": "string" },
                "description": "`t=SECONDS,v1=HEX`: the HMAC-SHA256 of `SECONDS.BODY` under the webhook's secret.",
            },
            {
                "name": "Parlor-Delivery", "in": "header", "required": true, "schema": { "type": "string" },
                "description": "The same whenever the same is sent again.",
            },
        ],
        "requestBody": {
            "required": true, "content": { "application/json": { "schema": schemas.outgoing(schema::of::<WebhookCall>) } },
        },
        "responses": {
            "2XX": {
                "description": "Heard. With `text`, the bot replies.",
                "content": { "application/json": { "schema": { "type": "object", "properties": { "text": { "type": "string" } } } } },
            },
            "410": { "description": "The receiver wants no more: the webhook is disabled." },
        },
    });
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Parlor",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The HTTP side of a Parlor server. What happens while a client is connected comes over Socket.IO: see asyncapi.json.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "webhooks": { "message": { "post": told } },
        "components": {
            "schemas": schemas.definitions(),
            "responses": responses,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "The token of `POST /api/auth/login`, or that of a bot." },
                "file": { "type": "apiKey", "in": "query", "name": "token", "description": "The token of `POST /api/files/token`." },
                "metrics": { "type": "http", "scheme": "bearer", "description": "The option `metrics_token`." },
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&document).expect("JSON");
    text.push('\n');
    text
}

fn key(method: &str, path: &str) -> String {
    format!("{method} {path}")
}

#[test]
fn every_route_is_described_once_and_nothing_else_is() {
    let mut described: Vec<String> = operations::all().iter().map(|operation| key(operation.method, operation.path)).collect();
    let mut routed: Vec<String> =
        routes::routes().iter().map(|route: &Route<_>| key(route.method.as_str(), route.path)).collect();
    described.sort();
    routed.sort();
    assert_eq!(described, routed);
}

#[test]
fn openapi_is_in_step_with_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/http/openapi.json");
    let fresh = render();
    if std::env::var_os("PARLOR_BLESS").is_some() {
        std::fs::write(path, &fresh).expect("src is writable");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == fresh, "src/http/openapi.json has drifted: run PARLOR_BLESS=1 cargo test openapi");
}
