//! The words of the page, a file a language. They are HTML; a list becomes the steps of a system.

use toml::{Table, Value};

use crate::error::{Error, Result};
use crate::http::weights;

/// Each with its own name for itself. The first is for whoever asks for none of them.
pub const LANGUAGES: [Language; 8] = [
    Language { tag: "en", name: "English", direction: "ltr", words: include_str!("words/en.toml") },
    Language { tag: "de", name: "Deutsch", direction: "ltr", words: include_str!("words/de.toml") },
    Language { tag: "es", name: "Español", direction: "ltr", words: include_str!("words/es.toml") },
    Language { tag: "fr", name: "Français", direction: "ltr", words: include_str!("words/fr.toml") },
    Language { tag: "pt", name: "Português", direction: "ltr", words: include_str!("words/pt.toml") },
    Language { tag: "zh", name: "中文", direction: "ltr", words: include_str!("words/zh.toml") },
    Language { tag: "ja", name: "日本語", direction: "ltr", words: include_str!("words/ja.toml") },
    Language { tag: "ar", name: "العربية", direction: "rtl", words: include_str!("words/ar.toml") },
];

pub struct Language {
    pub tag: &'static str,
    pub name: &'static str,
    pub direction: &'static str,
    words: &'static str,
}

impl Language {
    /// The best of what was asked for, in the form of `Accept-Language` (RFC 9110, section 12.5.4); of equals the first.
    pub fn for_whom(accepts: &str) -> &'static Language {
        let mut asked: Vec<(&str, f32)> = weights::of(accepts).filter(|(_, weight)| *weight > 0.0).collect();
        asked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let known = |range: &str| {
            let tag = range.split('-').next()?;
            LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(tag))
        };
        asked.into_iter().find_map(|(range, _)| known(range)).unwrap_or(&LANGUAGES[0])
    }

    /// The template with these words in it.
    ///
    /// # Errors
    /// `internal`, where a file of words cannot be read.
    pub fn put_into(&self, template: &str) -> Result<String> {
        let words: Table = self.words.parse().map_err(Error::internal)?;
        let page = template.replace("{language}", self.tag).replace("{direction}", self.direction);
        Ok(words.iter().fold(page, |page, (key, value)| page.replace(&format!("{{{key}}}"), &html(value))))
    }
}

fn html(value: &Value) -> String {
    match value {
        Value::Array(steps) => steps.iter().map(|step| format!("<li>{}</li>", html(step))).collect(),
        text => text.as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_gets_the_best_of_what_was_asked_for() {
        for (accepts, tag) in [
            ("", "en"),
            ("de-CH", "de"),
            ("it, nl;q=0.8", "en"),
            ("it, fr;q=0.5, es;q=0.9", "es"),
            ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
            ("AR", "ar"),
            ("zh-Hant-TW;q=0.5", "zh"),
            ("de;q=0, ja;q=0.1", "ja"),
            ("de;q=x, ;;, ,q=1", "en"),
            ("de;q=NaN", "en"),
        ] {
            assert_eq!(Language::for_whom(accepts).tag, tag, "{accepts}");
        }
    }

    #[test]
    fn every_language_says_everything() {
        let keys = |language: &Language| -> Vec<(String, Option<usize>)> {
            let words: Table = language.words.parse().expect(language.tag);
            words.into_iter().map(|(key, value)| (key, value.as_array().map(Vec::len))).collect()
        };
        for language in &LANGUAGES {
            assert_eq!(keys(language), keys(&LANGUAGES[0]), "{}", language.tag);
            let page = language.put_into(super::super::PAGE).expect(language.tag);
            for (one, other) in [("<a ", "</a>"), ("<li>", "</li>"), ("<code", "</code>"), ("<bdi>", "</bdi>")] {
                assert_eq!(page.matches(one).count(), page.matches(other).count(), "{one} in {}", language.tag);
            }
            for file in ["crt", "pem", "mobileconfig"] {
                assert!(page.contains(&format!("href=\"/install/parlor.{file}\"")), "{file} in {}", language.tag);
            }
            let page =
                ["{host}", "{name}", "{fingerprint}", "{languages}"].iter().fold(page, |page, known| page.replace(known, ""));
            assert!(!page.contains('{'), "{}", language.tag);
        }
    }
}
