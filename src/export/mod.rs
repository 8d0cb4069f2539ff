//! An export: everything that was said, as pages for any browser and as lines of JSON, with the files. It needs no Parlor.

mod page;
mod pages;
mod place;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::Serialize;

use self::pages::Pages;
use self::place::{Place, name};
use crate::archive::{Progress, plain};
use crate::error::{Code, Error, Result};
use crate::store::copies::{self, Source};
use crate::store::editions::EDITION;
use crate::store::{exports, sql};

const README: &str = include_str!("README.txt");

/// Bytes of a file that are copied at once.
const BUFFER: usize = 1 << 17;

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    pub conversations: u64,
    pub messages: u64,
    pub files: u64,
    /// Files that the database names and that are not there, as when they were deleted meanwhile.
    pub lost: u64,
}

/// Writes everything that is kept in `dir`, whose database is `source`, into the directory `to`, which is to be empty or not there.
/// It takes no more memory for a million messages than for one.
///
/// # Errors
/// One line for a person. Then there is nothing in `to`.
pub fn export(dir: &Path, source: &Source, to: &Path, progress: &mut dyn Progress) -> Result<Written> {
    let database = dir.join("parlor.db");
    let found = copies::edition(source.connection(), &database)?;
    if found != EDITION {
        let text = format!("{} is of edition {found}; start Parlor once, which brings it to {EDITION}.", database.display());
        return Err(Error::new(Code::Unavailable, text));
    }
    let place = Place::new(to)?;
    source.hold()?;
    let mut export = Export {
        place: &place,
        from: dir.join("files"),
        to,
        connection: source.connection(),
        written: Written::default(),
        buffer: vec![0; BUFFER],
        progress,
    };
    export.write()?;
    let written = export.written;
    source.let_go()?;
    place.settle().map_err(|error| unwritable(to, &error))?;
    Ok(written)
}

fn unwritable(to: &Path, error: &io::Error) -> Error {
    let text = format!("{} cannot be written ({error}); make room, or choose another place.", to.display());
    Error::new(Code::Unavailable, text)
}

struct Export<'a> {
    place: &'a Place,
    from: PathBuf,
    to: &'a Path,
    connection: &'a Connection,
    written: Written,
    buffer: Vec<u8>,
    progress: &'a mut dyn Progress,
}

impl Export<'_> {
    fn write(&mut self) -> Result<()> {
        let to = self.to;
        let cannot = |error: io::Error| unwritable(to, &error);
        for folder in ["conversations", "files", "files/avatars"] {
            self.place.folder(folder).map_err(cannot)?;
        }
        let mut readme = self.place.file("README.txt").map_err(cannot)?;
        readme.write_all(README.as_bytes()).and_then(|()| readme.flush()).map_err(cannot)?;
        self.people()?;
        let messages: i64 = self.connection.query_row(sql::STATS_MESSAGES, [], |row| row.get(0))?;
        self.progress.begins("Writing conversations", u64::try_from(messages).unwrap_or_default());
        // Whoever finds this page finds all others.
        let mut index = Vec::new();
        let mut list = self.place.file("conversations.ndjson").map_err(cannot)?;
        let connection = self.connection;
        exports::conversations(connection, |mut conversation| {
            self.avatar(&mut conversation.avatar)?;
            self.conversation(&conversation, &mut list, &mut index)
        })?;
        list.flush().map_err(cannot)?;
        self.progress.ends();
        let mut file = self.place.file("index.html").map_err(cannot)?;
        let written = page::top(&mut file, "Conversations")
            .and_then(|()| writeln!(file, "<h1>Conversations</h1>\n<p><a href=\"people.html\">People</a></p>\n<ul>"))
            .and_then(|()| file.write_all(&index))
            .and_then(|()| writeln!(file, "</ul>\n<p class=\"quiet\">Moments are in UTC.</p>"))
            .and_then(|()| page::bottom(&mut file))
            .and_then(|()| file.flush());
        written.map_err(cannot)
    }

    fn people(&mut self) -> Result<()> {
        let to = self.to;
        let cannot = |error: io::Error| unwritable(to, &error);
        let mut lines = self.place.file("people.ndjson").map_err(cannot)?;
        let mut file = self.place.file("people.html").map_err(cannot)?;
        page::top(&mut file, "People").map_err(cannot)?;
        writeln!(file, "<p><a href=\"index.html\">All conversations</a></p>\n<h1>People</h1>\n<ul class=\"people\">")
            .map_err(cannot)?;
        let connection = self.connection;
        exports::people(connection, |mut person| {
            self.avatar(&mut person.avatar)?;
            line(&mut lines, &person).and_then(|()| page::person(&mut file, &person)).map_err(cannot)
        })?;
        let written = writeln!(file, "</ul>").and_then(|()| page::bottom(&mut file)).and_then(|()| file.flush());
        written.and_then(|()| lines.flush()).map_err(cannot)
    }

    /// Writes the messages of a conversation, its line among all of them, and its link.
    fn conversation(&mut self, it: &exports::Conversation, list: &mut impl Write, index: &mut Vec<u8>) -> Result<()> {
        let to = self.to;
        let cannot = |error: io::Error| unwritable(to, &error);
        self.written.conversations += 1;
        let title = page::title(it);
        let stem = format!("{:04}-{}", self.written.conversations, name(&title));
        let path = format!("conversations/{stem}.ndjson");
        let mut lines = self.place.file(&path).map_err(cannot)?;
        let mut pages = Pages::new(self.place, it, &stem).map_err(cannot)?;
        let (mut count, mut last) = (0_u64, None);
        let connection = self.connection;
        exports::messages(connection, it.id, |mut message| {
            if let Some(file) = &mut message.file {
                let place = format!("files/{}", file.id);
                self.place.folder(&place).or_else(unless_there).map_err(cannot)?;
                file.path = self.copy(&file.place(), format!("{place}/{}", name(&file.name)))?;
            }
            count += 1;
            self.written.messages += 1;
            last = Some(message.created_at);
            line(&mut lines, &message).and_then(|()| pages.add(&message)).map_err(cannot)?;
            self.goes_on()
        })?;
        lines.flush().and_then(|()| pages.finish()).map_err(cannot)?;
        line(list, &Line { conversation: it, messages: &path, count }).map_err(cannot)?;
        let last = last.map(|last| format!(", the last one at {}", page::at(last))).unwrap_or_default();
        let address = page::encoded(&format!("conversations/{}", pages::name(&stem, 1)));
        let messages = if count == 1 { "1 message".to_owned() } else { format!("{count} messages") };
        let about = format!("{}, {messages}{last}", page::kind(it.kind));
        let link = format!("<a href=\"{address}\">{}</a>", page::isolated(&title));
        writeln!(index, "<li>{link} <span class=\"quiet\">{about}</span></li>").map_err(cannot)
    }

    fn goes_on(&mut self) -> Result<()> {
        self.progress.at(self.written.messages);
        if self.progress.stop()() { Err(copies::stopped()) } else { Ok(()) }
    }

    fn avatar(&mut self, avatar: &mut Option<exports::Stored>) -> Result<()> {
        if let Some(avatar) = avatar {
            avatar.path = self.copy(&avatar.place(), format!("files/avatars/{}", avatar.name))?;
        }
        Ok(())
    }

    /// Copies a file, where it is not there yet: one that is in several messages is there once. Where it comes to lie.
    fn copy(&mut self, from: &Path, to: String) -> Result<Option<String>> {
        let from = self.from.join(from);
        let cannot = |error: io::Error| {
            let text = format!("{} cannot be read ({error}); look after the disk.", from.display());
            Error::new(Code::Unavailable, text)
        };
        let mut source = match plain::open(&from) {
            Ok(source) => source,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.written.lost += 1;
                return Ok(None);
            }
            Err(error) => return Err(cannot(error)),
        };
        let mut target = match self.place.file(&to) {
            Ok(target) => target,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(Some(to)),
            Err(error) => return Err(unwritable(self.to, &error)),
        };
        loop {
            let read = source.read(&mut self.buffer).map_err(cannot)?;
            if read == 0 {
                break;
            }
            target.write_all(&self.buffer[..read]).map_err(|error| unwritable(self.to, &error))?;
            if self.progress.stop()() {
                return Err(copies::stopped());
            }
        }
        target.flush().map_err(|error| unwritable(self.to, &error))?;
        self.written.files += 1;
        Ok(Some(to))
    }
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    conversation: &'a exports::Conversation,
    messages: &'a str,
    count: u64,
}

fn line(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, value)?;
    to.write_all(b"\n")
}

fn unless_there(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(error) }
}
