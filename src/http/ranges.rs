//! Which part of something a client asks for.

use std::ops::Range;

/// What a `Range` header comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// There is none, it is not understood, or it names several parts: all of it, as RFC 9110 allows.
    Whole,
    /// One part, never empty.
    Bytes(Range<u64>),
    /// It lies beyond the end.
    Nowhere,
}

/// `header` as the client sent it, for content of so many bytes.
pub fn part(header: Option<&str>, length: u64) -> Part {
    let Some(set) = header.and_then(|header| {
        let (unit, set) = header.split_once('=')?;
        unit.trim().eq_ignore_ascii_case("bytes").then_some(set)
    }) else {
        return Part::Whole;
    };
    let Some((first, last)) = set.split_once('-').filter(|_| !set.contains(',')) else { return Part::Whole };
    let range = match (number(first), number(last)) {
        (Ok(Some(first)), Ok(None)) => first..length,
        (Ok(Some(first)), Ok(Some(last))) if last >= first => first..length.min(last.saturating_add(1)),
        (Ok(None), Ok(Some(suffix))) => length.saturating_sub(suffix)..length,
        _ => return Part::Whole,
    };
    if range.is_empty() { Part::Nowhere } else { Part::Bytes(range) }
}

/// Digits, or nothing. A number too large for us lies beyond every end.
fn number(text: &str) -> Result<Option<u64>, ()> {
    match text.trim() {
        "" => Ok(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(digits.parse().unwrap_or(u64::MAX))),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_it_is_meant_and_whatever_else_is_the_whole() {
        for (header, range) in [
            ("bytes=0-0", 0..1),
            ("bytes=2-4", 2..5),
            ("bytes=9-", 9..10),
            ("bytes=0-", 0..10),
            ("bytes=5-99999999999999999999999999", 5..10),
            ("bytes=-3", 7..10),
            ("bytes=-100", 0..10),
            ("Bytes= 2 - 4 ", 2..5),
        ] {
            assert_eq!(part(Some(header), 10), Part::Bytes(range), "{header}");
        }
        for header in ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999999999-"] {
            assert_eq!(part(Some(header), 10), Part::Nowhere, "{header}");
        }
        for header in ["bytes=4-2", "bytes=-", "bytes=", "bytes=0-1,3-4", "bytes=a-b", "bytes=+1-2", "lines=0-1", "bytes", ""] {
            assert_eq!(part(Some(header), 10), Part::Whole, "{header}");
        }
        assert_eq!(part(None, 10), Part::Whole);
    }
}
