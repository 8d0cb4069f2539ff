//! Notices: what machines say in the tongues that they know (plain text, Slack's, Discord's, ntfy's), made into the text of a message.

mod fields;
mod json;
mod ntfy;
mod slack;
mod tags;
mod words;

use serde_json::{Map, Value};

use super::decode;
use crate::error::{Code, Error, Result};

/// Characters of a title.
const TITLE: usize = 256;

/// Tags that one notice may have.
const TAGS: usize = 20;

/// Bytes of a tag, and of a link.
const TAG: usize = 64;
const LINK: usize = 1024;

/// What stands for the rest of what is too long.
const REST: &str = "…";

/// A request as a machine makes it.
pub struct Post<'a> {
    /// The Content-Type.
    pub kind: Option<&'a str>,
    /// Headers, then the parameters of the address; names in any case.
    pub fields: Vec<(&'a str, String)>,
    pub body: &'a [u8],
}

/// What it says, piece by piece.
#[derive(Debug, Default, PartialEq, Eq)]
struct Notice {
    title: String,
    body: String,
    /// 1 to 5, where 3 is nothing special.
    priority: Option<u8>,
    tags: Vec<String>,
    click: String,
}

impl Post<'_> {
    /// The text, cut to `limit` bytes where it is longer: a machine would not send it anew in parts.
    ///
    /// # Errors
    /// `bad_request` for what is empty, no text, or broken JSON; `unsupported_media_type` for a form with files.
    pub fn text(&self, limit: usize) -> Result<String> {
        let mut notice = self.read()?;
        ntfy::add(&mut notice, &self.fields);
        notice.compose(limit).ok_or_else(|| {
            Error::bad_request("There is nothing to say: send the text as the body, or as the field text, message or content.")
        })
    }

    fn read(&self) -> Result<Notice> {
        let kind = self.kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
        if kind.starts_with("multipart/") {
            let message = "A hook takes text, JSON, or a form with the field payload; a form with files it does not.";
            return Err(Error::new(Code::UnsupportedMediaType, message));
        }
        let body = str::from_utf8(self.body).map_err(|_| Error::bad_request("The body is not text; send UTF-8."))?;
        if body.trim().is_empty() {
            return Ok(Notice::default());
        }
        if kind == "application/json" || kind.ends_with("+json") {
            return json::read(&decode::json(body)?);
        }
        // What curl calls everything that it is not told the name of.
        if kind == "application/x-www-form-urlencoded"
            && let Some((_, payload)) = form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "payload")
        {
            return json::read(&decode::json(&payload)?);
        }
        // JSON that nobody called so, if it is of a known shape.
        let guess = if body.trim_start().starts_with('{') { decode::json::<Map<String, Value>>(body).ok() } else { None };
        let known =
            guess.and_then(|object| json::read(&Value::Object(object)).ok()).filter(|notice| *notice != Notice::default());
        Ok(known.unwrap_or_else(|| Notice { body: body.to_owned(), ..Notice::default() }))
    }
}

impl Notice {
    /// The title in bold, the body, the link, and what tags have no picture. Only the body is cut.
    fn compose(&self, limit: usize) -> Option<String> {
        let title: String = line(&self.title).chars().take(TITLE).collect();
        let body = self.body.replace("\r\n", "\n");
        let body = body.trim_end().trim_start_matches('\n');
        if title.is_empty() && body.is_empty() {
            return None;
        }
        let mut marks: Vec<&str> = Vec::new();
        match self.priority {
            Some(4) => marks.push("❗"),
            Some(5) => marks.push("‼️"),
            _ => {}
        }
        let mut others = Vec::new();
        for tag in self.tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty() && tag.len() <= TAG).take(TAGS) {
            match tags::picture(tag) {
                Some(picture) => marks.push(picture),
                None => others.push(tag),
            }
        }
        if !title.is_empty() {
            marks.push("**");
        }
        let mut head = marks.join(" ");
        match (title.is_empty(), body.is_empty()) {
            (true, _) if head.is_empty() => {}
            (true, _) => head.push(' '),
            (false, true) => head.push_str(&format!("{title}**")),
            (false, false) => head.push_str(&format!("{title}**\n")),
        }
        let mut tail = String::new();
        let web = self.click.starts_with("https://") || self.click.starts_with("http://");
        if web && self.click.len() <= LINK && !self.click.contains(char::is_whitespace) && !body.contains(&self.click) {
            tail.push_str(&format!("\n{}", self.click));
        }
        if !others.is_empty() {
            tail.push_str(&format!("\nTags: {}", others.join(", ")));
        }
        let room = limit.saturating_sub(head.len() + tail.len());
        Some(format!("{head}{}{tail}", cut(body, room)))
    }
}

/// The text, or as much of it as fits into `limit` bytes together with an ellipsis.
pub fn cut(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(limit.saturating_sub(REST.len()));
    format!("{}{REST}", text[..end].trim_end())
}

/// All in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";

    fn said(kind: &str, fields: &[(&'static str, &str)], body: &str) -> Result<String> {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Post { kind: Some(kind).filter(|kind| !kind.is_empty()), fields, body: body.as_bytes() }.text(5120)
    }

    #[test]
    fn plain_text_is_taken_as_it_is_whatever_it_is_called() {
        for kind in [FORM, "text/plain", "text/plain; charset=utf-8", "", "application/octet-stream"] {
            for text in [
                "Washing machine done",
                "100 % & more = +1",
                "a=b&c=d",
                "{ not json",
                "{\"some\":\"json\"}",
                "  indented",
                "上海 🔑",
            ] {
                assert_eq!(said(kind, &[], text).expect(text), text, "{kind}");
            }
        }
        assert_eq!(said(FORM, &[], "\r\none\r\ntwo\r\n\n").expect("text"), "one\ntwo");
    }

    #[test]
    fn json_of_known_shapes_is_read_also_where_curl_calls_it_a_form() {
        for body in [
            r#"{"text":"Done"}"#,
            r#"{"message":"Done"}"#,
            r#"{"content":"Done","username":"Spidey Bot","avatar_url":"x"}"#,
            r#"{"body":"Done"}"#,
            r#"{"topic":"laundry","message":"Done","priority":3}"#,
            r#"{"text":"Done","username":"ghost","icon_emoji":":ghost:","channel":"C1"}"#,
            r#" {"text":"","message":"Done"} "#,
        ] {
            assert_eq!(said(JSON, &[], body).expect(body), "Done", "{body}");
            assert_eq!(said(FORM, &[], body).expect(body), "Done", "{body}");
        }
        assert_eq!(said(FORM, &[], "payload=%7B%22text%22%3A%22a+b%22%7D").expect("Slack's form"), "a b");
        assert_eq!(said(JSON, &[], "\"Done\"").expect("a string"), "Done");
        assert_eq!(said(JSON, &[], r#"{"message":7}"#).expect("a number"), "7");
    }

    #[test]
    fn what_is_nothing_or_broken_is_refused() {
        for (kind, body) in [
            (FORM, ""),
            ("text/plain", " \n\t"),
            (JSON, ""),
            (JSON, "{}"),
            (JSON, "{"),
            (JSON, "[]"),
            (JSON, "7"),
            (JSON, r#"{"text":" "}"#),
            (JSON, r#"{"text":["a"]}"#),
            (FORM, "payload=x"),
        ] {
            assert_eq!(said(kind, &[], body).expect_err(body).code(), Code::BadRequest, "{body}");
        }
        let upload = said("multipart/form-data; boundary=x", &[], "--x").expect_err("a form with files");
        assert_eq!(upload.code(), Code::UnsupportedMediaType);
        let latin = Post { kind: Some("text/plain"), fields: vec![], body: b"caf\xe9" };
        assert_eq!(latin.text(5120).expect_err("no UTF-8").code(), Code::BadRequest);
    }

    #[test]
    fn a_title_is_a_bold_first_line_and_stays_whole_when_the_body_is_cut() {
        let text = said("", &[("Title", " Backup\n failed ")], "The disk is full.").expect("text");
        assert_eq!(text, "**Backup failed**\nThe disk is full.");
        assert_eq!(said("", &[("X-Title", "Only this")], "").expect("text"), "**Only this**");
        let long = said("", &[("title", "T"), ("click", "https://nas/log")], &"é".repeat(5000)).expect("cut");
        assert!(long.len() <= 5120 && long.len() > 5115, "{}", long.len());
        assert!(long.starts_with("**T**\néé") && long.ends_with("éé…\nhttps://nas/log"));
        assert_eq!(cut("héllo", 5), "h…");
        assert_eq!(cut("hello", 5), "hello");
        assert_eq!(cut("hello", 0), "…");
    }
}
