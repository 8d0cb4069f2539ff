//! What is shown of a message that was found: a piece of its text around the first find.

/// A piece of a text, and what was found in it: start and length in UTF-16 code units, as JavaScript counts, ascending and apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    pub text: String,
    pub marks: Vec<(u32, u32)>,
}

/// Units of a piece, at most; an ellipsis at each cut comes on top.
const LENGTH: u32 = 200;

/// Units before the first find.
const LEAD: u32 = 48;

/// Units that a cut moves to stand beside white space.
const GRACE: u32 = 24;

/// A place between two characters: in UTF-16 code units, in bytes, and whether white space stands on its left or right.
#[derive(Clone, Copy)]
struct Joint {
    unit: u32,
    byte: usize,
    loose: bool,
}

/// `found` are places from, to in UTF-16 code units; they may overlap. Line breaks become spaces, unit for unit.
pub fn snippet(text: &str, mut found: Vec<(u32, u32)>) -> Snippet {
    found.sort_unstable();
    let joints = joints(text);
    let length = joints.last().map_or(0, |last| last.unit);
    let first = found.first().map_or(0, |(from, _)| (*from).min(length));
    let begin = if length <= LENGTH { 0 } else { first.saturating_sub(LEAD) };
    let begin = cut(&joints, begin, if begin > 0 { (begin + GRACE).min(first) } else { 0 }, true);
    let end = begin.unit.saturating_add(LENGTH).min(length);
    let end = cut(&joints, end.saturating_sub(GRACE).max(begin.unit), end, false);
    let before = if begin.unit > 0 { "…" } else { "" };
    let after = if end.unit < length { "…" } else { "" };
    let piece = text.get(begin.byte..end.byte).unwrap_or_default();
    let piece: String = piece.chars().map(|letter| if letter.is_control() || is_break(letter) { ' ' } else { letter }).collect();
    let shift = u32::from(begin.unit > 0);
    let mut marks: Vec<(u32, u32)> = Vec::new();
    for (from, to) in found {
        let (from, to) = (from.max(begin.unit), to.min(end.unit));
        if from >= to {
            continue;
        }
        let (from, length) = (from - begin.unit + shift, to - from);
        match marks.last_mut() {
            Some(last) if from <= last.0 + last.1 => last.1 = last.1.max(from + length - last.0),
            _ => marks.push((from, length)),
        }
    }
    Snippet { text: format!("{before}{piece}{after}"), marks }
}

fn is_break(letter: char) -> bool {
    matches!(letter, '\u{2028}' | '\u{2029}')
}

fn joints(text: &str) -> Vec<Joint> {
    let mut joints = Vec::with_capacity(text.len() + 1);
    let (mut unit, mut left) = (0, true);
    for (byte, letter) in text.char_indices() {
        joints.push(Joint { unit, byte, loose: left || letter.is_whitespace() });
        unit += letter.len_utf16() as u32;
        left = letter.is_whitespace();
    }
    joints.push(Joint { unit, byte: text.len(), loose: true });
    joints
}

/// The best joint between two places: beside white space, else any; the first of them or the last.
fn cut(joints: &[Joint], from: u32, to: u32, first: bool) -> Joint {
    let begin = joints.partition_point(|joint| joint.unit < from);
    let end = joints.partition_point(|joint| joint.unit <= to);
    let between = joints.get(begin..end.max(begin)).unwrap_or_default();
    let loose = |joint: &&Joint| joint.loose;
    let (best, any) =
        if first { (between.iter().find(loose), between.first()) } else { (between.iter().rev().find(loose), between.last()) };
    // Between two units of one character there is no joint: then the one before.
    best.or(any).or(joints.get(begin.saturating_sub(1))).copied().unwrap_or(Joint { unit: 0, byte: 0, loose: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(snippet: &Snippet) -> Vec<String> {
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        let piece = |(start, length): &(u32, u32)| String::from_utf16_lossy(&units[*start as usize..(start + length) as usize]);
        snippet.marks.iter().map(piece).collect()
    }

    fn find(text: &str, what: &str) -> Vec<(u32, u32)> {
        let units = |text: &str| text.encode_utf16().count() as u32;
        text.match_indices(what).map(|(at, what)| (units(&text[..at]), units(&text[..at]) + units(what))).collect()
    }

    #[test]
    fn a_short_text_is_shown_whole_and_on_one_line() {
        let text = "😀 first\nsecond 上海 first";
        let found = snippet(text, find(text, "first"));
        assert_eq!(found.text, "😀 first second 上海 first");
        assert_eq!(found.marks, [(3, 5), (19, 5)]);
        assert_eq!(snippet(text, Vec::new()).marks, []);
        assert_eq!(snippet("", Vec::new()), Snippet::default());
    }

    #[test]
    fn a_long_text_is_cut_between_words_around_the_first_find() {
        let text = format!("{}needle {}needle", "lorem ipsum 😀 ".repeat(60), "dolor sit ".repeat(60));
        let found = snippet(&text, find(&text, "needle"));
        assert!(
            found.text.starts_with("…lorem") || found.text.starts_with("…ipsum") || found.text.starts_with("…😀"),
            "{}",
            found.text
        );
        assert!(found.text.ends_with("dolor…") || found.text.ends_with("sit…") || found.text.ends_with(" …"), "{}", found.text);
        assert!(found.text.encode_utf16().count() <= LENGTH as usize + 2);
        assert_eq!(marked(&found), ["needle"]);
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        for letter in ["😀", "上", "x"] {
            let text = format!("{}needle{}", letter.repeat(500), letter.repeat(500));
            let found = snippet(&text, find(&text, "needle"));
            assert_eq!(marked(&found), ["needle"]);
            assert!(
                found.text.trim_matches('…').replace("needle", "").chars().all(|there| letter.starts_with(there)),
                "{}",
                found.text
            );
        }
    }

    #[test]
    fn finds_that_overlap_are_one_mark() {
        assert_eq!(snippet("abcdef", vec![(1, 3), (0, 2), (5, 6)]).marks, [(0, 3), (5, 1)]);
        let long = "x".repeat(900);
        let whole = snippet(&long, vec![(0, 900)]);
        assert_eq!(whole.marks, [(0, LENGTH)]);
    }
}
