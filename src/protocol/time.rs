//! Moments: milliseconds since 1970 at rest, RFC 3339 in UTC with milliseconds on the wire.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Serialize, Serializer};

/// A moment by this machine's clock, which may lie: nothing is ordered by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(test, derive(ts_rs::TS), ts(as = "String"))]
pub struct Moment(i64);

impl Moment {
    /// The last one that RFC 3339 can write: of what never ends.
    pub const LAST: Moment = Moment(253_402_300_799_999);

    pub fn now() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(now.as_millis() as i64)
    }

    pub fn from_seconds(seconds: i64) -> Self {
        Moment(seconds.saturating_mul(1000))
    }

    pub fn from_milliseconds(milliseconds: i64) -> Self {
        Moment(milliseconds)
    }

    /// Since 1970.
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// What a text names: a year, a month or a day in UTC, or a moment in RFC 3339; its first millisecond, and the first one after it.
    pub fn span(text: &str) -> Option<(Moment, Moment)> {
        const DAY: i64 = 86_400_000;
        let text = text.trim();
        let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
        let (from, to) = match text.len() {
            4 => (utc(&format!("{text}-01-01T00:00:00Z"))?, utc(&format!("{:04}-01-01T00:00:00Z", number(text)? + 1))?),
            7 => {
                let (year, month) = (number(text.get(..4)?)?, number(text.get(5..)?)?);
                let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                (utc(&format!("{text}-01T00:00:00Z"))?, utc(&format!("{year:04}-{month:02}-01T00:00:00Z"))?)
            }
            10 => {
                let from = utc(&format!("{text}T00:00:00Z"))?;
                (from, from + DAY)
            }
            _ => {
                let from = moment(text)?;
                (from, from + 1)
            }
        };
        Some((Moment(from), Moment(to)))
    }

    /// Whole seconds since 1970, rounded down, as JWT claims count.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    pub fn after(self, span: Duration) -> Self {
        Moment(self.0.saturating_add(span.as_millis() as i64))
    }

    pub fn before(self, span: Duration) -> Self {
        Moment(self.0.saturating_sub(span.as_millis() as i64))
    }

    /// How long from `self` until `later`; nothing when that has passed.
    pub fn until(self, later: Moment) -> Duration {
        Duration::from_millis(later.0.saturating_sub(self.0).max(0) as u64)
    }
}

/// RFC 3339 with any offset. A plus sign that came through a query string as a space is one too.
fn moment(text: &str) -> Option<i64> {
    let text = text.to_ascii_uppercase();
    if text.ends_with('Z') {
        return utc(&text);
    }
    let (local, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    let ahead = match offset.get(..1)? {
        "+" | " " => 60_000,
        "-" => -60_000,
        _ => return None,
    };
    let offset = ahead * (i64::from(hours) * 60 + i64::from(minutes));
    Some(utc(&format!("{local}Z"))? - offset).filter(|_| hours < 24 && minutes < 60)
}

/// Milliseconds since 1970 of a moment in UTC.
fn utc(text: &str) -> Option<i64> {
    let at = humantime::parse_rfc3339(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(at.as_millis()).ok()
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = UNIX_EPOCH + Duration::from_millis(self.0.clamp(0, Moment::LAST.0) as u64);
        humantime::format_rfc3339_millis(at).fmt(f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Moment)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Moment {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time", "description": "RFC 3339 in UTC, with milliseconds" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Option<(String, i64)> {
        let (from, to) = Moment::span(text)?;
        Some((serde_json::to_string(&from).expect("a moment").trim_matches('"').to_owned(), to.0 - from.0))
    }

    #[test]
    fn years_months_days_and_moments_are_spans() {
        const DAY: i64 = 86_400_000;
        for (text, from, length) in [
            ("2024", "2024-01-01T00:00:00.000Z", 366 * DAY),
            ("2024-02", "2024-02-01T00:00:00.000Z", 29 * DAY),
            ("2023-12", "2023-12-01T00:00:00.000Z", 31 * DAY),
            ("2024-01-31", "2024-01-31T00:00:00.000Z", DAY),
            ("2024-01-31T10:30:00Z", "2024-01-31T10:30:00.000Z", 1),
            ("2024-01-31t10:30:00.250z", "2024-01-31T10:30:00.250Z", 1),
            ("2024-01-31T01:30:00+02:00", "2024-01-30T23:30:00.000Z", 1),
            ("2024-01-31T01:30:00 02:00", "2024-01-30T23:30:00.000Z", 1),
            ("2024-01-31T10:30:00-05:30", "2024-01-31T16:00:00.000Z", 1),
        ] {
            assert_eq!(span(text), Some((from.to_owned(), length)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "tomorrow",
            "2024-13",
            "2024-02-30",
            "24-01-01",
            "2024/01/31",
            "+024",
            "9999",
            "1969",
            "2024-01-31T",
            "2024-01-31T25:00:00Z",
            "2024-01-31T10:30:00",
            "2024-01-31T10:30:00+99:00",
            "2024-01-31T10:30:00+0200",
            "二〇二四年",
            "上海上海",
            "2024-01-31T10:30:00é02:0",
        ] {
            assert_eq!(span(text), None, "{text}");
        }
    }
}
