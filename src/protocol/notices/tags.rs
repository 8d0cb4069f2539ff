//! The pictures of the tags that machines use most, by the names that Slack, GitHub and ntfy share.

const PICTURES: [(&str, &str); 56] = [
    ("+1", "👍"),
    ("-1", "👎"),
    ("alarm_clock", "⏰"),
    ("arrow_down", "⬇️"),
    ("arrow_up", "⬆️"),
    ("arrows_counterclockwise", "🔄"),
    ("ballot_box_with_check", "☑️"),
    ("battery", "🔋"),
    ("bell", "🔔"),
    ("boom", "💥"),
    ("bug", "🐛"),
    ("bulb", "💡"),
    ("calendar", "📅"),
    ("car", "🚗"),
    ("cd", "💿"),
    ("chart_with_upwards_trend", "📈"),
    ("computer", "💻"),
    ("door", "🚪"),
    ("droplet", "💧"),
    ("electric_plug", "🔌"),
    ("email", "📧"),
    ("exclamation", "❗"),
    ("eyes", "👀"),
    ("facepalm", "🤦"),
    ("fire", "🔥"),
    ("floppy_disk", "💾"),
    ("gear", "⚙️"),
    ("green_circle", "🟢"),
    ("hammer_and_wrench", "🛠️"),
    ("heart", "❤️"),
    ("heavy_check_mark", "✔️"),
    ("hourglass", "⌛"),
    ("house", "🏠"),
    ("information_source", "ℹ️"),
    ("key", "🔑"),
    ("lock", "🔒"),
    ("loudspeaker", "📢"),
    ("mailbox", "📫"),
    ("no_entry", "⛔"),
    ("no_entry_sign", "🚫"),
    ("package", "📦"),
    ("partying_face", "🥳"),
    ("question", "❓"),
    ("red_circle", "🔴"),
    ("robot", "🤖"),
    ("rocket", "🚀"),
    ("rotating_light", "🚨"),
    ("skull", "💀"),
    ("stop_sign", "🛑"),
    ("sunny", "☀️"),
    ("tada", "🎉"),
    ("thermometer", "🌡️"),
    ("triangular_flag_on_post", "🚩"),
    ("warning", "⚠️"),
    ("white_check_mark", "✅"),
    ("x", "❌"),
];

/// The picture of a tag, with or without colons around it.
pub(super) fn picture(tag: &str) -> Option<&'static str> {
    let tag = tag.trim_matches(':');
    PICTURES.binary_search_by_key(&tag, |(name, _)| name).ok().map(|at| PICTURES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_finds_its_picture() {
        for (name, picture_of_it) in PICTURES {
            assert_eq!(picture(name), Some(picture_of_it), "{name} does not stand where it is looked for");
        }
        assert_eq!((picture(":tada:"), picture("backup"), picture("")), (Some("🎉"), None, None));
    }
}
