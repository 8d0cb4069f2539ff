//! What a file may be called.

use super::people;

/// Bytes of a name, as most file systems have it.
const NAME: usize = 255;

/// Bytes of an ending that is kept where a name is cut.
const ENDING: usize = 32;

/// The name without a path and without what is invisible or turns the reading direction; `file` where nothing is left.
pub(super) fn file_name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|letter| !people::is_hidden(*letter)).collect();
    let name = name.trim();
    // Dots alone are a path, and browsers walk it even where they are encoded.
    if name.trim_matches('.').is_empty() {
        return "file".to_owned();
    }
    if name.len() <= NAME {
        return name.to_owned();
    }
    let ending = name.rfind('.').filter(|at| *at > 0).map_or("", |at| &name[at..]);
    let ending = if ending.len() <= ENDING { ending } else { "" };
    let stem = &name[..name.floor_char_boundary(NAME - ending.len())];
    format!("{stem}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        for (said, kept) in [
            ("holiday.jpg", "holiday.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ann\\photo.png", "photo.png"),
            ("/", "file"),
            ("", "file"),
            (".", "file"),
            ("..", "file"),
            ("a/..", "file"),
            (" \u{200b} ", "file"),
            ("%2e%2e%2f", "%2e%2e%2f"),
            (".bashrc", ".bashrc"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("a\0b\r\nc\u{7f}.txt", "abc.txt"),
            ("上海 naïve.txt", "上海 naïve.txt"),
            ("\"quoted\".txt", "\"quoted\".txt"),
        ] {
            assert_eq!(file_name(said), kept, "{said:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending_and_whole_letters() {
        let long = file_name(&format!("{}.jpeg", "é".repeat(300)));
        assert!(long.len() <= NAME && long.len() > NAME - 2 && long.ends_with("é.jpeg"), "{long}");
        assert_eq!(file_name(&format!("a.{}", "b".repeat(400))).len(), NAME);
        assert_eq!(file_name(&"c".repeat(NAME)).len(), NAME);
    }
}
