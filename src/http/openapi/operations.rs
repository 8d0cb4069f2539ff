//! Every route in words, in the order of the table of routes.

use super::operation::{Key, Operation, on};
use crate::chat::history::Page;
use crate::chat::{audit, search};
use crate::error::Code::{Conflict, NotFound, PayloadTooLarge, UnsupportedMediaType};
use crate::http::files::{Named, WithToken};
use crate::http::users::Search;
use crate::protocol::admin::*;
use crate::protocol::entities::{Conversation, Message, User};
use crate::protocol::events::{Done, Draft, Sent};
use crate::protocol::files::*;
use crate::protocol::invites::*;
use crate::protocol::machines::*;
use crate::protocol::rest::*;
use crate::protocol::sync::*;

pub fn all() -> Vec<Operation> {
    vec![
        on("GET /healthz", "Tells that the server is alive").key(Key::Nothing).gives::<Done>(200),
        on("GET /metrics", "How the server does, as Prometheus reads it; not there without a configured token")
            .key(Key::Metrics)
            .gives_bytes(200, "text/plain")
            .fails(&[NotFound]),
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
        on("POST /api/auth/reset", "Sets a new password with the code of a link that an administrator handed over, and signs in")
            .key(Key::Nothing)
            .takes::<Reset>()
            .gives::<SignedIn>(200),
        on("PUT /api/auth/password", "Changes the password and ends every other session")
            .takes::<ChangePassword>()
            .gives_nothing(204),
        on("GET /api/auth/sessions", "The devices signed in").gives::<Devices>(200),
        on("DELETE /api/auth/sessions/:id", "Signs a device out").gives_nothing(204),
        on("GET /api/users/me", "The caller's profile").gives::<User>(200).fails(&[NotFound]),
        on("PATCH /api/users/me", "Changes the caller's profile").takes::<EditProfile>().gives::<User>(200).fails(&[NotFound]),
        on(
            "PUT /api/users/me/avatar",
            "The caller's picture: the body is a png, jpeg, gif or webp; it is cut to a square of 256 pixels",
        )
        .takes_bytes()
        .gives::<User>(200)
        .fails(&[NotFound, UnsupportedMediaType]),
        on("DELETE /api/users/me/avatar", "Takes the caller's picture away").gives::<User>(200).fails(&[NotFound]),
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
        on("DELETE /api/conversations/:id", "Deletes a group or channel for real, with all that was said in it")
            .gives_nothing(204)
            .fails(&[Conflict]),
        on("PUT /api/conversations/:id/avatar", "The picture of a group or channel: the body is a png, jpeg, gif or webp")
            .takes_bytes()
            .gives::<Conversation>(200)
            .fails(&[UnsupportedMediaType]),
        on("DELETE /api/conversations/:id/avatar", "Takes the picture away").gives::<Conversation>(200),
        on("GET /api/channels", "Every channel, joined or not").gives::<Channels>(200),
        on("POST /api/conversations/:id/join", "Joins a channel").gives::<Conversation>(200),
        on("POST /api/conversations/:id/leave", "Leaves").gives_nothing(204).fails(&[Conflict]),
        on("PUT /api/conversations/:id/notifications", "Which new messages call the caller")
            .takes::<Notifications>()
            .gives::<Conversation>(200),
        on("GET /api/conversations/:id/participants", "Everybody who takes part").gives::<Participants>(200),
        on("POST /api/conversations/:id/participants", "Brings people in").takes::<AddParticipants>().gives::<Conversation>(200),
        on("DELETE /api/conversations/:id/participants/:userId", "Removes somebody, or leaves")
            .gives_nothing(204)
            .fails(&[Conflict]),
        on("PATCH /api/conversations/:id/participants/:userId", "Changes a role")
            .takes::<ChangeRole>()
            .gives::<Participants>(200)
            .fails(&[Conflict]),
        on("GET /api/conversations/:id/hooks", "The conversation's hooks, the oldest first; without their addresses").gives::<Hooks>(200),
        on("POST /api/conversations/:id/hooks", "Makes a hook: an address at which a machine speaks here; it is told this once")
            .takes::<CreateHook>()
            .gives::<NewHook>(201)
            .fails(&[Conflict]),
        on("DELETE /api/conversations/:id/hooks/:hookId", "Deletes a hook, and the bot that was made for it").gives_nothing(204),
        on(
            "POST /api/hooks/:token",
            "A machine speaks: plain text, or what Slack, Discord and ntfy take; the same X-Client-Id or Idempotency-Key again stores nothing",
        )
        .key(Key::Nothing)
        .takes_words()
        .gives::<Sent>(200)
        .fails(&[Conflict]),
        on("PUT /api/hooks/:token", "The same, for machines that put")
            .key(Key::Nothing)
            .takes_words()
            .gives::<Sent>(200)
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
        on(
            "GET /api/sync",
            "Everything that the caller may see and that changed after a rev: a page, to be asked for until there is no more",
        )
        .query::<Sync>()
        .gives::<Synced>(200)
        .fails(&[Conflict]),
        on("GET /api/search", "Finds messages among those that the caller may see, the newest first")
            .query::<search::Question>()
            .gives::<Found>(200),
        on("POST /api/files", "Keeps a file: the body is the file itself").query::<Named>().takes_bytes().gives::<FileInfo>(201),
        on("POST /api/files/token", "A token of 15 minutes that reads files and does nothing else, for addresses in a page")
            .gives::<FileToken>(200),
        on(
            "GET /api/files/:id/:name",
            "A file, to those who share a conversation that holds it, and to its uploader; whole, or one range",
        )
        .key(Key::File)
        .query::<WithToken>()
        .gives_bytes(200, "*/*")
        .gives_bytes(206, "*/*")
        .gives_nothing(304)
        .gives_nothing(416),
        on("GET /api/thumbnails/:id", "The thumbnail of a picture, at most 640 pixels wide or high")
            .key(Key::File)
            .query::<WithToken>()
            .gives_bytes(200, "image/*")
            .gives_bytes(206, "image/*")
            .gives_nothing(304)
            .gives_nothing(416),
        on(
            "GET /api/avatars/:name",
            "A picture of a person or a conversation, whose address nobody guesses and which never changes",
        )
        .key(Key::Nothing)
        .gives_bytes(200, "image/*")
        .gives_bytes(206, "image/*")
        .gives_nothing(304)
        .gives_nothing(416),
        on("GET /api/invites", "The caller's invites; administrators see everybody's").gives::<Invites>(200),
        on("POST /api/invites", "Makes an invite").takes::<CreateInvite>().gives::<Invite>(201).fails(&[NotFound]),
        on("GET /api/invites/:code", "Tells a newcomer whether an invite is good, and who invites")
            .key(Key::Nothing)
            .gives::<Invitation>(200),
        on("DELETE /api/invites/:code", "Withdraws an invite").gives_nothing(204),
        on("GET /api/invites/:code/qr.svg", "The invite's link as a picture for phones")
            .key(Key::Nothing)
            .gives_bytes(200, "image/svg+xml"),
        on("GET /api/admin/users", "Every account, bots and disabled ones too").gives::<AdminUsers>(200),
        on("PATCH /api/admin/users/:id", "Disables or enables an account, promotes, demotes or renames it")
            .takes::<EditUser>()
            .gives::<AdminUser>(200)
            .fails(&[Conflict]),
        on("POST /api/admin/users/:id/reset", "A link, good for 4 hours and once, by which somebody sets a new password")
            .gives::<ResetLink>(201)
            .fails(&[Conflict]),
        on("GET /api/admin/users/:id/sessions", "The devices of somebody").gives::<Devices>(200),
        on("DELETE /api/admin/users/:id/sessions", "Signs somebody out everywhere").gives_nothing(204),
        on("DELETE /api/admin/users/:id/sessions/:sessionId", "Signs one of somebody's devices out").gives_nothing(204),
        on("GET /api/admin/bots", "Every bot, by user name").gives::<Bots>(200),
        on("POST /api/admin/bots", "Makes a bot, or brings back the one of that name that was removed")
            .takes::<CreateBot>()
            .gives::<User>(201)
            .fails(&[Conflict]),
        on("DELETE /api/admin/bots/:id", "Removes a bot with its tokens, hooks and webhooks; what it said stays").gives_nothing(204),
        on("GET /api/admin/bots/:id/tokens", "The tokens of a bot, the newest first; without what opens the door")
            .gives::<BotTokens>(200),
        on("POST /api/admin/bots/:id/tokens", "A token that signs a bot in until it is ended; it is told this once")
            .takes::<CreateToken>()
            .gives::<NewBotToken>(201),
        on("DELETE /api/admin/bots/:id/tokens/:tokenId", "Ends a token and cuts its sockets").gives_nothing(204),
        on("GET /api/admin/webhooks", "Every webhook, the oldest first; without the secrets").gives::<Webhooks>(200),
        on("POST /api/admin/webhooks", "Has messages told to an address; the secret that signs them is told this once")
            .takes::<CreateWebhook>()
            .gives::<NewWebhook>(201)
            .fails(&[Conflict, NotFound]),
        on("PATCH /api/admin/webhooks/:id", "Changes a webhook; what waits is tried again at once").takes::<EditWebhook>().gives::<Webhook>(200),
        on("DELETE /api/admin/webhooks/:id", "Deletes a webhook, and what it had still to be told").gives_nothing(204),
        on("POST /api/admin/webhooks/:id/test", "Sends a word to the receiver now; 200 whatever came of it, the body says what")
            .gives::<WebhookTest>(200),
        on("GET /api/admin/settings", "What administrators have set").gives::<ServerSettings>(200),
        on("PATCH /api/admin/settings", "Changes some of it")
            .takes::<EditServerSettings>()
            .gives::<ServerSettings>(200)
            .fails(&[Conflict]),
        on("GET /api/admin/stats", "What the server holds and how it fares").gives::<Stats>(200),
        on("GET /api/admin/audit", "What administrators did, the newest first").query::<audit::Page>().gives::<Audit>(200),
    ]
}
