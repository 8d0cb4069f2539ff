//! JSON of any shape that machines are known to send.

use serde_json::{Map, Value};

use super::fields::{objects, scalar, string};
use super::{Notice, ntfy, slack};
use crate::error::{Error, Result};

/// # Errors
/// `bad_request` for what is neither an object nor a string.
pub(super) fn read(value: &Value) -> Result<Notice> {
    match value {
        Value::String(text) => Ok(Notice { body: text.clone(), ..Notice::default() }),
        Value::Object(object) => Ok(object_of_any_shape(object)),
        _ => Err(Error::bad_request("The data is not of the right kind; send an object with the field text.")),
    }
}

fn object_of_any_shape(object: &Map<String, Value>) -> Notice {
    let said = [slack::text(object)].into_iter().chain(["content", "message", "body"].map(|name| string(object, name)));
    let mut parts: Vec<String> = said.into_iter().find(|text| !text.trim().is_empty()).into_iter().collect();
    // A card stands beside the text: Slack's attachments, Discord's embeds.
    parts.extend(objects(object, "attachments").map(card));
    parts.extend(objects(object, "embeds").map(card));
    parts.retain(|part| !part.trim().is_empty());
    Notice {
        title: string(object, "title"),
        body: parts.join("\n"),
        priority: object.get("priority").and_then(|priority| ntfy::priority(&scalar(priority))),
        tags: tags(object.get("tags")),
        click: string(object, "click"),
    }
}

fn tags(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(tags)) => tags.iter().map(scalar).collect(),
        Some(tags) => ntfy::tags(&scalar(tags)),
        None => Vec::new(),
    }
}

/// What a card says; its fallback where it says nothing else.
fn card(card: &Map<String, Value>) -> String {
    let marked = |name| slack::plain(&string(card, name));
    let address = [string(card, "title_link"), string(card, "url")].into_iter().find(|link| !link.is_empty());
    let title = match (marked("title"), address) {
        (title, _) if title.trim().is_empty() => title,
        (title, Some(address)) => format!("[{title}]({address})"),
        (title, None) => title,
    };
    let mut lines = vec![marked("pretext"), title, marked("text"), marked("description")];
    lines.push(slack::blocks(card));
    for field in objects(card, "fields") {
        let name = [string(field, "title"), string(field, "name")].into_iter().find(|name| !name.trim().is_empty());
        let value = slack::plain(&string(field, "value"));
        lines.push(name.map_or(value.clone(), |name| format!("{}: {value}", slack::plain(&name))));
    }
    lines.retain(|line| !line.trim().is_empty());
    if lines.is_empty() { marked("fallback") } else { lines.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> String {
        read(&serde_json::from_str(text).expect(text)).expect(text).body
    }

    #[test]
    fn cards_say_what_is_on_them() {
        let alert = r#"{"username":"Alertmanager","attachments":[{"fallback":"[FIRING] Disk","title":"[FIRING] Disk","title_link":"http://nas/alerts",
            "text":"90 % of <http://nas|the NAS> &amp; rising","fields":[{"title":"Host","value":"nas","short":true},{"value":"bare"}],"color":"danger"}]}"#;
        assert_eq!(body(alert), "[[FIRING] Disk](http://nas/alerts)\n90 % of [the NAS](http://nas) & rising\nHost: nas\nbare");
        assert_eq!(body(r#"{"attachments":[{"fallback":"A plain summary","color":"good"}]}"#), "A plain summary");
        assert_eq!(
            body(
                r#"{"content":"Up","embeds":[{"title":"Web","url":"http://w","description":"200","fields":[{"name":"Ping","value":"7 ms"}]}]}"#
            ),
            "Up\n[Web](http://w)\n200\nPing: 7 ms"
        );
        assert_eq!(body(r#"{"text":"one","attachments":["x",7,{"text":"two"}]}"#), "one\ntwo");
    }
}
