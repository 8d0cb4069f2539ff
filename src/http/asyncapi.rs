//! `asyncapi.json`, generated from the events of the socket. `PARLOR_BLESS=1 cargo test asyncapi` writes it anew.

use serde_json::{Map, Value, json};

use crate::error::Failure;
use crate::protocol::events::{CLIENT_SCHEMAS, SERVER_SCHEMAS};
use crate::protocol::schema::{self, Schemas};

/// What each event is for, in the order of the protocol document.
const MEANINGS: &[(&str, &str)] = &[
    (
        "join_conversations",
        "Joins the rooms of conversations; the socket is in all of them since it connected. At most 1,000 ids.",
    ),
    ("send_message", "Sends a message; acknowledged once it is on disk."),
    ("typing", "Says that the caller types or stops; ends by itself after 6 s."),
    ("mark_read", "Marks messages as read, by ids or up to one of them."),
    ("edit_message", "Changes the words of an own message."),
    ("delete_message", "Leaves a tombstone in the place of a message."),
    ("add_reaction", "Puts an emoji under a message."),
    ("remove_reaction", "Takes the caller's own emoji away."),
    ("pin_message", "Pins a message."),
    ("unpin_message", "Lets a pin go."),
    ("sync", "Asks for everything that changed after a `rev`, page by page until `more` is false."),
    ("receive_message", "Somebody sent a message, the caller included."),
    ("typing_status", "Somebody else types or stopped."),
    ("messages_read", "Somebody read messages."),
    ("message_edited", "The words of a message changed."),
    ("message_deleted", "A message became a tombstone."),
    ("message_reacted", "The reactions to a message changed."),
    ("message_pinned", "A message was pinned or let go."),
    ("user_online", "Somebody came."),
    ("user_offline", "Somebody left, and has been gone for a while."),
    ("presence_state", "Who is there; told once, right after connecting."),
    ("conversation_created", "The caller takes part in a conversation from now on."),
    ("conversation_updated", "A conversation changed, or what is the caller's own in it."),
    ("conversation_deleted", "A conversation is no more."),
    ("participant_added", "Somebody came into a conversation, or changed role."),
    ("participant_removed", "Somebody is out of a conversation; the removed hear it last."),
    ("user_updated", "A profile changed."),
    ("unread_changed", "The caller read something, on whichever device."),
    ("error", "An event that asked for no acknowledgement failed; with `Authentication` in its message: the session is over."),
];

fn meaning(event: &str) -> &'static str {
    let found = MEANINGS.iter().find(|(name, _)| *name == event);
    found.unwrap_or_else(|| panic!("{event} has no meaning: say it here")).1
}

fn at(path: &str) -> Value {
    json!({ "$ref": path })
}

fn render() -> String {
    let mut schemas = Schemas::new();
    let failure = schemas.outgoing(schema::of::<Failure>);
    let (mut messages, mut operations) = (Map::new(), Map::new());
    let mut operation = |name: &str, action: &str, reply: Option<String>| {
        let mut operation = json!({
            "action": action,
            "channel": at("#/channels/socket"),
            "summary": meaning(name),
            "messages": [at(&format!("#/channels/socket/messages/{name}"))],
        });
        if let Some(reply) = reply {
            operation["reply"] =
                json!({ "channel": at("#/channels/socket"), "messages": [at(&format!("#/channels/socket/messages/{reply}"))] });
        }
        operations.insert(name.to_owned(), operation);
    };
    for (name, payload, answer) in CLIENT_SCHEMAS {
        let reply = format!("{name}_acknowledged");
        operation(name, "receive", Some(reply.clone()));
        messages
            .insert((*name).to_owned(), json!({ "name": name, "summary": meaning(name), "payload": schemas.incoming(*payload) }));
        let payload = json!({ "oneOf": [schemas.outgoing(*answer), failure] });
        messages.insert(reply, json!({ "summary": format!("The acknowledgement of {name}."), "payload": payload }));
    }
    for (name, payload) in SERVER_SCHEMAS {
        operation(name, "send", None);
        messages
            .insert((*name).to_owned(), json!({ "name": name, "summary": meaning(name), "payload": schemas.outgoing(*payload) }));
    }
    let inside = messages.keys().map(|name| (name.clone(), at(&format!("#/components/messages/{name}")))).collect::<Map<_, _>>();
    let document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Parlor",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The events of a Parlor server: Socket.IO 5 over Engine.IO 4, at /socket.io/, namespace /. The handshake carries `auth: { token }`. \
                An event that asks for an acknowledgement gets it exactly once: what is described here, or a failure.",
        },
        "defaultContentType": "application/json",
        "channels": { "socket": { "address": "/", "title": "The namespace / of Socket.IO", "messages": inside } },
        "operations": operations,
        "components": { "messages": messages, "schemas": schemas.definitions() },
    });
    let mut text = serde_json::to_string_pretty(&document).expect("JSON");
    text.push('\n');
    text
}

#[test]
fn asyncapi_is_in_step_with_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/http/asyncapi.json");
    let fresh = render();
    if std::env::var_os("PARLOR_BLESS").is_some() {
        std::fs::write(path, &fresh).expect("src is writable");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == fresh, "src/http/asyncapi.json has drifted: run PARLOR_BLESS=1 cargo test asyncapi");
}
