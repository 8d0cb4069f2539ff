//! Letters as search compares them: without case, accents and typographic variants, each with its place in the text.

use unicode_normalization::char::{compose, decompose_canonical, decompose_compatible, is_combining_mark};

/// What a letter does to the word that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Goes on with a word that white space or punctuation ends.
    Word,
    /// Of a script that puts no space between words, or hangs particles on them: Chinese, Japanese, Korean, Thai and their neighbours.
    Dense,
    /// An emoji or its like: a word by itself.
    Symbol,
    /// Ends words.
    Gap,
}

/// A folded letter and the part of the text that it stands for, in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    pub letter: char,
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
}

/// The letters of a text, in order.
pub fn letters(text: &str) -> Vec<Letter> {
    let mut letters = Letters(Vec::with_capacity(text.len()));
    let mut start = 0;
    for letter in text.chars() {
        let end = start + letter.len_utf16() as u32;
        if letter.is_ascii() {
            let kind = if letter.is_ascii_alphanumeric() { Kind::Word } else { Kind::Gap };
            letters.0.push(Letter { letter: letter.to_ascii_lowercase(), kind, start, end });
        } else if has_variants(letter) {
            decompose_compatible(letter, |part| letters.push(part, start, end));
        } else if matches!(letter, '\u{ac00}'..='\u{d7a3}') {
            letters.push(letter, start, end);
        } else {
            decompose_canonical(letter, |part| letters.push(part, start, end));
        }
        start = end;
    }
    letters.0
}

struct Letters(Vec<Letter>);

impl Letters {
    fn push(&mut self, part: char, start: u32, end: u32) {
        if let Some(last) = self.0.last_mut() {
            // A Hangul letter or a kana's mark that was written apart belongs to what stands before it.
            if last.kind == Kind::Dense
                && let Some(whole) = compose(last.letter, part)
            {
                (last.letter, last.end) = (whole, end);
                return;
            }
            if is_silent(part) {
                last.end = end;
                return;
            }
        } else if is_silent(part) {
            return;
        }
        let mut add = |letter| self.0.push(Letter { letter, kind: kind(letter), start, end });
        match plain(part) {
            Some(plain) => plain.chars().for_each(add),
            None => part.to_lowercase().for_each(&mut add),
        }
    }
}

/// Letters that only look different: full and half width, ligatures, forms of Arabic letters, mathematical alphabets.
fn has_variants(letter: char) -> bool {
    matches!(letter,
        '\u{2f00}'..='\u{2fdf}' | '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{ff00}'..='\u{ffef}' | '\u{1d400}'..='\u{1d7ff}')
}

/// What is not heard when a word is compared: accents, vowel points, selectors of form and colour, joiners.
fn is_silent(part: char) -> bool {
    matches!(part,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}'
        | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{711}' | '\u{730}'..='\u{74a}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0000}'..='\u{e01ef}')
}

/// Letters that people type otherwise and that Unicode does not take apart.
fn plain(part: char) -> Option<&'static str> {
    Some(match part {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' => "d",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

pub(super) fn kind(letter: char) -> Kind {
    match letter {
        '\u{e3f}' | '\u{30fb}' => Kind::Gap,
        '\u{e50}'..='\u{e59}' | '\u{ed0}'..='\u{ed9}' | '\u{1040}'..='\u{1049}' | '\u{17e0}'..='\u{17e9}' => Kind::Word,
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{11ff}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{303c}'
        | '\u{3040}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{1b000}'..='\u{1b16f}'
        | '\u{20000}'..='\u{3ffff}'
            if letter.is_alphanumeric() || is_combining_mark(letter) =>
        {
            Kind::Dense
        }
        '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}'
        | '\u{25a0}'..='\u{27bf}'
        | '\u{2900}'..='\u{297f}'
        | '\u{2b00}'..='\u{2bff}'
        | '\u{3297}'
        | '\u{3299}'
        | '\u{1f000}'..='\u{1f12f}'
        | '\u{1f170}'..='\u{1faff}' => Kind::Symbol,
        letter if letter.is_alphanumeric() || is_combining_mark(letter) => Kind::Word,
        _ => Kind::Gap,
    }
}
