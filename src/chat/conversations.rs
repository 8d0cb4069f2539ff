//! Conversations: starting one, who takes part, and in which role.

use std::sync::Arc;

use rusqlite::Connection;

use super::Chat;
use super::access::{Admin, Member};
use super::accounts::Caller;
use super::outcome::{Audience, Outcome, Step};
use super::people;
use crate::error::{Error, Result};
use crate::protocol::entities::{Conversation, ConversationKind, Role};
use crate::protocol::events::{ConversationCreated, ConversationUpdated, ParticipantChanged, ServerEvent};
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::rest::{AddParticipants, Conversations, CreateConversation, EditConversation, Participants};
use crate::protocol::time::Moment;
use crate::store::conversations::{self as kept, NewConversation};
use crate::store::users;
use crate::store::writer::{next_rev, rev};

/// People that one call may bring in.
const AT_ONCE: usize = 1000;

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

    /// # Errors
    /// `not_found`.
    pub async fn conversation(&self, caller: &Caller, id: ConversationId) -> Result<Conversation> {
        let user = caller.user;
        self.read(move |connection| {
            let member = Member::prove(connection, id, user)?;
            kept::view(connection, member.conversation(), user)
        })
        .await
    }

    /// # Errors
    /// `not_found`.
    pub async fn participants(&self, caller: &Caller, id: ConversationId) -> Result<Participants> {
        let user = caller.user;
        self.read(move |connection| {
            let member = Member::prove(connection, id, user)?;
            Ok(Participants { participants: kept::participants(connection, member.conversation(), i64::MAX)? })
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
        match body.kind {
            ConversationKind::Direct => {
                let [other] = body.participant_ids[..] else {
                    return Err(Error::bad_request("A direct conversation is with one other person.").field("participantIds"));
                };
                if other == user {
                    return Err(Error::bad_request("A direct conversation is with somebody else.").field("participantIds"));
                }
                self.commit(move |connection| direct(connection, user, other)).await
            }
            ConversationKind::Group => {
                let name = people::name(body.name.as_deref().unwrap_or_default())?;
                let topic = topic(body.topic.as_deref())?;
                self.commit(move |connection| group(connection, user, &name, topic.as_deref(), &body.participant_ids)).await
            }
            ConversationKind::Channel => {
                Err(Error::bad_request("This server makes no channels yet; start a group instead.").field("type"))
            }
        }
    }

    /// # Errors
    /// `not_found` for outsiders, `forbidden` for those who do not look after it.
    pub async fn edit_conversation(&self, caller: &Caller, id: ConversationId, body: EditConversation) -> Result<Conversation> {
        let user = caller.user;
        let name = body.name.as_deref().map(people::name).transpose()?;
        let topic = body.topic.as_deref().map(|text| topic(Some(text))).transpose()?;
        self.commit(move |connection| {
            let admin = Admin::prove(connection, id, user)?;
            let now = kept::view(connection, id, admin.member().user())?;
            if name.is_none() && topic.is_none() {
                return Ok(Outcome::quiet(now));
            }
            let rev = next_rev(connection)?;
            let name = name.or(now.name);
            let topic = topic.unwrap_or(now.topic);
            kept::edit(connection, id, name.as_deref(), topic.as_deref(), rev)?;
            let view = kept::view(connection, id, user)?;
            let mut steps = vec![Step::Rev(rev)];
            for member in kept::participant_ids(connection, id)? {
                steps.push(updated(connection, &view, member)?);
            }
            Ok(Outcome::new(view, steps))
        })
        .await
    }

    /// Those who take part already are passed over.
    ///
    /// # Errors
    /// As for editing, and `not_found` for people who are not there.
    pub async fn add_participants(&self, caller: &Caller, id: ConversationId, body: AddParticipants) -> Result<Conversation> {
        let user = caller.user;
        if body.user_ids.len() > AT_ONCE {
            return Err(too_many("userIds"));
        }
        self.commit(move |connection| {
            Admin::prove(connection, id, user)?;
            let (view, steps) = bring_in(connection, id, &body.user_ids, user)?;
            Ok(Outcome::new(view, steps))
        })
        .await
    }

    /// Leaves, or removes somebody else. The removed hear it last; the last owner's place goes to the next in line.
    ///
    /// # Errors
    /// `not_found` for outsiders and for people who take no part, `forbidden` by role.
    pub async fn remove_participant(&self, caller: &Caller, id: ConversationId, target: UserId) -> Result<()> {
        let user = caller.user;
        self.commit(move |connection| {
            let member = Member::prove(connection, id, user)?;
            if kept::kind(connection, id)? == ConversationKind::Direct {
                return Err(Error::forbidden("A direct conversation stays between its two people."));
            }
            let role = kept::role(connection, id, target)?.ok_or_else(Error::not_found)?;
            if target != user && (member.role() < Role::Admin || role >= member.role()) {
                return Err(Error::forbidden("Only those who look after this conversation may remove others below them."));
            }
            Ok(Outcome::new((), take_out(connection, id, target, role)?))
        })
        .await
    }

    /// # Errors
    /// `forbidden` to all but owners; `conflict` where no owner would be left.
    pub async fn set_role(&self, caller: &Caller, id: ConversationId, target: UserId, role: Role) -> Result<Participants> {
        let user = caller.user;
        self.commit(move |connection| {
            let admin = Admin::prove(connection, id, user)?;
            if admin.member().role() < Role::Owner {
                return Err(Error::forbidden("Only an owner may change roles."));
            }
            let now = kept::role(connection, id, target)?.ok_or_else(Error::not_found)?;
            if now == Role::Owner && role != Role::Owner && kept::owners(connection, id)? == 1 {
                return Err(Error::conflict("Make somebody else an owner first."));
            }
            let steps = if now == role { Vec::new() } else { change_role(connection, id, target, role)? };
            let participants = kept::participants(connection, id, i64::MAX)?;
            Ok(Outcome::new(Participants { participants }, steps))
        })
        .await
    }
}

fn direct(connection: &Connection, user: UserId, other: UserId) -> Result<Outcome<(Conversation, bool)>> {
    if !users::exists(connection, other)? {
        return Err(Error::not_found().field("participantIds"));
    }
    if let Some(id) = kept::of_pair(connection, user, other)? {
        return Ok(Outcome::quiet((kept::view(connection, id, user)?, false)));
    }
    let new = NewConversation {
        id: ConversationId::mint(),
        kind: ConversationKind::Direct,
        name: None,
        topic: None,
        pair: Some((user, other)),
    };
    open(connection, &new, user, &[(user, Role::Member), (other, Role::Member)])
}

fn group(
    connection: &Connection,
    user: UserId,
    name: &str,
    topic: Option<&str>,
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
    open(connection, &NewConversation { id, kind: ConversationKind::Group, name: Some(name), topic, pair: None }, user, &members)
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
    let view = kept::view(connection, new.id, user)?;
    for (member, _) in members {
        steps.push(created(connection, &view, *member)?);
    }
    Ok(Outcome::new((view, true), steps))
}

/// Those who take part already are passed over. The conversation as `viewer` sees it then.
pub(super) fn bring_in(
    connection: &Connection,
    id: ConversationId,
    people: &[UserId],
    viewer: UserId,
) -> Result<(Conversation, Vec<Step>)> {
    let mut steps = Vec::new();
    let mut newcomers = Vec::new();
    for newcomer in people {
        let person = users::by_id(connection, *newcomer).map_err(|error| error.field("userIds"))?.person;
        let rev = next_rev(connection)?;
        if kept::add(connection, id, *newcomer, Role::Member, Moment::now(), rev)? {
            let added = ParticipantChanged { conversation_id: id, user: person, role: Role::Member, rev };
            newcomers.push(*newcomer);
            steps.push(Step::Rev(rev));
            steps.push(Step::Tell(Audience::Room(id), ServerEvent::ParticipantAdded(added)));
        }
    }
    let view = kept::view(connection, id, viewer)?;
    for newcomer in newcomers {
        steps.push(Step::Join(id, newcomer));
        steps.push(created(connection, &view, newcomer)?);
    }
    Ok((view, steps))
}

/// Somebody of that role is a participant no more.
pub(super) fn take_out(connection: &Connection, id: ConversationId, target: UserId, role: Role) -> Result<Vec<Step>> {
    let person = users::by_id(connection, target)?.person;
    let rev = next_rev(connection)?;
    kept::remove(connection, id, target, rev)?;
    let removed = ParticipantChanged { conversation_id: id, user: person, role, rev };
    let mut steps =
        vec![Step::Rev(rev), Step::Tell(Audience::Room(id), ServerEvent::ParticipantRemoved(removed)), Step::Leave(id, target)];
    if role == Role::Owner
        && kept::owners(connection, id)? == 0
        && let Some(heir) = kept::heir(connection, id)?
    {
        steps.extend(change_role(connection, id, heir, Role::Owner)?);
    }
    Ok(steps)
}

/// Told to a first participant or a newcomer, each their own view.
fn created(connection: &Connection, view: &Conversation, member: UserId) -> Result<Step> {
    let mut theirs = view.clone();
    kept::own_part(connection, &mut theirs, member)?;
    let event = ConversationCreated { conversation: Arc::new(theirs) };
    Ok(Step::Tell(Audience::Person(member), ServerEvent::ConversationCreated(event)))
}

/// Told to each participant, each their own view.
pub(super) fn updated(connection: &Connection, view: &Conversation, member: UserId) -> Result<Step> {
    let mut theirs = view.clone();
    kept::own_part(connection, &mut theirs, member)?;
    let event = ConversationUpdated { conversation: Arc::new(theirs) };
    Ok(Step::Tell(Audience::Person(member), ServerEvent::ConversationUpdated(event)))
}

/// A role changes: everybody in the room hears the participant anew.
fn change_role(connection: &Connection, id: ConversationId, user: UserId, role: Role) -> Result<Vec<Step>> {
    let rev = next_rev(connection)?;
    kept::set_role(connection, id, user, role, rev)?;
    let user = users::by_id(connection, user)?.person;
    let event = ParticipantChanged { conversation_id: id, user, role, rev };
    Ok(vec![Step::Rev(rev), Step::Tell(Audience::Room(id), ServerEvent::ParticipantAdded(event))])
}

/// An empty topic is none.
fn topic(text: Option<&str>) -> Result<Option<String>> {
    match text.map(str::trim) {
        Some(text) if text.len() > TOPIC => Err(Error::too_large(format!("A topic has at most {TOPIC} bytes.")).field("topic")),
        text => Ok(text.filter(|text| !text.is_empty()).map(str::to_owned)),
    }
}

fn too_many(field: &'static str) -> Error {
    Error::bad_request(format!("Name at most {AT_ONCE} people at once.")).field(field)
}
