//! The pages of an export: plain HTML with its style inside, no script, nothing from anywhere else.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::protocol::entities::{AccountRole, ConversationKind};
use crate::protocol::time::Moment;
use crate::store::exports::{Conversation, File, Message, Person};
use crate::text::markup::escaped;

const STYLE: &str = include_str!("style.css");

/// What a path may hold as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'/');

/// Pictures that every browser shows.
const PICTURES: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/// Letters that a message shows of the one that it replies to.
const QUOTE: usize = 80;

/// What a conversation is called: that of a direct one by who is in it.
pub fn title(conversation: &Conversation) -> String {
    match &conversation.name {
        Some(name) => name.clone(),
        None => {
            let names: Vec<&str> = conversation.participants.iter().map(|one| one.person.display_name.as_str()).collect();
            if names.is_empty() { "Nobody".to_owned() } else { names.join(", ") }
        }
    }
}

pub fn kind(kind: ConversationKind) -> &'static str {
    match kind {
        ConversationKind::Direct => "Direct conversation",
        ConversationKind::Group => "Group",
        ConversationKind::Channel => "Channel",
    }
}

/// Everything before what a page is about.
pub fn top(to: &mut impl Write, title: &str) -> io::Result<()> {
    // Nothing here runs or loads anything from elsewhere; a browser that honours this sees to it.
    writeln!(
        to,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src 'none'; frame-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style></head><body>",
        escaped(title)
    )
}

pub fn bottom(to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "</body></html>")
}

/// What stands above the messages of a conversation.
pub fn about(to: &mut impl Write, conversation: &Conversation) -> io::Result<()> {
    writeln!(to, "<h1>{}</h1>", isolated(&title(conversation)))?;
    if let Some(topic) = &conversation.topic {
        writeln!(to, "<p dir=\"auto\">{}</p>", escaped(topic))?;
    }
    let people: Vec<String> = conversation.participants.iter().map(|one| isolated(&one.person.display_name)).collect();
    let since = at(conversation.created_at);
    writeln!(to, "<p class=\"quiet\">{}, since {since}: {}</p>", kind(conversation.kind), people.join(", "))
}

pub fn message(to: &mut impl Write, message: &Message, address: impl Fn(i64) -> String) -> io::Result<()> {
    let mut notes = String::new();
    if let (Some(edited), None) = (message.edited_at, message.deleted_at) {
        notes.push_str(&format!(" · edited {}", at(edited)));
    }
    if message.pinned_at.is_some() {
        notes.push_str(" · pinned");
    }
    write!(to, "<article id=\"m{}\"><b>{}</b> ", message.seq, isolated(&message.sender.display_name))?;
    writeln!(to, "<span class=\"quiet\">{}{notes}</span>", at(message.created_at))?;
    match (&message.replied, message.reply_to) {
        (Some(replied), _) => {
            let mut quote: String = replied.content.chars().take(QUOTE).collect();
            if quote.len() < replied.content.len() {
                quote.push('…');
            }
            let (name, quote) = (isolated(&replied.display_name), isolated(&quote));
            writeln!(to, "<div class=\"quiet\"><a href=\"{}\">In reply to {name}</a>: {quote}</div>", address(replied.seq))?;
        }
        (None, Some(_)) => writeln!(to, "<div class=\"quiet\">In reply to what is no longer there</div>")?,
        (None, None) => {}
    }
    let quiet = if message.deleted_at.is_some() { " quiet" } else { "" };
    if !message.content.is_empty() {
        writeln!(to, "<div class=\"text{quiet}\" dir=\"auto\">{}</div>", escaped(&message.content))?;
    }
    if let Some(file) = &message.file {
        attached(to, file)?;
    }
    if let Some(url) = &message.file_url {
        writeln!(to, "<div class=\"quiet\">{}</div>", isolated(url))?;
    }
    if !message.reactions.is_empty() {
        let reactions = message.reactions.iter().map(|one| format!("{} {}", isolated(&one.emoji), isolated(&one.username)));
        writeln!(to, "<div class=\"quiet\">{}</div>", reactions.collect::<Vec<_>>().join(", "))?;
    }
    writeln!(to, "</article>")
}

fn attached(to: &mut impl Write, file: &File) -> io::Result<()> {
    let name = escaped(&file.name);
    let Some(path) = &file.path else {
        return writeln!(to, "<div class=\"quiet\"><bdi>{name}</bdi> is lost</div>");
    };
    let address = format!("../{}", encoded(path));
    match file.mime_type.as_str() {
        mime if PICTURES.contains(&mime) => writeln!(to, "<img loading=\"lazy\" src=\"{address}\" alt=\"{name}\">")?,
        mime if mime.starts_with("video/") => writeln!(to, "<video controls preload=\"none\" src=\"{address}\"></video>")?,
        mime if mime.starts_with("audio/") => writeln!(to, "<audio controls preload=\"none\" src=\"{address}\"></audio>")?,
        _ => {}
    }
    writeln!(to, "<div><a href=\"{address}\"><bdi>{name}</bdi></a> <span class=\"quiet\">{} bytes</span></div>", file.size)
}

pub fn person(to: &mut impl Write, person: &Person) -> io::Result<()> {
    let is = match (person.bot, person.role) {
        (true, _) => "bot",
        (false, AccountRole::Admin) => "administrator",
        (false, AccountRole::Member) => "member",
    };
    let disabled = if person.disabled { ", disabled" } else { "" };
    let (name, since) = (isolated(&person.display_name), at(person.created_at));
    let picture = person.avatar.as_ref().and_then(|avatar| avatar.path.as_deref());
    let picture = picture.map(|path| format!("<img class=\"face\" src=\"{}\" alt=\"\"> ", encoded(path))).unwrap_or_default();
    writeln!(
        to,
        "<li>{picture}{name} <span class=\"quiet\">@{}, {is}{disabled}, since {since}</span></li>",
        escaped(&person.username)
    )
}

/// To the second; what JSON says is exact.
pub fn at(moment: Moment) -> String {
    let text = moment.to_string();
    text.get(..19).unwrap_or_default().replace('T', " ")
}

pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Words that turn no others around, whatever is in them.
pub fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(text))
}
