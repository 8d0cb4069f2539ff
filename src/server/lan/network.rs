//! One network: names are asked for there, then announced, then defended.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use if_addrs::{IfAddr, Interface};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::line::{Heard, Line, PORT};
use super::names::Taken;
use super::records::{Records, bytes};
use crate::wire::dns::{A, AAAA, ANY, Message, Name, PTR, Question, Record};

/// How often it is asked whether the names are free, and how far apart; after as much again, they are.
const PROBES: u8 = 3;
const PROBE: Duration = Duration::from_millis(250);

/// Between the first announcement and the second, which is there in case that the first was lost.
const AGAIN: Duration = Duration::from_secs(1);

/// Whoever wanted the same name at the same moment and has less of a claim waits so long.
const YIELD: Duration = Duration::from_secs(1);

/// Nothing is told to all twice in less.
const RATE: Duration = Duration::from_secs(1);

/// A name that somebody else has too is asked for anew, and given up where that happens again so soon.
const PEACE: Duration = Duration::from_secs(10);

/// Milliseconds, within which the first question is asked, and a question is answered that others answer too.
const SPREAD: u32 = 250;
const DELAY: (u32, u32) = (20, 120);

/// Answers that wait for that.
const WAITING: usize = 16;

/// Seconds, for which an answer to one is good who is no speaker of multicast DNS himself.
const LEGACY: u32 = 10;

/// Addresses that are announced.
const ADDRESSES: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// So many questions were asked.
    Probing(u8),
    /// So many announcements were made.
    Announcing(u8),
    Settled,
}

pub struct Network {
    pub index: u32,
    /// Of one card, an address each.
    pub interfaces: Vec<Interface>,
    /// Whether the names of now are known to be ours here.
    pub announced: bool,
    /// Why it takes nothing.
    pub trouble: Option<io::Error>,
    lines: Vec<Line>,
    phase: Phase,
    next: Instant,
    waiting: Vec<(Instant, Message)>,
    told: Vec<(Record, Instant)>,
    defended: Option<Instant>,
}

impl Network {
    /// Begins soon.
    ///
    /// # Errors
    /// Where no version of IP can be spoken.
    pub fn open(interfaces: Vec<Interface>, to: &mpsc::Sender<Heard>) -> io::Result<Self> {
        let index = interfaces.first().and_then(|interface| interface.index).unwrap_or_default();
        let of = |is_fit: fn(&IpAddr) -> bool| interfaces.iter().map(Interface::ip).find(is_fit);
        let (mut lines, mut failed) = (Vec::new(), None);
        for address in [of(IpAddr::is_ipv4), of(IpAddr::is_ipv6)].into_iter().flatten() {
            match Line::open(index, address, to.clone()) {
                Ok(line) => lines.push(line),
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) if lines.is_empty() => Err(error),
            _ => Ok(Network {
                index,
                interfaces,
                announced: false,
                trouble: None,
                lines,
                phase: Phase::Probing(0),
                next: Instant::now() + random(0, SPREAD),
                waiting: Vec::new(),
                told: Vec::new(),
                defended: None,
            }),
        }
    }

    /// In the place of one whose addresses were others.
    pub fn goes_on_from(mut self, before: &Network) -> Self {
        if before.announced {
            (self.announced, self.phase) = (true, Phase::Announcing(0));
        }
        self
    }

    pub fn addresses(&self) -> Vec<IpAddr> {
        let mut addresses: Vec<IpAddr> = self.interfaces.iter().map(Interface::ip).collect();
        addresses.sort();
        addresses.truncate(ADDRESSES);
        addresses
    }

    /// Asks for other names, from that moment on.
    pub fn begin(&mut self, moment: Instant) {
        (self.announced, self.defended) = (false, None);
        self.ask_from(moment);
    }

    fn ask_from(&mut self, moment: Instant) {
        (self.phase, self.next) = (Phase::Probing(0), moment);
        self.waiting.clear();
    }

    /// When there is something to do.
    pub fn due(&self) -> Option<Instant> {
        let next = (self.phase != Phase::Settled).then_some(self.next);
        self.waiting.iter().map(|(moment, _)| *moment).chain(next).min()
    }

    /// Does what is due. Where the network takes none of it, it is begun anew later.
    pub async fn act(&mut self, records: &Records, later: Duration) {
        let now = Instant::now();
        while let Some(at) = self.waiting.iter().position(|(moment, _)| *moment <= now) {
            let (_, answer) = self.waiting.swap_remove(at);
            self.tell_all(answer, false).await;
        }
        if self.phase == Phase::Settled || now < self.next {
            return;
        }
        let told = match self.phase {
            Phase::Probing(asked) if asked < PROBES => {
                (self.phase, self.next) = (Phase::Probing(asked + 1), now + PROBE);
                self.tell(&probe(records)).await
            }
            Phase::Probing(_) | Phase::Announcing(0) => {
                self.announced = true;
                (self.phase, self.next) = (Phase::Announcing(1), now + AGAIN);
                self.announce(records).await
            }
            Phase::Announcing(_) | Phase::Settled => {
                self.phase = Phase::Settled;
                self.announce(records).await
            }
        };
        self.trouble = told.err();
        if self.trouble.is_some() {
            self.begin(now + later);
        }
    }

    /// What is said here, and whose name that takes away. `ours` are all addresses of this machine.
    pub async fn hear(&mut self, heard: Heard, records: &Records, ours: &[IpAddr]) -> Option<Taken> {
        let Heard { from, message, .. } = heard;
        let is_ours = |data: &[u8]| ours.iter().any(|address| bytes(*address).1 == data);
        if message.response {
            let said = [&message.answers, &message.authorities, &message.additionals].into_iter().flatten();
            let taken = said.filter_map(|record| records.taken(record, is_ours)).next()?;
            let now = Instant::now();
            let again = self.defended.is_some_and(|defended| now - defended < PEACE);
            if matches!(self.phase, Phase::Probing(_)) && self.defended.is_none() || again {
                return Some(taken);
            }
            self.defended = Some(now);
            self.ask_from(now);
        } else if let Phase::Probing(_) = self.phase {
            if records.unique().any(|name| loses(records, name, &message, is_ours)) {
                self.ask_from(Instant::now() + YIELD);
            }
        } else if self.announced {
            self.answer(message, from, records).await;
        }
        None
    }

    async fn announce(&mut self, records: &Records) -> io::Result<()> {
        let now = Instant::now();
        self.told = records.all.iter().map(|record| (record.clone(), now)).collect();
        self.tell(&Message { response: true, answers: records.all.clone(), ..Message::default() }).await
    }

    /// Says that the names are nobody's any more.
    pub async fn say_goodbye(&self, records: &Records) {
        let answers = records.all.iter().map(|record| Record { ttl: 0, ..record.clone() }).collect();
        let _ = self.tell(&Message { response: true, answers, ..Message::default() }).await;
    }

    async fn answer(&mut self, asked: Message, from: SocketAddr, records: &Records) {
        let mut answers: Vec<Record> = Vec::new();
        for question in &asked.questions {
            for record in records.answers(question) {
                let is_known = asked.answers.iter().any(|known| known.is(record) && known.ttl >= record.ttl / 2);
                if !is_known && !answers.contains(record) {
                    answers.push(record.clone());
                }
            }
        }
        if answers.is_empty() {
            return;
        }
        let additionals = records.beside(&answers);
        let mut answer = Message { response: true, answers, additionals, ..Message::default() };
        let (probes, is_legacy) = (!asked.authorities.is_empty(), from.port() != PORT);
        if is_legacy || (!probes && asked.questions.iter().all(|question| question.alone)) {
            if !self.is_near(from.ip()) {
                return;
            }
            if is_legacy {
                (answer.id, answer.questions) = (asked.id, asked.questions);
                answer.questions.iter_mut().for_each(|question| question.alone = false);
                for record in answer.answers.iter_mut().chain(&mut answer.additionals) {
                    (record.ttl, record.unique) = (record.ttl.min(LEGACY), false);
                }
            }
            if let Some(line) = self.lines.iter().find(|line| line.is_of(from)) {
                let _ = line.reply(&answer.write(), from).await;
            }
        } else if probes || answer.answers.iter().all(|record| record.kind != PTR) {
            self.tell_all(answer, probes).await;
        } else if self.waiting.len() < WAITING {
            self.waiting.push((Instant::now() + random(DELAY.0, DELAY.1), answer));
        }
    }

    /// Leaves out what all have just been told, unless it is in defence of a name.
    async fn tell_all(&mut self, mut answer: Message, defends: bool) {
        let now = Instant::now();
        self.told.retain(|(_, moment)| now - *moment < RATE);
        if !defends {
            let told = &self.told;
            let is_new = |record: &Record| !told.iter().any(|(other, _)| other.is(record));
            answer.answers.retain(is_new);
            answer.additionals.retain(is_new);
        }
        if !answer.answers.is_empty() {
            let _ = self.tell(&answer).await;
            self.told.extend(answer.answers.into_iter().chain(answer.additionals).map(|record| (record, now)));
        }
    }

    /// By every version of IP.
    async fn tell(&self, message: &Message) -> io::Result<()> {
        let packet = message.write();
        let mut told = Ok(());
        let mut reached = false;
        for line in &self.lines {
            match line.tell(&packet).await {
                Ok(()) => reached = true,
                Err(error) => told = Err(error),
            }
        }
        if reached { Ok(()) } else { told }
    }

    /// Whether an address is of this network: nobody elsewhere is to be answered.
    fn is_near(&self, from: IpAddr) -> bool {
        let is_link = matches!(from, IpAddr::V6(from) if from.is_unicast_link_local());
        is_link
            || self.interfaces.iter().any(|interface| {
                let (ip, bits) = match &interface.addr {
                    IfAddr::V4(address) => (address.ip.into(), address.prefixlen),
                    IfAddr::V6(address) => (IpAddr::from(address.ip), address.prefixlen),
                };
                ipnet::IpNet::new(ip, bits).is_ok_and(|network| network.contains(&from))
            })
    }
}

/// Whether somebody who asks for a name at the same moment has more of a claim to it: whose records are greater.
fn loses(records: &Records, name: &Name, asked: &Message, is_ours: impl Fn(&[u8]) -> bool) -> bool {
    let mut theirs: Vec<&Record> = asked.authorities.iter().filter(|record| record.name == *name).collect();
    // The same machine on another of its networks.
    theirs.retain(|record| ![A, AAAA].contains(&record.kind) || !is_ours(&record.data));
    theirs.sort_by_key(|record| record.essence());
    let essences = |records: Vec<&Record>| records.iter().map(|record| (record.kind, record.data.clone())).collect::<Vec<_>>();
    !theirs.is_empty() && essences(theirs) > essences(records.claims(name))
}

fn probe(records: &Records) -> Message {
    let questions = records.unique().map(|name| Question { name: name.clone(), kind: ANY, alone: false }).collect();
    let authorities = records.unique().flat_map(|name| records.claims(name)).cloned();
    let authorities = authorities.map(|record| Record { unique: false, ..record }).collect();
    Message { questions, authorities, ..Message::default() }
}

/// Between so many milliseconds.
fn random(least: u32, most: u32) -> Duration {
    let spread = getrandom::u32().unwrap_or_default() % (most - least);
    Duration::from_millis(u64::from(least + spread))
}

#[cfg(test)]
mod tests {
    use super::super::names::{Names, Services};
    use super::*;

    #[test]
    fn of_two_who_ask_at_once_the_one_with_the_greater_claim_goes_on() {
        let records = |address: [u8; 4], port| {
            Records::new(&Names::wished("parlor", "Parlor"), Services { http: port, https: None }, &[address.into()])
        };
        let (one, other) = (records([10, 0, 0, 1], 80), records([10, 0, 0, 2], 81));
        let loses = |ours: &Records, theirs: &Records, is_ours: bool| {
            ours.unique().any(|name| super::loses(ours, name, &probe(theirs), |_| is_ours))
        };
        assert!(loses(&one, &other, false) && !loses(&other, &one, false));
        assert!(!loses(&one, &one, false), "what comes back of our own question");
        let same = records([10, 0, 0, 2], 80);
        assert!(loses(&one, &same, false) && !loses(&one, &same, true), "another address of this machine");
    }
}
