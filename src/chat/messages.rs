//! Sending, editing, deleting.

use rusqlite::Connection;

use super::Chat;
use super::access::{Author, Member};
use super::accounts::Caller;
use super::mentions;
use super::outcome::{Audience, Outcome, Step};
use crate::error::{Error, Result};
use crate::protocol::entities::{Message, MessageKind};
use crate::protocol::events::{Draft, MessageDeleted, MessageEdited, ReceiveMessage, ServerEvent};
use crate::protocol::ids::{ConversationId, MessageId, UserId};
use crate::protocol::time::Moment;
use crate::store::deliveries;
use crate::store::messages::{self, NewMessage};
use crate::store::writer::next_rev;

/// Bytes of UTF-8 in one message.
pub const CONTENT: usize = 5120;

/// Characters of a client's own id for a message.
pub(super) const CLIENT_ID: usize = 64;

/// Bytes of a link and of a file's name.
const FILE_FIELD: usize = 2048;

impl Chat {
    /// Answers the stored message after its commit. The same `clientId` again stores nothing and answers the first one.
    pub fn send_message(
        &self,
        caller: &Caller,
        conversation: ConversationId,
        draft: Draft,
        answer: impl FnOnce(Result<Message>) + Send + 'static,
    ) {
        let user = caller.user;
        match check(&draft).and_then(|()| self.rates().send.take(user)) {
            Ok(()) => self.write(move |connection| send(connection, user, conversation, &draft), answer),
            Err(error) => answer(Err(error)),
        }
    }

    pub fn edit_message(
        &self,
        caller: &Caller,
        message: MessageId,
        content: String,
        answer: impl FnOnce(Result<Message>) + Send + 'static,
    ) {
        let user = caller.user;
        match check_content(&content, false, "newContent").and_then(|()| self.rates().change.take(user)) {
            Ok(()) => self.write(move |connection| edit(connection, user, message, content), answer),
            Err(error) => answer(Err(error)),
        }
    }

    pub fn delete_message(&self, caller: &Caller, message: MessageId, answer: impl FnOnce(Result<()>) + Send + 'static) {
        let user = caller.user;
        match self.rates().change.take(user) {
            Ok(()) => self.write(move |connection| delete(connection, user, message), answer),
            Err(error) => answer(Err(error)),
        }
    }
}

pub(super) fn send(
    connection: &Connection,
    user: UserId,
    conversation: ConversationId,
    draft: &Draft,
) -> Result<Outcome<Message>> {
    let member = Member::prove(connection, conversation, user)?;
    if let Some(client_id) = &draft.client_id
        && let Some(first) = messages::by_client_id(connection, user, client_id)?
    {
        if first.conversation_id == conversation {
            return Ok(Outcome::quiet(first));
        }
        return Err(Error::conflict("This clientId was used for a message in another conversation.").field("clientId"));
    }
    if let Some(original) = draft.reply_to {
        let stands = messages::place(connection, original)?.is_some_and(|place| place.conversation == conversation);
        stands.then_some(()).ok_or_else(|| Error::not_found().field("replyTo"))?;
    }
    let (id, rev) = (MessageId::mint(), next_rev(connection)?);
    let new = NewMessage { id, conversation: member.conversation(), sender: member.user(), draft, file: None };
    let now = Moment::now();
    let seq = messages::insert(connection, &new, now, rev)?;
    mentions::note(connection, &member, seq, &draft.content)?;
    let concerns_webhooks = deliveries::note(connection, conversation, (id, seq), user, now)?;
    let message = messages::by_id(connection, id)?.ok_or_else(|| Error::internal("a stored message is not there"))?;
    let event = ReceiveMessage { message: message.clone(), conversation_id: conversation };
    let mut steps = vec![Step::Rev(rev), Step::Tell(Audience::Room(conversation), ServerEvent::ReceiveMessage(Box::new(event)))];
    steps.extend(concerns_webhooks.then_some(Step::Deliver));
    Ok(Outcome::new(message, steps))
}

fn edit(connection: &Connection, user: UserId, message: MessageId, content: String) -> Result<Outcome<Message>> {
    let author = Author::prove(connection, message, user)?;
    if author.place().deleted {
        return Err(Error::conflict("A deleted message cannot be edited."));
    }
    let (at, rev) = (Moment::now(), next_rev(connection)?);
    messages::edit(connection, author.message(), &content, at, rev)?;
    let edited = messages::by_id(connection, message)?.ok_or_else(Error::not_found)?;
    let conversation_id = author.member().conversation();
    let event = MessageEdited { message_id: message, new_content: content, edited_at: at, conversation_id, rev };
    let steps = vec![Step::Rev(rev), Step::Tell(Audience::Room(conversation_id), ServerEvent::MessageEdited(event))];
    Ok(Outcome::new(edited, steps))
}

/// A second deletion succeeds and tells nobody.
fn delete(connection: &Connection, user: UserId, message: MessageId) -> Result<Outcome<()>> {
    let author = Author::or_admin(connection, message, user)?;
    if author.place().deleted {
        return Ok(Outcome::quiet(()));
    }
    let rev = next_rev(connection)?;
    messages::delete(connection, author.message(), author.place(), Moment::now(), rev)?;
    let conversation_id = author.member().conversation();
    let event = MessageDeleted { message_id: message, conversation_id, rev };
    Ok(Outcome::new((), vec![Step::Rev(rev), Step::Tell(Audience::Room(conversation_id), ServerEvent::MessageDeleted(event))]))
}

pub(super) fn check(draft: &Draft) -> Result<()> {
    check_content(&draft.content, draft.file_url.is_some(), "content")?;
    if draft.kind != MessageKind::Text && draft.file_url.is_none() {
        return Err(Error::bad_request("An image or a file needs its address.").field("fileUrl"));
    }
    if let Some(url) = &draft.file_url {
        let absolute = url.starts_with("https://") || url.starts_with("http://");
        if !absolute || url.len() > FILE_FIELD || url.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
            return Err(Error::bad_request("The file's address must be an http or https link.").field("fileUrl"));
        }
    }
    if draft.file_name.as_ref().is_some_and(|name| name.len() > FILE_FIELD) {
        return Err(Error::bad_request("The file's name is too long.").field("fileName"));
    }
    if draft.client_id.as_ref().is_some_and(|id| id.is_empty() || id.chars().count() > CLIENT_ID) {
        return Err(Error::bad_request(format!("A clientId has 1 to {CLIENT_ID} characters.")).field("clientId"));
    }
    Ok(())
}

fn check_content(content: &str, may_be_empty: bool, field: &'static str) -> Result<()> {
    if content.len() > CONTENT {
        let message = format!("A message has at most {CONTENT} bytes; send it in parts.");
        return Err(Error::too_large(message).field(field));
    }
    if !may_be_empty && content.chars().all(char::is_whitespace) {
        return Err(Error::bad_request("A message needs something other than white space.").field(field));
    }
    Ok(())
}
