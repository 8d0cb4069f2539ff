//! Who takes part in a conversation, and in which role: coming, going, and who owns it then.

use rusqlite::Connection;

use super::Chat;
use super::access::{Act, Admin, Member};
use super::caller::Caller;
use super::conversations::{AT_ONCE, added, created, too_many};
use super::erasure::{self, Gone};
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use crate::error::{Error, Result};
use crate::protocol::entities::{Conversation, ConversationKind, Person, Role};
use crate::protocol::events::{ConversationDeleted, ParticipantChanged, ServerEvent};
use crate::protocol::ids::{ConversationId, UserId};
use crate::protocol::rest::{AddParticipants, Participants};
use crate::protocol::time::Moment;
use crate::store::conversations as kept;
use crate::store::users;
use crate::store::writer::next_rev;

impl Chat {
    /// # Errors
    /// As for a member.
    pub async fn participants(&self, caller: &Caller, id: ConversationId) -> Result<Participants> {
        let user = caller.user;
        self.read(move |connection| {
            let member = Member::prove(connection, id, user)?;
            Ok(Participants { participants: kept::participants(connection, member.conversation(), i64::MAX)? })
        })
        .await
    }

    /// Those who take part already are passed over.
    ///
    /// # Errors
    /// As for bringing people in, and `not_found` for people who are not there.
    pub async fn add_participants(&self, caller: &Caller, id: ConversationId, body: AddParticipants) -> Result<Conversation> {
        let user = caller.user;
        if body.user_ids.len() > AT_ONCE {
            return Err(too_many("userIds"));
        }
        self.commit(move |connection| {
            let admin = Admin::to(Act::Bring, connection, id, user)?;
            let mut people = Vec::with_capacity(body.user_ids.len());
            for id in body.user_ids {
                people.push(users::by_id(connection, id).map_err(|error| error.field("userIds"))?.person);
            }
            let steps = bring(connection, admin.conversation(), people, Role::Member)?;
            Ok(Outcome::new(kept::view(connection, id, user)?, steps))
        })
        .await
    }

    /// Leaves, or removes somebody else. The removed hear it last; the last owner's place goes to the next in line, and a group
    /// that nobody is left in is gone for real.
    ///
    /// # Errors
    /// `not_found` for outsiders and for people who take no part, `forbidden` by role, `conflict` in General.
    pub async fn remove_participant(&self, caller: &Caller, id: ConversationId, target: UserId) -> Result<()> {
        let user = caller.user;
        let gone = self
            .commit(move |connection| {
                if target == user {
                    let member = Member::to_leave(connection, id, user)?;
                    remove(connection, member.conversation(), user)
                } else {
                    let admin = Admin::to_remove(connection, id, user, target)?;
                    remove(connection, admin.conversation(), target)
                }
            })
            .await?;
        self.after_erasing(gone);
        Ok(())
    }

    /// Ownership is handed over in two steps: an owner makes another, then steps down.
    ///
    /// # Errors
    /// `forbidden` to all but owners; `conflict` where no owner would be left.
    pub async fn set_role(&self, caller: &Caller, id: ConversationId, target: UserId, role: Role) -> Result<Participants> {
        let user = caller.user;
        self.commit(move |connection| {
            let admin = Admin::to(Act::Roles, connection, id, user)?;
            let now = kept::role(connection, admin.conversation(), target)?.ok_or_else(Error::not_found)?;
            if now == Role::Owner && role != Role::Owner && !kept::has_owner_besides(connection, id, target)? {
                return Err(Error::conflict("Make somebody else an owner first."));
            }
            let steps = if now == role { Vec::new() } else { change_role(connection, id, target, role)? };
            let participants = kept::participants(connection, id, i64::MAX)?;
            Ok(Outcome::new(Participants { participants }, steps))
        })
        .await
    }
}

/// Brings people in: each gets the conversation, then everybody in it hears of them. Who takes part already is passed over.
pub(super) fn bring(connection: &Connection, id: ConversationId, people: Vec<Person>, role: Role) -> Result<Vec<Step>> {
    let (mut steps, mut newcomers) = (Vec::new(), Vec::new());
    for person in people {
        if kept::role(connection, id, person.id)?.is_none() {
            let rev = next_rev(connection)?;
            kept::add(connection, id, person.id, role, Moment::now(), rev)?;
            steps.extend([Step::Rev(rev), Step::Join(id, person.id)]);
            newcomers.push((person.id, added(connection, id, person.id, rev)?));
        }
    }
    if newcomers.is_empty() {
        return Ok(steps);
    }
    let whole = kept::whole(connection, id)?;
    for (newcomer, _) in &newcomers {
        steps.push(created(connection, &whole, *newcomer)?);
    }
    steps.extend(newcomers.into_iter().map(|(_, told)| told));
    Ok(steps)
}

/// A group that nobody is left in is gone for real. Bots are nobody, unless one of them owns it.
pub(super) fn remove(connection: &Connection, id: ConversationId, target: UserId) -> Result<Outcome<Gone>> {
    let participant = kept::participant(connection, id, target)?;
    let role = participant.role;
    let rev = next_rev(connection)?;
    kept::remove(connection, id, target, rev)?;
    let participant_count = kept::count(connection, id)?;
    let removed =
        ServerEvent::ParticipantRemoved(ParticipantChanged { conversation_id: id, participant, participant_count, rev });
    let mut steps = vec![
        Step::Rev(rev),
        Step::Leave(id, target),
        Step::Tell(Audience::Room(id), removed.clone()),
        Step::Tell(Audience::Person(target), removed),
    ];
    if kept::kind(connection, id)? == ConversationKind::Group && !kept::is_somebodys(connection, id)? {
        let rest = kept::participant_ids(connection, id)?;
        let rev = next_rev(connection)?;
        let begun = erasure::begin(connection, id, rev)?;
        steps.extend([Step::Rev(rev), Step::Close(id)]);
        if !rest.is_empty() {
            let event = ServerEvent::ConversationDeleted(ConversationDeleted { conversation_id: id, rev });
            steps.push(Step::Tell(Audience::People(rest), event));
        }
        steps.extend(begun.steps);
        return Ok(Outcome::new(begun.answer, steps));
    }
    if role == Role::Owner {
        steps.extend(pass_on(connection, id, target)?);
    }
    Ok(Outcome::new(Gone::default(), steps))
}

/// Where `owner` was the last who could do anything, the next in line owns the conversation too.
pub(super) fn pass_on(connection: &Connection, id: ConversationId, owner: UserId) -> Result<Vec<Step>> {
    if kept::has_owner_besides(connection, id, owner)? {
        return Ok(Vec::new());
    }
    let heir = kept::heir(connection, id, owner)?;
    heir.map_or(Ok(Vec::new()), |heir| change_role(connection, id, heir, Role::Owner))
}

/// A role changes: everybody in the room hears the participant anew.
fn change_role(connection: &Connection, id: ConversationId, user: UserId, role: Role) -> Result<Vec<Step>> {
    let rev = next_rev(connection)?;
    kept::set_role(connection, id, user, role, rev)?;
    Ok(vec![Step::Rev(rev), added(connection, id, user, rev)?])
}
