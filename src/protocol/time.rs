//! Moments: milliseconds since 1970 at rest, RFC 3339 in UTC with milliseconds on the wire.

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

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = UNIX_EPOCH + Duration::from_millis(self.0.clamp(0, Moment::LAST.0) as u64);
        serializer.collect_str(&humantime::format_rfc3339_millis(at))
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
