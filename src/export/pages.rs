//! One conversation as pages, one after the other, each written as it comes.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::page;
use super::place::Place;
use crate::store::exports::{Conversation, Message};

/// Messages on a page.
const PAGE: i64 = 1000;

pub struct Pages<'a> {
    place: &'a Place,
    conversation: &'a Conversation,
    stem: &'a str,
    /// The first message's.
    first: Option<i64>,
    number: i64,
    day: String,
    file: BufWriter<File>,
}

impl<'a> Pages<'a> {
    pub fn new(place: &'a Place, conversation: &'a Conversation, stem: &'a str) -> io::Result<Self> {
        let file = place.file(&format!("conversations/{}", name(stem, 1)))?;
        let mut pages = Pages { place, conversation, stem, first: None, number: 1, day: String::new(), file };
        pages.begin(None)?;
        Ok(pages)
    }

    pub fn add(&mut self, message: &Message) -> io::Result<()> {
        let first = *self.first.get_or_insert(message.seq);
        let number_of = |seq: i64| (seq - first).max(0) / PAGE + 1;
        if number_of(message.seq) != self.number {
            let next = number_of(message.seq);
            self.end(Some(next))?;
            self.file = self.place.file(&format!("conversations/{}", name(self.stem, next)))?;
            let last = std::mem::replace(&mut self.number, next);
            self.day.clear();
            self.begin(Some(last))?;
        }
        let day = page::at(message.created_at).split(' ').next().unwrap_or_default().to_owned();
        if day != self.day {
            writeln!(self.file, "<h2>{day}</h2>")?;
            self.day = day;
        }
        page::message(&mut self.file, message, |seq| format!("{}#m{seq}", page::encoded(&name(self.stem, number_of(seq)))))
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.end(None)
    }

    fn begin(&mut self, last: Option<i64>) -> io::Result<()> {
        page::top(&mut self.file, &page::title(self.conversation))?;
        self.links(last, None)?;
        page::about(&mut self.file, self.conversation)
    }

    fn end(&mut self, next: Option<i64>) -> io::Result<()> {
        self.links(None, next)?;
        page::bottom(&mut self.file)?;
        self.file.flush()
    }

    fn links(&mut self, last: Option<i64>, next: Option<i64>) -> io::Result<()> {
        write!(self.file, "<p><a href=\"../index.html\">All conversations</a>")?;
        for (number, word) in [(last, "Earlier"), (next, "Later")] {
            if let Some(number) = number {
                write!(self.file, " · <a href=\"{}\">{word}</a>", page::encoded(&name(self.stem, number)))?;
            }
        }
        writeln!(self.file, "</p>")
    }
}

pub fn name(stem: &str, number: i64) -> String {
    if number == 1 { format!("{stem}.html") } else { format!("{stem}-{number}.html") }
}
