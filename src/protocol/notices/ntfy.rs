//! ntfy's ways: a title, a priority, tags and a link, in headers or in the address.

use super::{Notice, words};

/// Each by all of its names; the first that is there counts.
const TITLE: [&str; 4] = ["x-title", "title", "ti", "t"];
const MESSAGE: [&str; 3] = ["x-message", "message", "m"];
const PRIORITY: [&str; 4] = ["x-priority", "priority", "prio", "p"];
const TAGS: [&str; 4] = ["x-tags", "tags", "tag", "ta"];
const CLICK: [&str; 2] = ["x-click", "click"];

/// Adds what the fields say to what the body says.
pub(super) fn add(notice: &mut Notice, fields: &[(&str, String)]) {
    let find = |names: &[&str]| {
        let field = names.iter().find_map(|name| fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)));
        field.map(|(_, value)| words::decode(value)).filter(|value| !value.trim().is_empty())
    };
    if let Some(title) = find(&TITLE) {
        notice.title = title;
    }
    if notice.body.trim().is_empty()
        && let Some(message) = find(&MESSAGE)
    {
        // In a header there is no line break, so ntfy's clients write one as two letters.
        notice.body = message.replace("\\n", "\n");
    }
    if let Some(priority) = find(&PRIORITY).and_then(|text| priority(&text)) {
        notice.priority = Some(priority);
    }
    if let Some(text) = find(&TAGS) {
        notice.tags = tags(&text);
    }
    if let Some(click) = find(&CLICK) {
        notice.click = click.trim().to_owned();
    }
}

/// 1 to 5, by number or by name. Browsers send a header `Priority` that means something else: that is none.
pub(super) fn priority(text: &str) -> Option<u8> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "min" => Some(1),
        "2" | "low" => Some(2),
        "3" | "default" => Some(3),
        "4" | "high" => Some(4),
        "5" | "max" | "urgent" => Some(5),
        _ => None,
    }
}

pub(super) fn tags(text: &str) -> Vec<String> {
    text.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use crate::protocol::notices::Post;

    fn said(fields: &[(&'static str, &str)], body: &str) -> String {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Post { kind: Some("text/plain"), fields, body: body.as_bytes() }.text(5120).expect(body)
    }

    #[test]
    fn title_priority_tags_and_link_are_said() {
        let fields =
            [("title", "Backup"), ("Priority", "urgent"), ("X-Tags", "warning, nas ,skull"), ("click", "https://nas/log")];
        assert_eq!(said(&fields, "failed"), "‼️ ⚠️ 💀 **Backup**\nfailed\nhttps://nas/log\nTags: nas");
        assert_eq!(said(&[("tags", "tada")], "done"), "🎉 done");
        assert_eq!(said(&[("p", "4")], "careful"), "❗ careful");
        for nothing in [
            ("Priority", "u=1, i"),
            ("priority", "9"),
            ("click", "javascript:alert(1)"),
            ("click", "https://a b"),
            ("tags", " , "),
        ] {
            assert_eq!(said(&[nothing], "calm"), "calm", "{nothing:?}");
        }
        assert_eq!(said(&[("click", "http://a")], "see http://a/b"), "see http://a/b", "once is enough");
    }

    #[test]
    fn the_body_goes_before_the_field_and_the_header_before_the_address() {
        assert_eq!(said(&[("m", "from the field")], "from the body"), "from the body");
        assert_eq!(said(&[("message", "from\\nthe field")], ""), "from\nthe field");
        assert_eq!(said(&[("t", "short"), ("title", "long")], "x"), "**long**\nx");
        assert_eq!(said(&[("Title", "=?UTF-8?B?w7xiZXI=?=")], "x"), "**über**\nx");
    }
}
