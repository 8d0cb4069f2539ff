//! Slack's ways: the markup in its texts, and blocks.

use serde_json::{Map, Value};

use super::fields::{objects, string};

/// What a message says: its blocks where it has some, since its `text` then only stands in for them.
pub(super) fn text(object: &Map<String, Value>) -> String {
    let blocks = blocks(object);
    if blocks.is_empty() { plain(&string(object, "text")) } else { blocks }
}

/// The words of all blocks, a line each.
pub(super) fn blocks(object: &Map<String, Value>) -> String {
    let lines: Vec<String> = objects(object, "blocks").map(block).filter(|line| !line.trim().is_empty()).collect();
    lines.join("\n")
}

fn block(block: &Map<String, Value>) -> String {
    let title = words(block.get("title"));
    let mut lines: Vec<String> = match string(block, "type").as_str() {
        "header" => vec![bold(&words(block.get("text")))],
        "rich_text" => objects(block, "elements").map(rich).collect(),
        // Pictures and files: what they are called.
        "image" => vec![if title.is_empty() { string(block, "alt_text") } else { title }],
        "context" => vec![objects(block, "elements").map(element).collect::<Vec<_>>().join(" ")],
        "actions" => objects(block, "elements").map(element).collect(),
        _ => std::iter::once(words(block.get("text"))).chain(objects(block, "fields").map(element)).collect(),
    };
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

fn bold(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { format!("**{}**", text.trim()) }
}

/// Text, a picture in place of text, or a button that leads somewhere.
fn element(element: &Map<String, Value>) -> String {
    let said = match element.get("text") {
        None => string(element, "alt_text"),
        said => words(said),
    };
    match string(element, "url") {
        address if address.is_empty() || said.is_empty() => said,
        address => format!("[{said}]({address})"),
    }
}

/// A text object, or the text itself.
fn words(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => plain(text),
        Some(Value::Object(object)) if string(object, "type") == "plain_text" => string(object, "text"),
        Some(Value::Object(object)) => plain(&string(object, "text")),
        _ => String::new(),
    }
}

/// A part of a rich text: a section, a list, a quotation, code.
fn rich(part: &Map<String, Value>) -> String {
    let inner = || objects(part, "elements").map(rich).collect::<String>();
    match string(part, "type").as_str() {
        "rich_text_list" => objects(part, "elements").map(|item| format!("• {}", rich(item))).collect::<Vec<_>>().join("\n"),
        "rich_text_quote" => inner().lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
        "rich_text_preformatted" => format!("```\n{}\n```", inner()),
        "link" if string(part, "text").is_empty() => string(part, "url"),
        "link" => format!("[{}]({})", string(part, "text"), string(part, "url")),
        "emoji" => format!(":{}:", string(part, "name")),
        "broadcast" => "@here".to_owned(),
        "user" => format!("@{}", string(part, "user_id")),
        "text" => string(part, "text"),
        _ => inner(),
    }
}

/// Text without Slack's markup: `<address|label>`, `<!here>`, `<@name>`, and three letters that it has to escape.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tagged) = rest.split_at(start);
        out.push_str(&unescaped(before));
        let found = tagged[1..].find(['<', '>', '\n']).filter(|end| tagged.as_bytes()[end + 1] == b'>');
        let spoken = found.and_then(|end| Some((tag(&tagged[1..=end])?, &tagged[end + 2..])));
        match spoken {
            Some((said, after)) => {
                out.push_str(&said);
                rest = after;
            }
            None => {
                out.push('<');
                rest = &tagged[1..];
            }
        }
    }
    out.push_str(&unescaped(rest));
    out
}

/// What stands between angle brackets, said in words; nothing where it is no markup.
fn tag(inside: &str) -> Option<String> {
    let (what, label) = inside.split_once('|').map_or((inside, ""), |(what, label)| (what, label.trim()));
    let (what, label) = (unescaped(what), unescaped(label));
    if let Some(name) = what.strip_prefix('@') {
        return Some(format!("@{}", if label.is_empty() { name } else { &label }));
    }
    if let Some(name) = what.strip_prefix('#') {
        return Some(format!("#{}", if label.is_empty() { name } else { &label }));
    }
    if let Some(special) = what.strip_prefix('!') {
        return match special {
            "here" | "channel" | "everyone" => Some("@here".to_owned()),
            _ => Some(label),
        };
    }
    let address = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| what.starts_with(scheme));
    address.then(|| match label.is_empty() || label == what {
        true => what.strip_prefix("mailto:").unwrap_or(&what).to_owned(),
        false => format!("[{label}]({what})"),
    })
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_said_in_words() {
        for (slack, said) in [
            ("<http://nas/log|the log> is <b>full</b>", "[the log](http://nas/log) is <b>full</b>"),
            ("see <https://nas?a=1&amp;b=2>", "see https://nas?a=1&b=2"),
            ("<!here> <!channel|channel> come, <@ann> and <@U1|bo>, to <#C1|hall>", "@here @here come, @ann and @bo, to #hall"),
            ("1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt; stays", "1 < 2 && 3 > 2, &lt; stays"),
            ("a < b and c > d", "a < b and c > d"),
            ("<mailto:ann@example.org|ann@example.org>", "[ann@example.org](mailto:ann@example.org)"),
            ("<!date^1392734382^{date}|yesterday>", "yesterday"),
            ("<<http://a>>", "<http://a>"),
            ("<http://a", "<http://a"),
            ("<", "<"),
            ("<>", "<>"),
            ("上<海>", "上<海>"),
        ] {
            assert_eq!(plain(slack), said, "{slack}");
        }
    }

    #[test]
    fn blocks_say_what_is_in_them() {
        let message = r#"{"text":"for those who see no blocks","blocks":[
            {"type":"header","text":{"type":"plain_text","text":"Deployed"}},
            {"type":"divider"},
            {"type":"section","text":{"type":"mrkdwn","text":"by <@ann> &amp; co"},"fields":[{"type":"mrkdwn","text":"*Host* nas"}]},
            {"type":"context","elements":[{"type":"image","alt_text":"logo","image_url":"x"},{"type":"mrkdwn","text":"v2"}]},
            {"type":"rich_text","elements":[
                {"type":"rich_text_section","elements":[{"type":"text","text":"see "},{"type":"link","url":"http://nas"}]},
                {"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]}]},
                {"type":"rich_text_preformatted","elements":[{"type":"text","text":"ok"}]}]},
            {"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Open"},"url":"http://nas/1"}]}]}"#;
        let object = serde_json::from_str(message).expect("JSON");
        assert_eq!(
            text(&object),
            "**Deployed**\nby @ann & co\n*Host* nas\nlogo v2\nsee http://nas\n• one\n```\nok\n```\n[Open](http://nas/1)"
        );
        let bare = serde_json::from_str(r#"{"text":"words","blocks":[{"type":"divider"},7]}"#).expect("JSON");
        assert_eq!(text(&bare), "words");
    }
}
