//! Conversations: starting one, what it is called, and deleting it.

use std::sync::Arc;

use rusqlite::Connection;

use super::Chat;
use super::access::{Act, Admin, Viewer};
use super::caller::Caller;
use super::erasure::{self, Gone};
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use super::{audit, people, settings};
use crate::error::{Error, Result};
use crate::protocol::entities::{Conversation, ConversationKind, Role};
use crate::protocol::events::{ConversationCreated, ConversationDeleted, ConversationUpdated, ParticipantChanged, ServerEvent};
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::rest::{Conversations, CreateConversation, EditConversation};
use crate::protocol::time::Moment;
use crate::store::conversations::{self as kept, NewConversation};
use crate::store::users;
use crate::store::writer::{next_rev, rev};

/// People that one call may bring in.
pub(super) const AT_ONCE: usize = 1000;

/// Bytes of a topic.
const TOPIC: usize = 1024;

impl Chat {
    /// # Errors
    /// `unavailable`.
    pub async fn conversations(&self, caller: &Caller) -> Result<Conversations> {
        let user = caller.user;
        self.read(move |connection| Ok(Conversations { conversations: kept::of_user(connection, user)?, rev: rev(connection)? }))
            .await
    }

    /// Of a channel that the caller has not joined, its face: no messages, nobody by name.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn conversation(&self, caller: &Caller, id: ConversationId) -> Result<Conversation> {
        let user = caller.user;
        self.read(move |connection| {
            let viewer = Viewer::prove(connection, id, user)?;
            kept::view(connection, viewer.conversation(), viewer.user())
        })
        .await
    }

    /// The conversation, and whether it is new: the same two people have one direct conversation.
    ///
    /// # Errors
    /// `bad_request` for a name or participants that will not do.
    pub async fn create_conversation(&self, caller: &Caller, body: CreateConversation) -> Result<(Conversation, bool)> {
        let user = caller.user;
        if body.participant_ids.len() > AT_ONCE {
            return Err(too_many("participantIds"));
        }
        let retention = self.server_settings().retention_days;
        match body.kind {
            ConversationKind::Direct => {
                let [other] = body.participant_ids[..] else {
                    return Err(Error::bad_request("A direct conversation is with one other person.").field("participantIds"));
                };
                if other == user {
                    return Err(Error::bad_request("A direct conversation is with somebody else.").field("participantIds"));
                }
                self.commit(move |connection| direct(connection, user, other, retention)).await
            }
            ConversationKind::Group => {
                let name = group_name(body.name.as_deref())?;
                let topic = topic(body.topic.as_deref())?;
                let invited = body.participant_ids;
                self.commit(move |connection| group(connection, user, &name, topic.as_deref(), retention, &invited)).await
            }
            ConversationKind::Channel => {
                let name = group_name(body.name.as_deref())?;
                let topic = topic(body.topic.as_deref())?;
                if !body.participant_ids.is_empty() {
                    return Err(Error::bad_request("People join a channel by themselves.").field("participantIds"));
                }
                self.commit(move |connection| channel(connection, user, &name, topic.as_deref(), retention)).await
            }
        }
    }

    /// # Errors
    /// `not_found` for outsiders, `forbidden` for those who do not look after it.
    pub async fn edit_conversation(&self, caller: &Caller, id: ConversationId, body: EditConversation) -> Result<Conversation> {
        let user = caller.user;
        self.rates().rename.take(user)?;
        let name = body.name.as_deref().map(|name| group_name(Some(name))).transpose()?;
        let topic = body.topic.as_deref().map(|text| topic(Some(text))).transpose()?;
        let retention = body.retention_days;
        retention.map_or(Ok(()), settings::check_retention)?;
        let view = self.commit(move |connection| edit(connection, user, id, name, topic, retention)).await?;
        if retention.flatten().is_some() {
            self.tidy_up_soon();
        }
        Ok(view)
    }

    /// For real: its messages and all that hangs on them. Whoever took part is told, and hears nothing more.
    ///
    /// # Errors
    /// `not_found` for outsiders, `forbidden` for those who do not own it, `conflict` for General.
    pub async fn delete_conversation(&self, caller: &Caller, id: ConversationId) -> Result<()> {
        let user = caller.user;
        let gone = self.commit(move |connection| delete(connection, user, id)).await?;
        self.after_erasing(gone);
        Ok(())
    }
}

fn edit(
    connection: &Connection,
    user: UserId,
    id: ConversationId,
    name: Option<String>,
    topic: Option<Option<String>>,
    retention: Option<Option<i64>>,
) -> Result<Outcome<Conversation>> {
    let admin = Admin::prove(connection, id, user)?;
    let mut now = kept::whole(connection, admin.conversation())?;
    let before = (now.name.clone(), now.topic.clone(), now.retention_days);
    now.name = name.or(now.name);
    now.topic = topic.unwrap_or(now.topic);
    now.retention_days = retention.unwrap_or(now.retention_days);
    if before == (now.name.clone(), now.topic.clone(), now.retention_days) {
        return Ok(Outcome::quiet(kept::view(connection, id, user)?));
    }
    if before.2 != now.retention_days {
        let admin = Admin::to(Act::Retain, connection, id, user)?;
        let detail = serde_json::json!({ "from": before.2, "to": now.retention_days });
        audit::note(connection, Some(admin.user()), "retention_changed", Some(id.to_string()), Some(detail))?;
    }
    let rev = next_rev(connection)?;
    kept::edit(connection, &now, rev)?;
    let mut steps = vec![Step::Rev(rev)];
    steps.extend(all_updated(connection, id)?);
    Ok(Outcome::new(kept::view(connection, id, user)?, steps))
}

fn delete(connection: &Connection, user: UserId, id: ConversationId) -> Result<Outcome<Gone>> {
    let admin = Admin::to_delete(connection, id, user)?;
    if admin.kind() == ConversationKind::Channel {
        let detail = serde_json::json!({ "name": kept::whole(connection, id)?.name });
        audit::note(connection, Some(admin.user()), "channel_deleted", Some(id.to_string()), Some(detail))?;
    }
    let participants = kept::participant_ids(connection, id)?;
    let rev = next_rev(connection)?;
    let begun = erasure::begin(connection, id, rev)?;
    let event = ServerEvent::ConversationDeleted(ConversationDeleted { conversation_id: id, rev });
    let mut steps = vec![Step::Rev(rev), Step::Close(id), Step::Tell(Audience::People(participants), event)];
    steps.extend(begun.steps);
    Ok(Outcome::new(begun.answer, steps))
}

fn direct(connection: &Connection, user: UserId, other: UserId, retention: Option<i64>) -> Result<Outcome<(Conversation, bool)>> {
    if let Some(id) = kept::of_pair(connection, user, other)? {
        return Ok(Outcome::quiet((kept::view(connection, id, user)?, false)));
    }
    if !users::exists(connection, other)? {
        return Err(Error::not_found().field("participantIds"));
    }
    let new = NewConversation {
        id: ConversationId::mint(),
        kind: ConversationKind::Direct,
        name: None,
        topic: None,
        pair: Some((user, other)),
        retention,
    };
    open(connection, &new, user, &[(user, Role::Member), (other, Role::Member)])
}

fn group(
    connection: &Connection,
    user: UserId,
    name: &str,
    topic: Option<&str>,
    retention: Option<i64>,
    invited: &[UserId],
) -> Result<Outcome<(Conversation, bool)>> {
    let mut members = vec![(user, Role::Owner)];
    for id in invited {
        if !users::exists(connection, *id)? {
            return Err(Error::not_found().field("participantIds"));
        }
        if members.iter().all(|(member, _)| member != id) {
            members.push((*id, Role::Member));
        }
    }
    let id = ConversationId::mint();
    let new = NewConversation { id, kind: ConversationKind::Group, name: Some(name), topic, pair: None, retention };
    open(connection, &new, user, &members)
}

fn channel(
    connection: &Connection,
    user: UserId,
    name: &str,
    topic: Option<&str>,
    retention: Option<i64>,
) -> Result<Outcome<(Conversation, bool)>> {
    let id = ConversationId::mint();
    let new = NewConversation { id, kind: ConversationKind::Channel, name: Some(name), topic, pair: None, retention };
    let mut opened = open(connection, &new, user, &[(user, Role::Owner)])?;
    opened.steps.push(Step::Open(id));
    Ok(opened)
}

fn open(
    connection: &Connection,
    new: &NewConversation<'_>,
    user: UserId,
    members: &[(UserId, Role)],
) -> Result<Outcome<(Conversation, bool)>> {
    let (now, rev) = (Moment::now(), next_rev(connection)?);
    kept::insert(connection, new, now, rev)?;
    let mut steps = vec![Step::Rev(rev)];
    for (member, role) in members {
        kept::add(connection, new.id, *member, *role, now, rev)?;
        steps.push(Step::Join(new.id, *member));
    }
    let whole = kept::whole(connection, new.id)?;
    for (member, _) in members {
        steps.push(created(connection, &whole, *member)?);
    }
    Ok(Outcome::new((theirs(connection, &whole, user)?, true), steps))
}

/// Told to a first participant or a newcomer, each their own view.
pub(super) fn created(connection: &Connection, whole: &Conversation, member: UserId) -> Result<Step> {
    let event = ConversationCreated { conversation: Arc::new(theirs(connection, whole, member)?) };
    Ok(Step::Tell(Audience::Person(member), ServerEvent::ConversationCreated(event)))
}

/// Told to each participant, each their own view.
pub(super) fn updated(connection: &Connection, whole: &Conversation, member: UserId) -> Result<Step> {
    let event = ConversationUpdated { conversation: Arc::new(theirs(connection, whole, member)?) };
    Ok(Step::Tell(Audience::Person(member), ServerEvent::ConversationUpdated(event)))
}

/// `updated`, for everybody who takes part.
pub(super) fn all_updated(connection: &Connection, id: ConversationId) -> Result<Vec<Step>> {
    let whole = kept::whole(connection, id)?;
    kept::participant_ids(connection, id)?.into_iter().map(|member| updated(connection, &whole, member)).collect()
}

fn theirs(connection: &Connection, whole: &Conversation, member: UserId) -> Result<Conversation> {
    let mut theirs = whole.clone();
    kept::own_part(connection, &mut theirs, member)?;
    Ok(theirs)
}

/// Told to the room: somebody takes part from now on, or in another role.
pub(super) fn added(connection: &Connection, id: ConversationId, user: UserId, rev: i64) -> Result<Step> {
    let (participant, participant_count) = (kept::participant(connection, id, user)?, kept::count(connection, id)?);
    let event = ParticipantChanged { conversation_id: id, participant, participant_count, rev };
    Ok(Step::Tell(Audience::Room(id), ServerEvent::ParticipantAdded(event)))
}

fn group_name(name: Option<&str>) -> Result<String> {
    people::name(name.unwrap_or_default())
}

/// An empty topic is none.
fn topic(text: Option<&str>) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    if text.len() > TOPIC {
        return Err(Error::too_large(format!("A topic has at most {TOPIC} bytes.")).field("topic"));
    }
    let shown: String = text.chars().filter(|letter| !people::is_hidden(*letter)).collect();
    Ok(Some(shown.trim().to_owned()).filter(|text| !text.is_empty()))
}

pub(super) fn too_many(field: &'static str) -> Error {
    Error::bad_request(format!("Name at most {AT_ONCE} people at once.")).field(field)
}
