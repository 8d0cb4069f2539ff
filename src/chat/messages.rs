//! Sending, editing, deleting.

use rusqlite::Connection;

use super::Chat;
use super::access::{Author, Member};
use super::caller::Caller;
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use super::{files, mentions, people};
use crate::error::{Error, Result};
use crate::protocol::entities::{Message, MessageKind};
use crate::protocol::events::{Draft, MessageDeleted, MessageEdited, ReceiveMessage, ServerEvent};
use crate::protocol::ids::{ConversationId, MessageId, UserId};
use crate::protocol::time::Moment;
use crate::store::deliveries;
use crate::store::files as kept_files;
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
        match (check(&draft).and_then(|()| self.rates().send.take(user)), draft.client_id) {
            (Ok(()), client_id) => {
                let draft = Draft { client_id, ..draft };
                self.write(move |connection| send(connection, user, conversation, draft), answer);
            }
            // What is stored already costs nobody anything.
            (Err(error), Some(client_id)) => self.write(
                move |connection| {
                    Member::prove(connection, conversation, user)?;
                    sent(connection, user, conversation, &client_id)?.map(Outcome::quiet).ok_or(error)
                },
                answer,
            ),
            (Err(error), None) => answer(Err(error)),
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
        match check_length(&content, "newContent").and_then(|()| self.rates().change.take(user)) {
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

/// What was sent under that id before.
///
/// # Errors
/// `conflict` where that was said in another conversation.
fn sent(connection: &Connection, user: UserId, conversation: ConversationId, client_id: &str) -> Result<Option<Message>> {
    let first = messages::by_client_id(connection, user, client_id)?;
    if first.as_ref().is_some_and(|first| first.conversation_id != conversation) {
        return Err(Error::conflict("This clientId was used for a message in another conversation.").field("clientId"));
    }
    Ok(first)
}

pub(super) fn send(
    connection: &Connection,
    user: UserId,
    conversation: ConversationId,
    mut draft: Draft,
) -> Result<Outcome<Message>> {
    let member = Member::prove(connection, conversation, user)?;
    if let Some(client_id) = &draft.client_id
        && let Some(first) = sent(connection, user, conversation, client_id)?
    {
        return Ok(Outcome::quiet(first));
    }
    if let Some(original) = draft.reply_to {
        let stands = messages::place(connection, original)?.is_some_and(|place| place.conversation == conversation);
        stands.then_some(()).ok_or_else(|| Error::not_found().field("replyTo"))?;
    }
    if let Some(name) = &mut draft.file_name {
        name.retain(|letter| !people::is_hidden(letter));
    }
    let file = files::attach(connection, user, &mut draft)?;
    let (id, rev) = (MessageId::mint(), next_rev(connection)?);
    let new = NewMessage { id, conversation: member.conversation(), sender: member.user(), draft: &draft, file };
    let now = Moment::now();
    let seq = messages::insert(connection, &new, now, rev)?;
    let called = mentions::note(connection, &member, seq, &draft.content)?;
    let concerns_webhooks = deliveries::note(connection, conversation, (id, seq), user, now)?;
    let message = Message { mentions: called, ..messages::fresh(connection, id)? };
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
    check_words(&content, author.place().linked, "newContent")?;
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
    let (deleted_at, rev) = (Moment::now(), next_rev(connection)?);
    let file = kept_files::of_message(connection, author.place().row)?;
    messages::delete(connection, author.message(), author.place(), deleted_at, rev)?;
    let conversation_id = author.member().conversation();
    let event = MessageDeleted { message_id: message, conversation_id, deleted_at, rev };
    let mut steps = vec![Step::Rev(rev), Step::Tell(Audience::Room(conversation_id), ServerEvent::MessageDeleted(event))];
    if let Some(file) = file {
        steps.extend(files::release(connection, file)?);
    }
    Ok(Outcome::new((), steps))
}

pub(super) fn check(draft: &Draft) -> Result<()> {
    check_length(&draft.content, "content")?;
    check_words(&draft.content, draft.file_url.is_some(), "content")?;
    if draft.kind != MessageKind::Text && draft.file_url.is_none() {
        return Err(Error::bad_request("An image or a file needs its address.").field("fileUrl"));
    }
    if let Some(url) = &draft.file_url {
        let known = url.starts_with("https://") || url.starts_with("http://") || files::of_address(url).is_some();
        if !known || url.len() > FILE_FIELD || url.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
            let message = "The file's address must be that of a file which you uploaded here, or an http or https link.";
            return Err(Error::bad_request(message).field("fileUrl"));
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

fn check_length(content: &str, field: &'static str) -> Result<()> {
    if content.len() > CONTENT {
        let message = format!("A message has at most {CONTENT} bytes; send it in parts.");
        return Err(Error::too_large(message).field(field));
    }
    Ok(())
}

/// A file may go without words.
fn check_words(content: &str, linked: bool, field: &'static str) -> Result<()> {
    if !linked && content.chars().all(char::is_whitespace) {
        return Err(Error::bad_request("A message needs something other than white space.").field(field));
    }
    Ok(())
}
