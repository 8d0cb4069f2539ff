//! What somebody typed into the search field: words, "phrases" and operators. Everything is a query; nothing is a syntax error.

use super::phrase::Phrase;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    In,
    From,
    Before,
    After,
    Has,
}

/// What was typed, in parts. An operator's value is as it was typed; one without a value is still being typed and is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All of them have to be there. Words that were typed without a space between them are one phrase.
    pub phrases: Vec<Phrase>,
    pub operators: Vec<(Operator, String)>,
}

impl Query {
    pub fn parse(text: &str) -> Self {
        let mut query = Query::default();
        let mut said = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            if let Some((operator, after)) = operator(rest) {
                let (value, after) = value(after);
                if !value.is_empty() {
                    query.operators.push((operator, value.to_owned()));
                }
                rest = after;
            } else {
                let is_quoted = rest.starts_with(is_quote);
                let (part, after) = value(rest);
                said.push((part, is_quoted));
                rest = after;
            }
            rest = rest.trim_start();
        }
        // The last word is as good as still being typed, unless it stands in quotes.
        let last = said.iter().rposition(|(part, _)| Phrase::of(part, false).is_some());
        for (index, (part, is_quoted)) in said.into_iter().enumerate() {
            if let Some(phrase) = Phrase::of(part, Some(index) == last && !is_quoted)
                && !query.phrases.contains(&phrase)
            {
                query.phrases.push(phrase);
            }
        }
        query
    }
}

/// Telephones type the curly ones.
fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„')
}

/// An operator's name before a colon, and what comes after.
fn operator(text: &str) -> Option<(Operator, &str)> {
    let (name, after) = text.split_once(':')?;
    let operator = match name.to_ascii_lowercase().as_str() {
        "in" => Operator::In,
        "from" => Operator::From,
        "before" => Operator::Before,
        "after" => Operator::After,
        "has" => Operator::Has,
        _ => return None,
    };
    Some((operator, after))
}

/// What stands in quotes, closed or not, or else up to white space or a quote; and what comes after.
fn value(text: &str) -> (&str, &str) {
    if let Some(inside) = text.strip_prefix(is_quote) {
        return inside.split_once(is_quote).unwrap_or((inside, ""));
    }
    let end = text.find(|letter: char| letter.is_whitespace() || is_quote(letter)).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Phrases with `*` where they are open, operators with their names.
    fn parsed(text: &str) -> Vec<String> {
        let Query { phrases, operators } = Query::parse(text);
        let phrases = phrases.iter().map(|phrase| phrase.words().join("+") + if phrase.is_open() { "*" } else { "" });
        phrases.chain(operators.iter().map(|(operator, value)| format!("{operator:?}={value}"))).collect()
    }

    #[test]
    fn words_phrases_and_operators_are_told_apart() {
        assert_eq!(parsed("Meet me  tomor"), ["meet", "me", "tomor*"]);
        assert_eq!(parsed(r#"say "Hello  World" now"#), ["say", "hello+world", "now*"]);
        assert_eq!(parsed(r#"hel from:Ann IN:"Boat people" has:file"#), ["hel*", "From=Ann", "In=Boat people", "Has=file"]);
        assert_eq!(parsed("before:2024-01-31 after:2023-01-01T10:00:00Z"), ["Before=2024-01-31", "After=2023-01-01T10:00:00Z"]);
        assert_eq!(parsed("don't snake_case"), ["don+t", "snake+case*"]);
        assert_eq!(parsed("https://example.org/a"), ["https+example+org+a*"]);
        assert_eq!(parsed("上海 a"), ["上海", "a*"]);
        assert_eq!(parsed("“two words”"), ["two+words"]);
    }

    #[test]
    fn nothing_that_is_typed_is_syntax() {
        for (text, parts) in [
            ("", vec![]),
            ("  \"", vec![]),
            ("\"\"\"\"", vec![]),
            ("* ^ ( ) - + : \u{0}", vec![]),
            ("\"open", vec!["open"]),
            ("one\"two", vec!["one", "two"]),
            ("a AND b OR NOT NEAR(c, 2)", vec!["a", "and", "b", "or", "not", "near+c", "2*"]),
            ("said:secret {said marks}:x", vec!["said+secret", "said", "marks+x*"]),
            ("§c0123 rowid:1", vec!["c0123", "rowid+1*"]),
            ("in: from:", vec![]),
            ("in:\"\" x", vec!["x*"]),
            ("word !?", vec!["word*"]),
            ("\"in:general\"", vec!["in+general"]),
            ("same same same", vec!["same", "same*"]),
        ] {
            assert_eq!(parsed(text), parts, "{text}");
        }
    }
}
