//! Messages of multicast DNS (RFC 6762), as far as a server needs them that is found by it.

pub const A: u16 = 1;
pub const PTR: u16 = 12;
pub const TXT: u16 = 16;
pub const AAAA: u16 = 28;
pub const SRV: u16 = 33;
pub const NSEC: u16 = 47;
pub const ANY: u16 = 255;

/// Bytes of the largest message.
pub const MOST: usize = 9000;

const IN: u16 = 1;
/// In the class of a question: the answer may come to the asker alone. In that of a record: it takes the place of all others of
/// its name and kind.
const TOP: u16 = 0x8000;
const RESPONSE: u16 = 0x8000;
const AUTHORITATIVE: u16 = 0x0400;
const OPCODE: u16 = 0x7800;

const HEADER: usize = 12;
const LABEL: usize = 63;
const NAME: usize = 255;

/// As it is written, without compression. Names are the same in small letters and in capitals.
#[derive(Clone, Debug, Eq)]
pub struct Name(Vec<u8>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub name: Name,
    pub kind: u16,
    /// Whether the answer may come to the asker alone.
    pub alone: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub name: Name,
    pub kind: u16,
    /// Whether nobody else has one of this name and kind.
    pub unique: bool,
    /// Seconds.
    pub ttl: u32,
    /// Names in it are written without compression.
    pub data: Vec<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    pub id: u16,
    pub response: bool,
    pub questions: Vec<Question>,
    pub answers: Vec<Record>,
    /// In a question about a name, what its asker would have it be.
    pub authorities: Vec<Record>,
    pub additionals: Vec<Record>,
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        // The lengths in between are no letters.
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Name {
    /// Of labels, each of which is cut where it is too long.
    pub fn new(labels: &[&str]) -> Self {
        let mut bytes = Vec::new();
        for label in labels {
            let label = &label.as_bytes()[..label.floor_char_boundary(LABEL)];
            bytes.push(label.len() as u8);
            bytes.extend_from_slice(label);
        }
        bytes.push(0);
        Name(bytes)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn read(packet: &[u8], at: &mut usize) -> Option<Self> {
        let mut bytes = Vec::new();
        let (mut here, mut jumped) = (*at, false);
        loop {
            let length = *packet.get(here)?;
            match length {
                0 => {
                    bytes.push(0);
                    if !jumped {
                        *at = here + 1;
                    }
                    return Some(Name(bytes));
                }
                1..=63 => {
                    let label = packet.get(here..=here + usize::from(length))?;
                    bytes.extend_from_slice(label);
                    if bytes.len() >= NAME {
                        return None;
                    }
                    here += label.len();
                }
                192.. => {
                    let to = usize::from(u16::from_be_bytes([length & 0x3f, *packet.get(here + 1)?]));
                    if !jumped {
                        *at = here + 2;
                    }
                    // Only backwards: what goes round never ends.
                    if to >= here {
                        return None;
                    }
                    (here, jumped) = (to, true);
                }
                _ => return None,
            }
        }
    }
}

impl Record {
    /// What is compared when two want one name, and by which a record is the same as another.
    pub fn essence(&self) -> (u16, &[u8]) {
        (self.kind, &self.data)
    }

    pub fn is(&self, other: &Record) -> bool {
        self.essence() == other.essence() && self.name == other.name
    }

    fn read(packet: &[u8], at: &mut usize) -> Option<Option<Self>> {
        let name = Name::read(packet, at)?;
        let (kind, class) = (short(packet, at)?, short(packet, at)?);
        let ttl = u32::from(short(packet, at)?) << 16 | u32::from(short(packet, at)?);
        let length = usize::from(short(packet, at)?);
        let raw = packet.get(*at..*at + length)?;
        let mut inside = *at;
        *at += length;
        let data = match kind {
            PTR => Name::read(packet, &mut inside)?.0,
            SRV if length > 6 => {
                inside += 6;
                [&raw[..6], Name::read(packet, &mut inside)?.bytes()].concat()
            }
            _ => raw.to_vec(),
        };
        Some((class & !TOP == IN).then_some(Record { name, kind, unique: class & TOP != 0, ttl, data }))
    }
}

impl Message {
    /// Nothing where it is none, or none that anybody has to read.
    pub fn read(packet: &[u8]) -> Option<Self> {
        let mut at = 0;
        let mut header = [0; HEADER / 2];
        for field in &mut header {
            *field = short(packet, &mut at)?;
        }
        let [id, flags, questions, answers, authorities, additionals] = header;
        if flags & OPCODE != 0 {
            return None;
        }
        let mut message = Message { id, response: flags & RESPONSE != 0, ..Message::default() };
        for _ in 0..questions {
            let name = Name::read(packet, &mut at)?;
            let (kind, class) = (short(packet, &mut at)?, short(packet, &mut at)?);
            if [IN, ANY].contains(&(class & !TOP)) {
                message.questions.push(Question { name, kind, alone: class & TOP != 0 });
            }
        }
        let parts =
            [(answers, &mut message.answers), (authorities, &mut message.authorities), (additionals, &mut message.additionals)];
        for (count, records) in parts {
            for _ in 0..count {
                records.extend(Record::read(packet, &mut at)?);
            }
        }
        Some(message)
    }

    pub fn write(&self) -> Vec<u8> {
        let mut packet = Vec::with_capacity(512);
        let flags = if self.response { RESPONSE | AUTHORITATIVE } else { 0 };
        let counts = [self.questions.len(), self.answers.len(), self.authorities.len(), self.additionals.len()];
        for field in [self.id, flags].into_iter().chain(counts.map(|count| count as u16)) {
            packet.extend_from_slice(&field.to_be_bytes());
        }
        for question in &self.questions {
            packet.extend_from_slice(question.name.bytes());
            packet.extend_from_slice(&question.kind.to_be_bytes());
            packet.extend_from_slice(&(IN | if question.alone { TOP } else { 0 }).to_be_bytes());
        }
        for record in [&self.answers, &self.authorities, &self.additionals].into_iter().flatten() {
            packet.extend_from_slice(record.name.bytes());
            packet.extend_from_slice(&record.kind.to_be_bytes());
            packet.extend_from_slice(&(IN | if record.unique { TOP } else { 0 }).to_be_bytes());
            packet.extend_from_slice(&record.ttl.to_be_bytes());
            packet.extend_from_slice(&(record.data.len() as u16).to_be_bytes());
            packet.extend_from_slice(&record.data);
        }
        packet
    }
}

fn short(packet: &[u8], at: &mut usize) -> Option<u16> {
    let bytes = packet.get(*at..*at + 2)?;
    *at += 2;
    Some(u16::from_be_bytes([bytes[0], bytes[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Message {
        let host = Name::new(&["parlor", "local"]);
        let kind = Name::new(&["_http", "_tcp", "local"]);
        let entry = Name::new(&["St. John's", "_http", "_tcp", "local"]);
        let record =
            |name: &Name, kind, data: &[u8]| Record { name: name.clone(), kind, unique: true, ttl: 120, data: data.into() };
        Message {
            id: 7,
            response: true,
            questions: vec![Question { name: kind.clone(), kind: PTR, alone: true }],
            answers: vec![record(&kind, PTR, entry.bytes()), record(&entry, SRV, &[&[0, 0, 0, 0, 0, 80], host.bytes()].concat())],
            authorities: vec![record(&host, A, &[192, 168, 1, 7])],
            additionals: vec![record(&entry, TXT, b"\x06path=/")],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let message = whole();
        assert_eq!(Message::read(&message.write()), Some(message));
    }

    #[test]
    fn names_are_read_that_point_back_and_are_the_same_in_capitals() {
        // An answer whose name is that of its question, and in it a name that ends as that does.
        let mut packet = vec![0, 0, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0];
        packet.extend_from_slice(b"\x05_HTTP\x04_tcp\x05local\0\0\x0c\0\x01");
        packet.extend_from_slice(b"\xc0\x0c\0\x0c\0\x01\0\0\0\x78\0\x09\x06Parlor\xc0\x0c");
        let message = Message::read(&packet).expect("a message");
        assert_eq!(message.questions[0].name, Name::new(&["_http", "_tcp", "local"]));
        assert_eq!(message.answers[0].name, message.questions[0].name);
        assert_eq!(message.answers[0].data, Name::new(&["Parlor", "_HTTP", "_tcp", "local"]).bytes());
    }

    #[test]
    fn nothing_that_is_cut_goes_round_or_is_noise_is_a_message_and_none_of_it_does_harm() {
        let packet = whole().write();
        for end in 0..packet.len() {
            assert_eq!(Message::read(&packet[..end]), None, "{end}");
        }
        let named = |name: &[u8]| [&[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], name, &[0, 1, 0, 1]].concat();
        for name in [&b"\xc0\x0c"[..], b"\xc0\x0e", b"\x01a\xc0\x0c", b"\x40", b"\xc0", b"\xc0\xff"] {
            assert_eq!(Message::read(&named(name)), None, "{name:?}");
        }
        assert_eq!(Message::read(&named(&[&b"\x3f"[..], &[b'x'; 63]].concat().repeat(5))), None, "a name has an end");
        let mut noise = 1_u32;
        for _ in 0..20_000 {
            let mut broken = packet.clone();
            for _ in 0..4 {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = (noise >> 8) as usize % broken.len();
                broken[at] = noise as u8;
            }
            let _ = Message::read(&broken).map(|message| message.write());
        }
    }
}
