//! Pages of a small house: nothing is lost at their edges, and none is too large.

use rusqlite::Connection;

use super::page::weigh;
use super::*;
use crate::protocol::entities::{AccountRole, ConversationKind, MessageKind, Role};
use crate::protocol::events::Draft;
use crate::protocol::ids::{ConversationId, MessageId};
use crate::protocol::time::Moment;
use crate::store::conversations::{self, NewConversation};
use crate::store::editions::SCHEMA;
use crate::store::messages::NewMessage;
use crate::store::reads::Marking;
use crate::store::users::{self, NewUser};
use crate::store::words;
use crate::store::writer::next_rev;

struct House(Connection);

impl House {
    fn open() -> Self {
        let connection = Connection::open_in_memory().expect("memory");
        connection.execute_batch(SCHEMA).expect("the schema");
        words::prepare(&connection).expect("the words of a writer");
        House(connection)
    }

    fn rev(&self) -> i64 {
        next_rev(&self.0).expect("a number")
    }

    fn person(&self, name: &str) -> UserId {
        let id = UserId::mint();
        let (username, display_name, password) = (name.to_owned(), name.to_owned(), String::new());
        let new = NewUser { id, username, display_name, password, role: AccountRole::Member };
        users::insert(&self.0, &new, Moment::now(), self.rev()).expect("a person");
        id
    }

    fn group(&self, members: &[UserId]) -> ConversationId {
        let (id, rev) = (ConversationId::mint(), self.rev());
        let new =
            NewConversation { id, kind: ConversationKind::Group, name: Some("Boat"), topic: None, pair: None, retention: None };
        conversations::insert(&self.0, &new, Moment::now(), rev).expect("a group");
        for user in members {
            conversations::add(&self.0, id, *user, Role::Member, Moment::now(), rev).expect("a member");
        }
        id
    }

    fn say(&self, conversation: ConversationId, sender: UserId, content: &str) -> i64 {
        let draft = Draft {
            content: content.to_owned(),
            kind: MessageKind::Text,
            file_url: None,
            file_name: None,
            client_id: None,
            reply_to: None,
        };
        let new = NewMessage { id: MessageId::mint(), conversation, sender, draft: &draft, file: None };
        messages::insert(&self.0, &new, Moment::now(), self.rev()).expect("a message")
    }

    fn read(&self, conversation: ConversationId, reader: UserId, seqs: impl Iterator<Item = i64>) {
        let mut marking = Marking::new(conversation, reader, Moment::now());
        for seq in seqs {
            marking.mark(&self.0, (seq, seq)).expect("a mark");
        }
    }

    fn pages(&self, user: UserId, since: i64, limit: usize) -> Vec<Synced> {
        let mut pages = Vec::new();
        let mut from = since;
        loop {
            let page = page(&self.0, user, from, limit).expect("a page");
            let more = page.more;
            assert!(page.rev > from || !more, "a page that leads nowhere");
            from = page.rev;
            pages.push(page);
            if !more {
                return pages;
            }
        }
    }
}

/// Ann and Bo, and a group in which both talk and read; Ann left another one.
fn busy() -> (House, UserId, ConversationId) {
    let house = House::open();
    let (ann, bo) = (house.person("ann"), house.person("bo"));
    let (group, other) = (house.group(&[ann, bo]), house.group(&[ann, bo]));
    for number in 0..40 {
        house.say(group, if number % 3 == 0 { ann } else { bo }, "words");
        house.say(other, bo, "elsewhere");
        if number % 10 == 9 {
            house.read(group, ann, (1..=number).step_by(2));
            house.read(group, bo, (1..=number).step_by(3));
        }
    }
    conversations::remove(&house.0, other, ann, house.rev()).expect("a departure");
    house.say(other, bo, "behind her back");
    (house, ann, group)
}

#[test]
fn pages_of_any_size_tell_the_same_and_split_no_number() {
    let (house, ann, group) = busy();
    let told = |limit| {
        let pages = house.pages(ann, 0, limit);
        let messages: Vec<_> = pages.iter().flat_map(|page| &page.changes.messages).map(|message| message.seq).collect();
        let users = pages.iter().flat_map(|page| &page.changes.users).count();
        let removed: Vec<_> = pages.iter().flat_map(|page| page.changes.removed.clone()).collect();
        let mut reads: Vec<_> = pages
            .iter()
            .flat_map(|page| &page.changes.reads)
            .flat_map(|reads| reads.ranges.iter().map(|range| (reads.user, range.from_seq, range.to_seq)))
            .collect();
        reads.sort_unstable();
        (messages, users, removed, reads, pages.last().expect("a page").rev)
    };
    let whole = told(10_000);
    assert_eq!(whole.0, (1..=40).collect::<Vec<_>>());
    assert_eq!((whole.1, whole.2.len()), (2, 1), "nothing of the group that she left, but that she left it");
    assert_eq!(whole.3.len(), 20 + 13);
    for limit in 1..60 {
        assert_eq!(told(limit), whole, "{limit} changes in a page");
    }
    let pages = house.pages(ann, 0, 1);
    let named = pages.iter().position(|page| page.changes.conversations.iter().any(|view| view.id == group));
    let spoken = pages.iter().position(|page| !page.changes.messages.is_empty());
    assert!(named.is_some() && named <= spoken, "messages of a conversation that nobody told of");
}

#[test]
fn a_conversation_that_is_known_comes_once_after_all_that_changed_in_it() {
    let (house, ann, group) = busy();
    let since = rev(&house.0).expect("a number");
    let cy = house.person("cy");
    for _ in 0..30 {
        house.say(group, cy, "more");
    }
    let pages = house.pages(ann, since, 4);
    let with_view: Vec<_> = pages.iter().map(|page| page.changes.conversations.len()).collect();
    assert_eq!(with_view, [vec![0; pages.len() - 1], vec![1]].concat());
    let view = &pages.last().expect("a page").changes.conversations[0];
    assert_eq!((view.unread_count, view.last_message.as_ref().map(|message| message.seq)), (26 + 30, Some(70)));
}

#[test]
fn a_page_is_never_so_large_that_a_socket_would_not_take_it() {
    let house = House::open();
    let (ann, bo) = (house.person("ann"), house.person("bo"));
    let group = house.group(&[ann, bo]);
    // In JSON each of these takes six bytes.
    let long = "\u{1}".repeat(5120);
    (0..100).for_each(|_| assert!(house.say(group, bo, &long) > 0));
    let pages = house.pages(ann, 0, PAGE_MAX as usize);
    let sizes: Vec<_> = pages.iter().map(|page| weigh(page).expect("JSON")).collect();
    assert!(sizes.iter().all(|size| *size < BYTES + BYTES / 8), "{sizes:?}");
    assert!(sizes.len() < 20, "{sizes:?}");
    assert_eq!(pages.iter().map(|page| page.changes.messages.len()).sum::<usize>(), 100);
}

#[test]
fn marks_that_would_fill_many_pages_take_many_numbers() {
    let house = House::open();
    let (ann, bo) = (house.person("ann"), house.person("bo"));
    let group = house.group(&[ann, bo]);
    (0..3000).for_each(|_| assert!(house.say(group, bo, "words") > 0));
    let since = rev(&house.0).expect("a number");
    house.read(group, ann, (1..=3000).step_by(2));
    let pages = house.pages(ann, since, 1);
    let counts: Vec<usize> = pages.iter().map(|page| page.changes.reads.iter().map(|reads| reads.ranges.len()).sum()).collect();
    assert_eq!(counts, [500, 500, 500]);
}

#[test]
fn retention_is_told_with_the_conversation() {
    let (house, ann, group) = busy();
    let since = rev(&house.0).expect("a number");
    let moved = "UPDATE conversations SET first_seq = 7, purged_rev = ?2, rev = ?2 WHERE id = ?1";
    house.0.execute(moved, (group, house.rev())).expect("retention");
    let page = page(&house.0, ann, since, 10).expect("a page");
    let purged: Vec<_> = page.changes.purged.iter().map(|purged| (purged.conversation_id, purged.before_seq)).collect();
    assert_eq!(purged, [(group, 7)]);
    assert_eq!(page.changes.conversations.iter().map(|view| view.first_seq).collect::<Vec<_>>(), [7]);
}
