//! `web/src/protocol.ts`, generated from these types and checked for drift. `PARLOR_BLESS=1 cargo test typescript` writes it anew.

use std::fmt::Write;

use ts_rs::{Config, TS};

use super::{admin::*, entities::*, events::*, files::*, ids::*, invites::*, machines::*, rest::*, sync::*, time::Moment};
use crate::error::{Code, Failure};

fn render() -> String {
    let config = Config::new().with_large_int("number");
    let mut out = String::from("// Generated from src/protocol by `PARLOR_BLESS=1 cargo test typescript`. Do not edit.\n");
    macro_rules! types {
        ($($name:ty),+ $(,)?) => {
            $(write!(out, "\nexport {}\n", <$name as TS>::decl(&config)).expect("a string takes everything");)+
        };
    }
    types! {
        UserId, ConversationId, MessageId, FileId, SessionId, HookId, WebhookId, Moment, Code, Failure,
        Person, Presence, AccountRole, User, ConversationKind, Role, NotificationLevel, Participant, Conversation,
        MessageKind, MessageStatus, Reader, Reaction, Message,
        Joined, SendMessage, Draft, Sent, ReceiveMessage, Typing, TypingStatus, MarkRead, Marked, MessagesRead,
        EditMessage, MessageEdited, DeleteMessage, MessageDeleted, React, MessageReacted, Pin, MessagePinned, Done, UserOnline, UserOffline, PresenceState,
        ConversationCreated, ConversationUpdated, ConversationDeleted, ParticipantChanged, UserUpdated, UnreadChanged, EventFailure,
        Sync, Synced, Changes, ChangedUser, Reads, ReadRange, Purged,
        Registration, Info, Https, Limits, Setup, Register, Login, SignedIn, ChangePassword, Device, Devices, EditProfile, Users,
        Conversations, CreateConversation, EditConversation, Participants, AddParticipants, ChangeRole, History, EditContent, Pins, Notifications, Reactions,
        Channels, Reset, CreateInvite, Destination, Invite, Invites, Void, Invitation, FileInfo, FileToken,
        AdminUser, AdminUsers, EditUser, ResetLink, ServerSettings, EditServerSettings, ConversationSize, Stats, AuditEntry, Audit,
        Found, FoundMessage, Snippet,
        CreateBot, Bots, CreateToken, BotToken, NewBotToken, BotTokens, CreateHook, Hook, NewHook, Hooks,
        Trigger, CreateWebhook, EditWebhook, Webhook, NewWebhook, Webhooks, WebhookTest, WebhookCall, CalledFrom,
    }
    let emitted = client_events(&config);
    let payloads = emitted.iter().map(|(name, payload, _)| (*name, payload.clone())).collect();
    let answers = emitted.into_iter().map(|(name, _, answer)| (name, answer)).collect();
    for (interface, events) in [("ClientEvents", payloads), ("Answers", answers), ("ServerEvents", server_events(&config))] {
        write!(out, "\nexport interface {interface} {{\n").expect("a string takes everything");
        for (name, payload) in events {
            writeln!(out, "  {name}: {payload};").expect("a string takes everything");
        }
        out.push_str("}\n");
    }
    out
}

#[test]
fn typescript_is_in_step_with_the_protocol() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/web/src/protocol.ts");
    let fresh = render();
    if std::env::var_os("PARLOR_BLESS").is_some() {
        std::fs::write(path, &fresh).expect("web/src is writable");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == fresh, "web/src/protocol.ts has drifted: run PARLOR_BLESS=1 cargo test typescript");
}
