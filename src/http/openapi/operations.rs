//! Every route in words, in the order of the table of routes.

use super::operation::{Key, Operation, on};
use crate::chat::history::Page;
use crate::error::Code::{Conflict, NotFound, PayloadTooLarge};
use crate::http::users::Search;
use crate::protocol::entities::{Conversation, Message, User};
use crate::protocol::events::{Done, Draft};
use crate::protocol::rest::*;

pub fn all() -> Vec<Operation> {
    vec![
        on("GET /healthz", "Tells that the server is alive").key(Key::Nothing).gives::<Done>(200),
        on("GET /api/info", "What this server is and what it allows").key(Key::Nothing).gives::<Info>(200),
        on("GET /api/openapi.json", "This document").key(Key::Nothing).gives_bytes(200, "application/json"),
        on("GET /api/asyncapi.json", "The events of the socket").key(Key::Nothing).gives_bytes(200, "application/json"),
        on("POST /api/setup", "Makes the first administrator, with the code that the server printed when it started")
            .key(Key::Nothing)
            .takes::<Setup>()
            .gives::<SignedIn>(201)
            .fails(&[Conflict]),
        on("POST /api/auth/register", "Makes an account, by the registration policy")
            .key(Key::Nothing)
            .takes::<Register>()
            .gives::<SignedIn>(201)
            .fails(&[Conflict]),
        on("POST /api/auth/login", "Signs in")
            .key(Key::Nothing)
            .takes::<Login>()
            .gives::<SignedIn>(200)
            .fails(&[crate::error::Code::Unauthorized]),
        on("POST /api/auth/logout", "Ends the session").gives_nothing(204).fails(&[NotFound]),
        on("POST /api/auth/refresh", "The next token of the same session").gives::<SignedIn>(200),
        on("PUT /api/auth/password", "Changes the password and ends every other session")
            .takes::<ChangePassword>()
            .gives_nothing(204),
        on("GET /api/auth/sessions", "The devices signed in").gives::<Devices>(200),
        on("DELETE /api/auth/sessions/:id", "Signs a device out").gives_nothing(204),
        on("GET /api/users/me", "The caller's profile").gives::<User>(200).fails(&[NotFound]),
        on("PATCH /api/users/me", "Changes the caller's profile").takes::<EditProfile>().gives::<User>(200).fails(&[NotFound]),
        on("GET /api/users", "The member directory: the first 200 whose names hold the query")
            .query::<Search>()
            .gives::<Users>(200),
        on("GET /api/users/:id", "A member").gives::<User>(200),
        on("GET /api/conversations", "The caller's conversations, newest activity first").gives::<Conversations>(200),
        on("POST /api/conversations", "Starts a conversation; 200 with the direct conversation that there is already")
            .takes::<CreateConversation>()
            .gives::<Conversation>(201)
            .gives::<Conversation>(200)
            .fails(&[NotFound, PayloadTooLarge]),
        on("GET /api/conversations/:id", "A conversation as the caller sees it").gives::<Conversation>(200),
        on("PATCH /api/conversations/:id", "Changes name or topic").takes::<EditConversation>().gives::<Conversation>(200),
        on("POST /api/conversations/:id/leave", "Leaves").gives_nothing(204),
        on("PUT /api/conversations/:id/notifications", "Which new messages call the caller")
            .takes::<Notifications>()
            .gives::<Conversation>(200),
        on("GET /api/conversations/:id/participants", "Everybody who takes part").gives::<Participants>(200),
        on("POST /api/conversations/:id/participants", "Brings people in").takes::<AddParticipants>().gives::<Conversation>(200),
        on("DELETE /api/conversations/:id/participants/:userId", "Removes somebody, or leaves").gives_nothing(204),
        on("PATCH /api/conversations/:id/participants/:userId", "Changes a role")
            .takes::<ChangeRole>()
            .gives::<Participants>(200)
            .fails(&[Conflict]),
        on(
            "GET /api/conversations/:id/messages",
            "A page of history, ascending: the newest, or before, after or around a message",
        )
        .query::<Page>()
        .gives::<History>(200),
        on("POST /api/conversations/:id/messages", "Sends a message; the same clientId again stores nothing")
            .takes::<Draft>()
            .gives::<Message>(201)
            .fails(&[Conflict]),
        on("GET /api/conversations/:id/pins", "What is pinned, the newest pin first").gives::<Pins>(200),
        on("PATCH /api/messages/:id", "Changes the words of an own message")
            .takes::<EditContent>()
            .gives::<Message>(200)
            .fails(&[Conflict]),
        on("DELETE /api/messages/:id", "Leaves a tombstone in the place of a message").gives_nothing(204),
        on("PUT /api/messages/:id/reactions/:emoji", "Reacts").gives::<Reactions>(200).fails(&[Conflict]),
        on("DELETE /api/messages/:id/reactions/:emoji", "Takes the caller's own reaction away")
            .gives::<Reactions>(200)
            .fails(&[Conflict]),
        on("PUT /api/messages/:id/pin", "Pins").gives_nothing(204).fails(&[Conflict]),
        on("DELETE /api/messages/:id/pin", "Lets a pin go").gives_nothing(204).fails(&[Conflict]),
    ]
}
