//! THE TABLE OF CONTENTS: one arm an event, in the order of the protocol document. Decode, call the house, answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Ack, Application, Event, Refusal, Socket};
use crate::chat::Chat;
use crate::chat::caller::Caller;
use crate::chat::rooms::{Listener, SeatId};
use crate::error::{Error, Result};
use crate::protocol::events::{ClientEvent, Done, EventFailure, Joined, Marked, Sent, ServerEvent};
use crate::wire::frame::Frame;
use crate::wire::socket_io;

/// Conversations that one `join_conversations` may name.
const JOINED: usize = 1000;

/// The chat, as the socket layer's application.
pub struct Events {
    chat: Arc<Chat>,
    next_seat: AtomicU64,
}

/// A person on one socket.
pub struct Seated {
    caller: Caller,
    seat: SeatId,
}

#[derive(Deserialize)]
struct Credentials {
    token: String,
}

impl Events {
    pub fn new(chat: Arc<Chat>) -> Self {
        Events { chat, next_seat: AtomicU64::new(0) }
    }

    fn admit(&self, auth: Option<&RawValue>) -> Result<Caller> {
        // What stands beside the token is nobody's business.
        let credentials = serde_json::from_str::<Credentials>(auth.map_or("null", RawValue::get));
        let token = credentials.map_err(|_| Error::unauthorized())?.token;
        let caller = self.chat.authenticate(&token)?;
        self.chat.rooms().has_place(caller.user, self.chat.settings().limits.max_connections_per_user)?;
        Ok(caller)
    }
}

impl Application for Events {
    type Connection = Seated;

    /// `connection`, with the handshake's token.
    fn connect(&self, _: &Socket, namespace: &str, auth: Option<&RawValue>) -> Result<Seated, Refusal> {
        if namespace != "/" {
            return Err(Refusal::new("Invalid namespace"));
        }
        let caller = self.admit(auth).map_err(|error| {
            let failure = error.public();
            Refusal::new(failure.message.clone()).with_data(&failure)
        })?;
        Ok(Seated { caller, seat: SeatId(self.next_seat.fetch_add(1, Ordering::Relaxed)) })
    }

    fn connected(&self, socket: &Socket, seated: &Seated) {
        self.chat.sit_down(&seated.caller, seated.seat, Arc::new(socket.clone()));
    }

    fn event(&self, socket: &Socket, seated: &Seated, event: Event<'_>, ack: Ack) {
        let (chat, caller) = (&self.chat, &seated.caller);
        let mut answer = Answer { socket: socket.clone(), ack, event: event.name.chars().take(64).collect() };
        let decoded = match ClientEvent::decode(&event.name, event.argument(0)) {
            Ok(decoded) => decoded,
            Err(error) => return answer.failure(&error),
        };
        match decoded {
            ClientEvent::JoinConversations(ids) if ids.len() > JOINED => {
                answer.failure(&Error::bad_request(format!("Join at most {JOINED} conversations at once.")))
            }
            ClientEvent::JoinConversations(ids) => answer.with(Ok(ids), |ids| Joined {
                success: true,
                joined: ids.into_iter().filter(|id| chat.rooms().is_member(*id, caller.user)).collect(),
            }),
            ClientEvent::SendMessage(send) => {
                let (conversation, draft) = send.split();
                chat.send_message(caller, conversation, draft, |sent| {
                    answer.with(sent, |message| Sent { success: true, message })
                })
            }
            ClientEvent::Typing(typing) => answer.with(chat.typing(caller, seated.seat, typing), done),
            ClientEvent::MarkRead(marks) => {
                let turn = Box::new(answer.ack.take_turn());
                chat.mark_read(caller, marks, turn, |marked| {
                    answer.with(marked, |unread_count| Marked { success: true, unread_count })
                })
            }
            ClientEvent::EditMessage(edit) => chat.edit_message(caller, edit.message_id, edit.new_content, |edited| {
                answer.with(edited, |_| Done { success: true })
            }),
            ClientEvent::DeleteMessage(delete) => {
                chat.delete_message(caller, delete.message_id, |deleted| answer.with(deleted, done))
            }
            ClientEvent::AddReaction(react) => chat.react(caller, react, true, |reacted| answer.with(reacted, |_| done(()))),
            ClientEvent::RemoveReaction(react) => chat.react(caller, react, false, |reacted| answer.with(reacted, |_| done(()))),
            ClientEvent::PinMessage(pin) => chat.pin(caller, pin.message_id, true, |pinned| answer.with(pinned, done)),
            ClientEvent::UnpinMessage(pin) => chat.pin(caller, pin.message_id, false, |pinned| answer.with(pinned, done)),
            // It reads, so it may take a while: what comes after it does not wait.
            ClientEvent::Sync(sync) => {
                let (chat, caller) = (Arc::clone(chat), caller.clone());
                tokio::spawn(async move { answer.with(chat.sync(&caller, sync).await, |synced| synced) });
            }
        }
    }

    /// `disconnect`
    fn disconnected(&self, seated: Seated) {
        self.chat.stand_up(&seated.caller, seated.seat);
    }
}

fn done((): ()) -> Done {
    Done { success: true }
}

impl Listener for Socket {
    fn hear(&self, frame: &Frame) {
        self.emit(frame);
    }

    fn dismiss(&self) {
        self.disconnect();
    }
}

/// Where an event's outcome goes: its acknowledgement, or the event `error`.
struct Answer {
    socket: Socket,
    ack: Ack,
    event: String,
}

impl Answer {
    fn with<T, R: Serialize>(self, result: Result<T>, success: impl FnOnce(T) -> R) {
        match result {
            Ok(value) => self.ack.answer(&(success(value),)),
            Err(error) => self.failure(&error),
        }
    }

    fn failure(self, error: &Error) {
        tracing::debug!(event = self.event, code = ?error.code(), %error, "refused");
        let failure = error.public();
        if self.ack.wanted() {
            return self.ack.answer(&(failure,));
        }
        let event = ServerEvent::Error(EventFailure { failure, event: Some(self.event) });
        if let Ok(frame) = socket_io::event("/", &event) {
            self.socket.emit(&frame);
        }
    }
}
