//! Mentions: whom `@name` and `@here` call, resolved when a message is sent.

use std::collections::HashSet;

use rusqlite::Connection;

use super::access::Member;
use super::people;
use crate::error::Result;
use crate::protocol::ids::UserId;
use crate::store::mentions;

/// Calls everybody in the conversation but bots: a program that answers to its name is not to answer to this.
pub const HERE: &str = "here";

/// Names that one message may call.
const NAMES: usize = 50;

/// Notes and answers whom the content calls: participants by their user names, never the sender.
pub(super) fn note(connection: &Connection, member: &Member, seq: i64, content: &str) -> Result<Vec<UserId>> {
    let conversation = member.conversation();
    let mut called = HashSet::new();
    for name in names(content) {
        if name == HERE {
            called.extend(mentions::people(connection, conversation)?);
            continue;
        }
        // "@ann." ends a sentence, unless somebody goes by that name.
        let mut name = name.as_str();
        loop {
            if let Some(user) = mentions::participant(connection, conversation, name)? {
                called.insert(user);
                break;
            }
            match name.strip_suffix(['.', '-', '_']) {
                Some(shorter) => name = shorter,
                None => break,
            }
        }
    }
    called.remove(&member.user());
    let mut called = Vec::from_iter(called);
    // As history lists them.
    called.sort_unstable();
    called.iter().try_for_each(|user| mentions::insert(connection, conversation, seq, *user))?;
    Ok(called)
}

/// What stands behind each `@` that begins a word, case-folded, each once.
fn names(content: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut before = None;
    for (at, letter) in content.char_indices() {
        let begins = letter == '@' && !before.is_some_and(|before: char| before.is_alphanumeric() || "@._-/".contains(before));
        before = Some(letter);
        if !begins {
            continue;
        }
        let rest = &content[at + 1..];
        let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || "._-".contains(letter))).unwrap_or(rest.len());
        let name = rest[..end.min(*people::USERNAME.end() + 8)].to_ascii_lowercase();
        if !name.is_empty() && names.len() < NAMES && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_called_where_a_word_begins() {
        for (content, called) in [
            ("@Ann, come", vec!["ann"]),
            ("(@ann) @bo.b. @ann", vec!["ann", "bo.b."]),
            ("ann@example.org @ @@ann x@y", vec![]),
            ("上海@ann", vec![]),
            ("看 @ann看", vec!["ann"]),
            ("@here @HERE", vec!["here"]),
        ] {
            assert_eq!(names(content), called, "{content}");
        }
        assert_eq!(names(&"@a1 ".repeat(3)).len(), 1);
        assert_eq!(names(&(0..99).map(|n| format!("@n{n} ")).collect::<String>()).len(), NAMES);
    }
}
