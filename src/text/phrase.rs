//! A phrase that somebody looks for, and where it is found in a text.

use super::words::{Shape, Words};

/// Words that follow each other. `open`: the last one may be the beginning of a longer word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    words: Vec<String>,
    open: bool,
}

impl Phrase {
    /// Nothing where the text holds no word.
    pub fn of(text: &str, open: bool) -> Option<Self> {
        let words = Words::of(text);
        let mut count = words.places().len();
        let mut open = open;
        if let Some((last, before)) = words.places().split_last()
            && last.shape == Shape::Tail
        {
            // The run may go on in the text; whatever follows, its last pair is there, or its only character begins one.
            let alone = before.last().is_none_or(|before| before.shape != Shape::Pair || before.end != last.end);
            count -= usize::from(!alone);
            open = alone;
        }
        let words: Vec<String> = (0..count).map(|index| words.word(index).to_owned()).collect();
        (!words.is_empty()).then_some(Phrase { words, open })
    }

    pub fn words(&self) -> &[String] {
        &self.words
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Where it stands in a text, in UTF-16 code units: from, to.
    pub fn found_in<'a>(&'a self, text: &'a Words) -> impl Iterator<Item = (u32, u32)> + 'a {
        let last = self.words.len() - 1;
        let starts = 0..text.places().len().saturating_sub(last);
        starts.filter_map(move |start| {
            let same = self.words.iter().enumerate().all(|(index, word)| {
                let there = text.word(start + index);
                if index == last && self.open { there.starts_with(word.as_str()) } else { there == word }
            });
            let place = text.places().get(start + last).filter(|_| same)?;
            Some((text.places()[start].start, if self.open { place.head } else { place.end }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, open: bool, text: &str) -> Vec<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let phrase = Phrase::of(phrase, open).expect("a word");
        let words = Words::of(text);
        phrase.found_in(&words).map(|(from, to)| String::from_utf16_lossy(&units[from as usize..to as usize])).collect()
    }

    #[test]
    fn words_are_found_side_by_side_and_the_open_one_by_its_beginning() {
        let text = "Hello, hello world: the Worldly help";
        assert_eq!(found("hello world", false, text), ["hello world"]);
        assert_eq!(found("hel", true, text), ["Hello", "hello", "help"]);
        assert_eq!(found("the world", true, text), ["the Worldly"]);
        assert!(found("world hello", false, text).is_empty());
        assert!(found("hel", false, text).is_empty());
        assert!(found("one two three", false, "one two").is_empty());
    }

    #[test]
    fn characters_are_found_inside_of_a_run() {
        for (phrase, text, there) in [
            ("上海", "我在上海工作", vec!["上海"]),
            ("上海", "我在上海", vec!["上海"]),
            ("海", "上海 海上 海", vec!["海", "海", "海"]),
            ("在上海", "我在上海工作", vec!["在上海"]),
            ("上海工", "上海 工", vec![]),
            ("上海 ok", "去上海 ok", vec!["上海 ok"]),
            ("上海 ok", "上海市 ok", vec![]),
            ("海 ok", "上海 ok", vec!["海 ok"]),
            ("서울", "서울에서", vec!["서울"]),
            ("👩", "👨\u{200d}👩\u{200d}👧", vec!["👩\u{200d}"]),
        ] {
            assert_eq!(found(phrase, false, text), there, "{phrase} in {text}");
        }
    }

    #[test]
    fn nothing_but_punctuation_is_no_phrase() {
        assert_eq!(Phrase::of("\"*() -\u{0}", true), None);
        assert_eq!(Phrase::of("", true), None);
    }
}
