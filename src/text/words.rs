//! A text as a row of words: what the index holds, and where each stands.

use super::fold::{Kind, Letter, kind, letters};

/// Letters of one word that count; the rest of a longer one is as good as not there.
const LETTERS: usize = 64;

/// How a word came out of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Whole,
    /// Two neighbours of a run without spaces: 上海市 is 上海, 海市, and 市 as its tail. So a word inside of a run is found,
    /// and a single character begins a word wherever it stands.
    Pair,
    /// The last character of a run.
    Tail,
}

/// What kinds of letters a word is of, as coarse as it helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// And digits.
    Latin,
    /// See `Kind::Dense`.
    Dense,
    Other,
}

impl Script {
    pub fn of(word: &str) -> Self {
        match word.chars().next() {
            None | Some('\0'..='\u{24f}') => Script::Latin,
            Some(letter) if kind(letter) == Kind::Dense => Script::Dense,
            Some(_) => Script::Other,
        }
    }
}

/// Where a word stands: bytes of `Words::said`, then UTF-16 code units of the text.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    from: usize,
    to: usize,
    pub shape: Shape,
    pub start: u32,
    pub end: u32,
    /// The end of a pair's first character; of any other word the end.
    pub head: u32,
}

/// The folded words of a text. Whatever changes here changes what is in every index: it needs an edition that indexes anew.
#[derive(Debug, Default)]
pub struct Words {
    said: String,
    places: Vec<Place>,
}

impl Words {
    pub fn of(text: &str) -> Self {
        let letters = letters(text);
        let mut words = Words { said: String::with_capacity(text.len()), places: Vec::new() };
        let mut rest = &letters[..];
        while let Some(first) = rest.first() {
            let run = rest.iter().take_while(|letter| letter.kind == first.kind).count();
            let (run, after) = rest.split_at(run);
            match first.kind {
                Kind::Gap => {}
                Kind::Word => words.push(&run[..run.len().min(LETTERS)], Shape::Whole, run),
                Kind::Dense => {
                    run.windows(2).for_each(|pair| words.push(pair, Shape::Pair, pair));
                    let tail = &run[run.len() - 1..];
                    words.push(tail, Shape::Tail, tail);
                }
                Kind::Symbol => words.symbols(run),
            }
            rest = after;
        }
        words
    }

    /// Each symbol is a word, but the two letters of a flag are one.
    fn symbols(&mut self, mut run: &[Letter]) {
        let is_half = |letter: &Letter| matches!(letter.letter, '\u{1f1e6}'..='\u{1f1ff}');
        while !run.is_empty() {
            let flag = run.len() > 1 && run[..2].iter().all(is_half);
            let (symbol, after) = run.split_at(if flag { 2 } else { 1 });
            self.push(symbol, Shape::Whole, symbol);
            run = after;
        }
    }

    /// `counted` are the letters that make the word, `all` those that it stands for; neither is empty.
    fn push(&mut self, counted: &[Letter], shape: Shape, all: &[Letter]) {
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
        if !self.said.is_empty() {
            self.said.push(' ');
        }
        let from = self.said.len();
        self.said.extend(counted.iter().map(|letter| letter.letter));
        let head = if shape == Shape::Pair { first.end } else { last.end };
        self.places.push(Place { from, to: self.said.len(), shape, start: first.start, end: last.end, head });
    }

    /// The words with a space between them, as the index takes them. Letters, digits and symbols alone: nothing of it is syntax.
    pub fn said(&self) -> &str {
        &self.said
    }

    pub fn places(&self) -> &[Place] {
        &self.places
    }

    pub fn has(&self, script: Script) -> bool {
        (0..self.places.len()).any(|index| Script::of(self.word(index)) == script)
    }

    /// A word; nothing where there is none.
    pub fn word(&self, index: usize) -> &str {
        self.places.get(index).and_then(|place| self.said.get(place.from..place.to)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        Words::of(text).said
    }

    #[test]
    fn case_accents_and_typography_make_no_difference() {
        for (text, words) in [
            ("Hello, World!", "hello world"),
            ("café CAFE\u{301} Cafe", "cafe cafe cafe"),
            ("Straße Łódź Ærø İstanbul ΣΊΣΥΦΟΣ", "strasse lodz aero istanbul σισυφοσ"),
            ("Ёлка ёлка", "елка елка"),
            ("ﬁne ＦＵＬＬ ｗｉｄｔｈ １２ 𝓱𝓲", "fine full width 12 hi"),
            ("don't snake_case e-mail 3.14", "don t snake case e mail 3 14"),
            ("soft\u{ad}hyphen zero\u{200b}width", "softhyphen zerowidth"),
            ("السَّلَامُ عليـــكم أهلا", "السلام عليكم اهلا"),
            ("שָׁלוֹם", "שלום"),
            ("हिन्दी में", "हिन्दी में"),
            ("\u{0}\u{7}\n\t !?\"'()*:^-+ …—", ""),
            ("\u{301}\u{fe0f}", ""),
        ] {
            assert_eq!(said(text), words, "{text}");
        }
    }

    #[test]
    fn where_no_spaces_are_written_every_two_neighbours_are_a_word() {
        for (text, words) in [
            ("我在上海工作。", "我在 在上 上海 海工 工作 作"),
            ("上", "上"),
            ("東京タワーへ行く", "東京 京タ タワ ワー ーへ へ行 行く く"),
            ("ﾀﾜｰ ｶﾞ", "タワ ワー ー ガ"),
            ("か\u{3099}く が", "がく く が"),
            ("서울에서", "서울 울에 에서 서"),
            ("\u{1112}\u{1161}\u{11ab}글", "한글 글"),
            ("สวัสดี", "สว วั ัส สด ดี ี"),
            ("iPhone手机壳15", "iphone 手机 机壳 壳 15"),
        ] {
            assert_eq!(said(text), words, "{text}");
        }
    }

    #[test]
    fn an_emoji_is_a_word_whatever_its_colour() {
        for (text, words) in [("😀😀 ok👍🏽", "😀 😀 ok 👍"), ("👨\u{200d}👩\u{200d}👧", "👨 👩 👧"), ("❤️ 🇩🇪🇫🇷 1️⃣", "❤ 🇩🇪 🇫🇷 1")]
        {
            assert_eq!(said(text), words, "{text}");
        }
    }

    #[test]
    fn places_are_counted_as_javascript_counts() {
        let text = "😀 cafe\u{301} 上海";
        let units: Vec<u16> = text.encode_utf16().collect();
        let words = Words::of(text);
        let shown: Vec<String> = words
            .places()
            .iter()
            .map(|place| String::from_utf16_lossy(&units[place.start as usize..place.end as usize]))
            .collect();
        assert_eq!(shown, ["😀", "cafe\u{301}", "上海", "海"]);
        assert_eq!((words.places()[2].start, words.places()[2].head), (9, 10));
    }

    #[test]
    fn a_word_without_end_counts_by_its_beginning() {
        let text = "x".repeat(5000);
        let words = Words::of(&text);
        assert_eq!((words.word(0).len(), words.places()[0].end, words.word(1)), (LETTERS, 5000, ""));
    }

    /// Strangers write what is indexed: whatever it is, nothing panics, and what comes out is words and spaces alone.
    #[test]
    fn no_text_is_too_odd() {
        let mut state = 7_u64;
        let mut chance = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u32
        };
        for _ in 0..3000 {
            let length = chance() % 40;
            let text: String = (0..length)
                .filter_map(|_| match chance() % 4 {
                    0 => char::from_u32(chance() % 0x80),
                    1 => char::from_u32(0x300 + chance() % 0x3000),
                    2 => char::from_u32(0x1f000 + chance() % 0x1000),
                    _ => char::from_u32(chance() % 0x11_0000),
                })
                .collect();
            let words = Words::of(&text);
            let is_word = |letter: char| !letter.is_ascii() || letter.is_ascii_lowercase() || letter.is_ascii_digit();
            assert!(words.said().chars().all(|letter| letter == ' ' || is_word(letter)), "{text:?}");
            let units = text.encode_utf16().count() as u32;
            for place in words.places() {
                assert!(place.start < place.head && place.head <= place.end && place.end <= units, "{text:?} {place:?}");
            }
        }
    }
}
