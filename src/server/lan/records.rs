//! What is announced on one network: its records, and which of them answer a question.

use std::net::IpAddr;

use super::names::{Names, Services, Taken};
use crate::wire::dns::{A, AAAA, ANY, NSEC, Name, PTR, Question, Record, SRV, TXT};

/// Seconds that others keep what names a host, and the rest.
const HOST: u32 = 120;
const REST: u32 = 4500;

pub struct Records {
    host: Name,
    entries: Vec<Name>,
    pub all: Vec<Record>,
}

impl Records {
    /// Of services that are found at these addresses.
    pub fn new(names: &Names, services: Services, addresses: &[IpAddr]) -> Self {
        let host = Name::new(&[&names.host, "local"]);
        let (mut entries, mut all) = (Vec::new(), Vec::new());
        let record = |name: &Name, kind, unique, ttl, data| Record { name: name.clone(), kind, unique, ttl, data };
        let kinds = [("_http", Some(services.http)), ("_https", services.https)];
        for (kind, port) in kinds.into_iter().filter_map(|(kind, port)| Some((kind, port?))) {
            let list = Name::new(&[kind, "_tcp", "local"]);
            let entry = Name::new(&[&names.entry, kind, "_tcp", "local"]);
            let kinds = Name::new(&["_services", "_dns-sd", "_udp", "local"]);
            all.push(record(&kinds, PTR, false, REST, list.bytes().to_vec()));
            all.push(record(&list, PTR, false, REST, entry.bytes().to_vec()));
            // Priority and weight, which are for those who have a choice.
            all.push(record(&entry, SRV, true, HOST, [&[0; 4], &port.to_be_bytes()[..], host.bytes()].concat()));
            all.push(record(&entry, TXT, true, REST, b"\x06path=/".to_vec()));
            entries.push(entry);
        }
        for address in addresses {
            let (kind, data) = bytes(*address);
            all.push(record(&host, kind, true, HOST, data));
        }
        let mut there = [0; 4];
        if addresses.iter().any(IpAddr::is_ipv4) {
            there[0] |= 0x80 >> A;
        }
        if addresses.iter().any(IpAddr::is_ipv6) {
            there[3] |= 0x80 >> (AAAA % 8);
        }
        // Whoever asks for the other version need not wait: there is none.
        all.push(record(&host, NSEC, true, HOST, [host.bytes(), &[0, 4], &there].concat()));
        Records { host, entries, all }
    }

    /// What has to be nobody else's.
    pub fn unique(&self) -> impl Iterator<Item = &Name> {
        std::iter::once(&self.host).chain(&self.entries)
    }

    /// What is claimed of a name while it is asked for, in the order in which that is compared.
    pub fn claims<'a>(&'a self, name: &'a Name) -> Vec<&'a Record> {
        let mut claims: Vec<&Record> = self.all.iter().filter(|record| record.name == *name && record.kind != NSEC).collect();
        claims.sort_by_key(|record| record.essence());
        claims
    }

    pub fn answers(&self, question: &Question) -> Vec<&Record> {
        let fits = |record: &&Record| {
            record.name == question.name && (record.kind == question.kind || question.kind == ANY && record.kind != NSEC)
        };
        let found: Vec<&Record> = self.all.iter().filter(fits).collect();
        match found.is_empty() && question.name == self.host {
            true => self.all.iter().filter(|record| record.kind == NSEC).collect(),
            false => found,
        }
    }

    /// What whoever is answered so asks next.
    pub fn beside(&self, answers: &[Record]) -> Vec<Record> {
        if !answers.iter().any(|answer| [PTR, SRV, A, AAAA].contains(&answer.kind)) {
            return Vec::new();
        }
        let leads_on = answers.iter().any(|answer| [PTR, SRV].contains(&answer.kind));
        let next = |record: &&Record| record.unique && (leads_on || record.name == self.host);
        self.all.iter().filter(next).filter(|record| !answers.iter().any(|answer| answer.is(record))).cloned().collect()
    }

    /// Which of the names somebody else has, by a record of his. `is_ours` knows all addresses of this machine: whatever else
    /// runs on it may go by the same name.
    pub fn taken(&self, record: &Record, is_ours: impl Fn(&[u8]) -> bool) -> Option<Taken> {
        let other = match record.kind {
            // Goodbye.
            _ if record.ttl == 0 => None,
            A | AAAA => (record.name == self.host && !is_ours(&record.data)).then_some(Taken::Host),
            SRV => self.entries.contains(&record.name).then_some(Taken::Entry),
            _ => None,
        };
        other.filter(|_| !self.all.iter().any(|ours| ours.is(record)))
    }
}

/// An address as it stands in a record, and of which kind that is.
pub fn bytes(address: IpAddr) -> (u16, Vec<u8>) {
    match address {
        IpAddr::V4(address) => (A, address.octets().to_vec()),
        IpAddr::V6(address) => (AAAA, address.octets().to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(addresses: &[&str]) -> Records {
        let addresses: Vec<IpAddr> = addresses.iter().map(|address| address.parse().expect("an address")).collect();
        Records::new(&Names::wished("parlor", "Parlor"), Services { http: 8787, https: Some(443) }, &addresses)
    }

    fn asked(records: &Records, labels: &[&str], kind: u16) -> Vec<u16> {
        let question = Question { name: Name::new(labels), kind, alone: false };
        records.answers(&question).iter().map(|record| record.kind).collect()
    }

    #[test]
    fn every_question_about_it_has_its_answer_and_no_other_question() {
        let records = records(&["192.168.1.7", "192.168.1.8"]);
        let host = &["PARLOR", "local"];
        assert_eq!(asked(&records, host, A), [A, A]);
        assert_eq!(asked(&records, host, ANY), [A, A]);
        assert_eq!(asked(&records, host, AAAA), [NSEC], "there is none, and nobody has to wait for it");
        assert_eq!(asked(&records, &["_http", "_tcp", "local"], PTR), [PTR]);
        assert_eq!(asked(&records, &["_services", "_dns-sd", "_udp", "local"], PTR), [PTR, PTR]);
        assert_eq!(asked(&records, &["Parlor", "_https", "_tcp", "local"], SRV), [SRV]);
        assert_eq!(asked(&records, &["Parlor", "_https", "_tcp", "local"], ANY), [SRV, TXT]);
        assert!(asked(&records, &["nas", "local"], A).is_empty() && asked(&records, &["_ipp", "_tcp", "local"], PTR).is_empty());
    }

    #[test]
    fn a_name_is_taken_by_whoever_is_not_this_machine() {
        let records = records(&["192.168.1.7"]);
        let taken = |labels: &[&str], kind, ttl, data: &[u8]| {
            let record = Record { name: Name::new(labels), kind, unique: true, ttl, data: data.to_vec() };
            records.taken(&record, |data| data == [10, 0, 0, 7])
        };
        let host = &["parlor", "local"];
        assert_eq!(taken(host, A, 120, &[192, 168, 1, 9]), Some(Taken::Host));
        assert_eq!(taken(host, AAAA, 120, &[1; 16]), Some(Taken::Host));
        for ours in [[192, 168, 1, 7], [10, 0, 0, 7]] {
            assert_eq!(taken(host, A, 120, &ours), None);
        }
        assert_eq!(taken(host, A, 0, &[192, 168, 1, 9]), None, "who says goodbye to a name leaves it");
        assert_eq!(taken(&["nas", "local"], A, 120, &[192, 168, 1, 9]), None);
        let at = |port: u16, host: &str| [&[0; 4], &port.to_be_bytes()[..], Name::new(&[host, "local"]).bytes()].concat();
        let entry = &["Parlor", "_http", "_tcp", "local"];
        assert_eq!(taken(entry, SRV, 120, &at(8787, "parlor")), None);
        assert_eq!(taken(entry, SRV, 120, &at(8788, "parlor")), Some(Taken::Entry));
        assert_eq!(taken(entry, SRV, 120, &at(8787, "parlor-2")), Some(Taken::Entry));
    }
}
