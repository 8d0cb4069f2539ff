//! Reactions: an emoji under a message, once for each person.

use rusqlite::Connection;
use unicode_properties::UnicodeEmoji;
use unicode_segmentation::UnicodeSegmentation;

use super::Chat;
use super::access::Member;
use super::caller::Caller;
use super::outcome::{Outcome, Step};
use super::rooms::Audience;
use crate::error::{Error, Result};
use crate::protocol::entities::Reaction;
use crate::protocol::events::{MessageReacted, React, ServerEvent};
use crate::protocol::ids::UserId;
use crate::store::writer::next_rev;
use crate::store::{messages, reactions};

/// Bytes of one emoji: families and flags are long.
const EMOJI: usize = 32;

/// Different emoji under one message.
const EACH: usize = 20;

impl Chat {
    /// Puts an emoji under a message, or takes the caller's own away. What is so already succeeds and tells nobody.
    /// Answers all reactions to the message.
    pub fn react(&self, caller: &Caller, react: React, there: bool, answer: impl FnOnce(Result<Vec<Reaction>>) + Send + 'static) {
        let user = caller.user;
        match check(&react.emoji).and_then(|()| self.rates().send.take(user)) {
            Ok(()) => self.write(move |connection| change(connection, user, &react, there), answer),
            Err(error) => answer(Err(error)),
        }
    }
}

fn change(connection: &Connection, user: UserId, react: &React, there: bool) -> Result<Outcome<Vec<Reaction>>> {
    let (member, place) = Member::of_message(connection, react.message_id, user)?;
    if place.deleted {
        return Err(Error::conflict("A deleted message takes no reactions."));
    }
    let before = reactions::of(connection, place.row)?;
    let known = before.iter().find(|reaction| reaction.emoji == react.emoji);
    if known.is_some_and(|reaction| reaction.users.contains(&user)) == there {
        return Ok(Outcome::quiet(before));
    }
    if there && known.is_none() && before.len() >= EACH {
        return Err(Error::conflict(format!("A message takes {EACH} different reactions; choose one of those.")));
    }
    let rev = next_rev(connection)?;
    if there {
        reactions::insert(connection, place.row, &react.emoji, user, rev)?;
    } else {
        reactions::delete(connection, place.row, &react.emoji, user)?;
    }
    messages::touch(connection, place.row, rev)?;
    let now = reactions::of(connection, place.row)?;
    let conversation_id = member.conversation();
    let event = MessageReacted { message_id: react.message_id, conversation_id, reactions: now.clone(), rev };
    Ok(Outcome::new(now, vec![Step::Rev(rev), Step::Tell(Audience::Room(conversation_id), ServerEvent::MessageReacted(event))]))
}

fn check(emoji: &str) -> Result<()> {
    if emoji.len() > EMOJI || !is_emoji(emoji) {
        return Err(Error::bad_request("A reaction is one emoji.").field("emoji"));
    }
    Ok(())
}

/// One picture, however many code points it takes; digits only as keycaps.
fn is_emoji(text: &str) -> bool {
    let is_one = text.graphemes(true).count() == 1;
    let shows = |letter: char| letter == '\u{20e3}' || (letter.is_emoji_char() && !letter.is_ascii());
    is_one && text.chars().any(shows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reaction_is_one_emoji() {
        for good in ["👍", "👍🏽", "❤", "❤️", "👩‍👩‍👧", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☺️"]
        {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            " ",
            "x",
            "12345",
            "7",
            "!!",
            "привет",
            "上海",
            "‹",
            "👍👍",
            "👍 ",
            "\u{200b}",
            "\u{202e}",
            "\u{fffd}",
            "\u{fe0f}",
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }
}
