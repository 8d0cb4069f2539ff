//! Fills an empty data directory with a house that has lived for years, the same one for the same seed:
//! `cargo run --release --example fill DIRECTORY [MESSAGES] [SEED]`. Everybody's password is `a lamp in the window`.

mod speech;

use std::collections::HashMap;
use std::path::Path;

use parlor::auth::passwords::hash_here;
use parlor::error::{Error, Result};
use parlor::protocol::entities::{AccountRole, ConversationKind, MessageKind, Role};
use parlor::protocol::events::Draft;
use parlor::protocol::ids::{ConversationId, MessageId, UserId};
use parlor::protocol::time::Moment;
use parlor::store::conversations::{self, NewConversation};
use parlor::store::messages::{self, NewMessage};
use parlor::store::reads::Marking;
use parlor::store::users::{self, NewUser};
use parlor::store::{Store, mentions, reactions, sql, words, writer};
use rusqlite::Connection;

use crate::speech::{Dice, Tongue, Vocabulary};

const PASSWORD: &str = "a lamp in the window";

/// With those who have a part to play.
const PEOPLE: usize = 1000;

/// 2022-01-01, and three years, in milliseconds.
const BEGIN: i64 = 1_640_995_200_000;
const YEARS: i64 = 94_694_400_000;

/// Messages that share a COMMIT.
const BATCH: usize = 20_000;

const EMOJI: &[&str] = &["👍", "❤️", "😂", "🎉", "👀"];

struct Room {
    id: ConversationId,
    members: Vec<UserId>,
    /// Its share of all messages.
    weight: f64,
    tongue: Tongue,
    said: i64,
    newest: Option<MessageId>,
}

/// Who is there, and where they talk.
struct House {
    dice: Dice,
    vocabulary: Vocabulary,
    names: HashMap<UserId, String>,
    rooms: Vec<Room>,
    phc: String,
    /// These two speak by plan alone: never, and thirty times.
    silent: UserId,
    rare: UserId,
}

impl House {
    fn person(&mut self, connection: &Connection, name: &str, role: AccountRole) -> Result<UserId> {
        let id = UserId::at(Moment::from_milliseconds(BEGIN + self.names.len() as i64), self.dice.bytes());
        let new = NewUser { id, username: name.into(), display_name: name.into(), password: self.phc.clone(), role };
        users::insert(connection, &new, Moment::from_milliseconds(BEGIN), writer::next_rev(connection)?)?;
        self.names.insert(id, name.to_owned());
        Ok(id)
    }

    fn room(&mut self, connection: &Connection, name: Option<&str>, mut members: Vec<UserId>, weight: f64) -> Result<()> {
        members.dedup();
        let at = Moment::from_milliseconds(BEGIN + self.rooms.len() as i64);
        let (id, rev) = (ConversationId::at(at, self.dice.bytes()), writer::next_rev(connection)?);
        let general = name == Some("General");
        let kind = match name {
            _ if general => ConversationKind::Channel,
            Some(_) => ConversationKind::Group,
            None => ConversationKind::Direct,
        };
        let pair = name.is_none().then(|| (members[0], members[1]));
        conversations::insert(connection, &NewConversation { id, kind, name, topic: None, pair, retention: None }, at, rev)?;
        if general {
            conversations::set_general(connection, id)?;
        }
        for (index, member) in members.iter().enumerate() {
            let role = if index == 0 && name.is_some() { Role::Owner } else { Role::Member };
            conversations::add(connection, id, *member, role, at, rev)?;
        }
        let tongue = if name == Some("Tokyo") { Tongue::Asian } else { Tongue::Many };
        self.rooms.push(Room { id, members, weight, tongue, said: 0, newest: None });
        Ok(())
    }

    /// `owner` looks after it all. `hermit` knows three tiny rooms, `everywhere` three hundred small ones, `spread` a thousand
    /// tiny ones, `silent` and `busy` a hundred of all sizes (`silent` never reads), `tourist` one huge one in other languages.
    fn build(connection: &Connection, seed: u64) -> Result<House> {
        let mut house = House {
            dice: Dice(seed),
            vocabulary: Vocabulary::new(),
            names: HashMap::new(),
            rooms: Vec::new(),
            phc: hash_here(PASSWORD)?,
            silent: UserId::parse(""),
            rare: UserId::parse(""),
        };
        let owner = house.person(connection, "owner", AccountRole::Admin)?;
        let mut part = |name: &str| house.person(connection, name, AccountRole::Member);
        let (hermit, everywhere, spread) = (part("hermit")?, part("everywhere")?, part("spread")?);
        let (silent, busy, tourist, rare) = (part("silent")?, part("busy")?, part("tourist")?, part("rare")?);
        (house.silent, house.rare) = (silent, rare);
        let mut crowd = Vec::new();
        for number in house.names.len()..PEOPLE {
            crowd.push(house.person(connection, &format!("person{number}"), AccountRole::Member)?);
        }
        let few = |house: &mut House, parts: &[UserId], count: usize| -> Vec<UserId> {
            let mut few: Vec<UserId> = (0..count).map(|_| house.dice.pick(&crowd)).collect();
            few.sort_unstable();
            parts.iter().copied().chain(few).collect()
        };
        let with = |parts: &[UserId], count: usize| parts.iter().chain(crowd.iter().take(count)).copied().collect();
        house.room(connection, Some("General"), with(&[owner, silent, busy, rare], PEOPLE), 0.25)?;
        house.room(connection, Some("Works"), with(&[owner, silent, busy, rare], 200), 0.2)?;
        house.room(connection, Some("Tokyo"), with(&[owner, tourist], 20), 0.1)?;
        for number in 0..20 {
            let members = few(&mut house, &[owner, silent, busy], 50);
            house.room(connection, Some(&format!("Team {number}")), members, 0.01)?;
        }
        for number in 0..300 {
            let parts = if number < 78 { &[everywhere, silent, busy][..] } else { &[everywhere] };
            let members = few(&mut house, parts, 5);
            house.room(connection, Some(&format!("Project {number}")), members, 0.0003)?;
        }
        for number in 0..1000 {
            let members = few(&mut house, &[spread], 3);
            house.room(connection, Some(&format!("Corner {number}")), members, 0.000_005)?;
        }
        for number in 0..3 {
            let members = few(&mut house, &[hermit], 2);
            house.room(connection, Some(&format!("Hut {number}")), members, 0.000_02)?;
        }
        let half = crowd.len() / 2;
        for (one, other) in crowd.iter().zip(&crowd[half..]) {
            house.room(connection, None, vec![*one, *other], 0.0003)?;
        }
        Ok(house)
    }

    fn draft(&mut self, tongue: Tongue, reply_to: Option<MessageId>) -> Draft {
        let (dice, vocabulary) = (&mut self.dice, &self.vocabulary);
        let kind = match dice.below(50) {
            0 => MessageKind::File,
            1 => MessageKind::Image,
            _ => MessageKind::Text,
        };
        let attached = kind != MessageKind::Text;
        Draft {
            content: vocabulary.speech(dice, tongue),
            kind,
            file_url: attached.then(|| format!("https://example.org/{}", dice.below(1_000_000))),
            file_name: attached.then(|| format!("{} {}.pdf", vocabulary.rare(dice), dice.below(1000))),
            client_id: None,
            reply_to: reply_to.filter(|_| dice.once_in(8)),
        }
    }

    fn say(&mut self, connection: &Connection, place: usize, sender: Option<UserId>, at: Moment) -> Result<()> {
        let Room { id: conversation, tongue, newest, .. } = self.rooms[place];
        let mut draft = self.draft(tongue, newest);
        let (id, rev) = (MessageId::at(at, self.dice.bytes()), writer::next_rev(connection)?);
        let members = &self.rooms[place].members;
        let sender = sender.unwrap_or_else(|| {
            let sender = members[self.dice.seldom(members.len())];
            if sender == self.rare || sender == self.silent { members[0] } else { sender }
        });
        let mut called = Vec::new();
        if self.dice.once_in(2000) {
            draft.content.insert_str(0, "@here ");
            called.extend(members.iter().filter(|member| **member != sender));
        } else if self.dice.once_in(30) {
            let member = self.dice.pick(members);
            draft.content.insert_str(0, &format!("@{} ", self.names[&member]));
            called.extend((member != sender).then_some(member));
        }
        let seq = messages::insert(connection, &NewMessage { id, conversation, sender, draft: &draft, file: None }, at, rev)?;
        called.iter().try_for_each(|member| mentions::insert(connection, conversation, seq, *member))?;
        self.rooms[place].said = seq;
        self.rooms[place].newest = Some(id);
        self.comment(connection, place, id, at)
    }

    /// What happens to a message after it was said.
    fn comment(&mut self, connection: &Connection, place: usize, id: MessageId, at: Moment) -> Result<()> {
        let (dice, members) = (&mut self.dice, &self.rooms[place].members);
        match dice.below(1000) {
            0..20 => {
                let kept = messages::place(connection, id)?.ok_or_else(Error::not_found)?;
                messages::delete(connection, id, kept, at, writer::next_rev(connection)?)?;
            }
            20..40 => {
                let content = self.vocabulary.speech(dice, self.rooms[place].tongue);
                messages::edit(connection, id, &content, at, writer::next_rev(connection)?)?;
            }
            40..140 => {
                let row = messages::place(connection, id)?.ok_or_else(Error::not_found)?.row;
                for _ in 0..1 + dice.below(4) {
                    let rev = writer::next_rev(connection)?;
                    reactions::insert(connection, row, dice.pick(EMOJI), dice.pick(members), rev)?;
                    messages::touch(connection, row, rev)?;
                }
            }
            140 => {
                messages::pin(connection, id, Some(at), writer::next_rev(connection)?)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Everybody but `silent` has read up to some place, in a few strides.
    fn read(&mut self, connection: &Connection) -> Result<()> {
        let (dice, at) = (&mut self.dice, Moment::from_milliseconds(BEGIN + YEARS));
        for room in self.rooms.iter().filter(|room| room.said > 0) {
            for member in room.members.iter().filter(|member| **member != self.silent) {
                let last = room.said - (dice.below(20) as i64).min(room.said - 1);
                let mut marking = Marking::new(room.id, *member, at);
                let mut next = 1;
                while next <= last {
                    let to = last.min(next + 1 + dice.below(room.said as usize / 8 + 1) as i64);
                    marking.mark(connection, (next, to))?;
                    // Now and then something is left out.
                    next = to + 1 + dice.below(2) as i64;
                }
                connection.prepare_cached(sql::PARTICIPANT_READ_UP_TO)?.execute((room.id, member, last, marking.rev()))?;
            }
        }
        Ok(())
    }
}

fn in_one_commit<T>(connection: &mut Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let transaction = connection.transaction()?;
    let done = work(&transaction)?;
    words::settle(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

fn fill(directory: &Path, count: usize, seed: u64) -> Result<()> {
    std::fs::create_dir_all(directory).map_err(Error::internal)?;
    let path = directory.join("parlor.db");
    if path.exists() {
        return Err(Error::conflict(format!("{} is there already; name an empty directory.", path.display())));
    }
    let (_store, mut connection) = Store::open(&path)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    let mut house = in_one_commit(&mut connection, |connection| House::build(connection, seed))?;
    let mut sum = 0.0;
    let mut end = |room: &Room| {
        sum += room.weight;
        sum
    };
    let ends: Vec<f64> = house.rooms.iter().map(&mut end).collect();
    for batch in 0..count.div_ceil(BATCH) {
        in_one_commit(&mut connection, |connection| {
            for number in batch * BATCH..count.min((batch + 1) * BATCH) {
                let seldom = count >= 60 && number % (count / 30) == count / 60;
                let chance = house.dice.share() * sum;
                let place = if seldom { 0 } else { ends.partition_point(|end| *end <= chance).min(ends.len() - 1) };
                let at = Moment::from_milliseconds(BEGIN + (YEARS as f64 * number as f64 / count as f64) as i64);
                let rare = house.rare;
                house.say(connection, place, seldom.then_some(rare), at)?;
            }
            Ok(())
        })?;
        eprint!("\r{} messages", count.min((batch + 1) * BATCH));
    }
    eprintln!();
    in_one_commit(&mut connection, |connection| house.read(connection))?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn main() -> std::process::ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize, unless: u64| words.get(index).map_or(Some(unless), |word| word.parse().ok());
    let (Some(directory), Some(count), Some(seed)) = (words.first(), number(1, 1_000_000), number(2, 1)) else {
        eprintln!("fill DIRECTORY [MESSAGES] [SEED]");
        return std::process::ExitCode::FAILURE;
    };
    match fill(Path::new(directory), count as usize, seed) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fill: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
