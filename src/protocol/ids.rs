//! Ids: opaque strings for clients, prefixed by kind; sortable by time and unguessable (UUID version 7 with 74 random bits).

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, NoContext, Timestamp, Uuid};

use super::time::Moment;

/// A fresh id for now: 48 bits of milliseconds, then chance.
fn mint() -> Uuid {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, now.as_secs(), now.subsec_nanos()))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        ///
        /// Any string decodes: one that no server issued becomes the id of nothing, and is then not found like any other.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(as = "String"), schemars(with = "String"))]
        pub struct $name(Uuid);

        impl $name {
            pub fn mint() -> Self {
                $name(mint())
            }

            /// The id that chance makes at a moment; of no chance at all, the lowest of its millisecond.
            pub fn at(moment: Moment, chance: [u8; 10]) -> Self {
                $name(Builder::from_unix_timestamp_millis(moment.milliseconds().max(0) as u64, &chance).into_uuid())
            }

            pub fn parse(text: &str) -> Self {
                let hex = text.strip_prefix(concat!($prefix, "_")).filter(|hex| hex.len() == 32);
                $name(hex.and_then(|hex| Uuid::try_parse(hex).ok()).unwrap_or(Uuid::nil()))
            }
        }

        impl $name {
            /// As it is kept: 16 bytes, in the order of time.
            pub fn bytes(self) -> [u8; 16] {
                *self.0.as_bytes()
            }

            /// Without the prefix: 32 digits.
            pub fn hex(self) -> String {
                self.0.simple().to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok($name::parse(&text))
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Uuid::column_result(value).map($name)
            }
        }

    };
}

id!(
    /// A person's account.
    UserId, "user"
);
id!(
    /// A conversation: direct, group or channel.
    ConversationId, "conv"
);
id!(
    /// A message, also after it became a tombstone.
    MessageId, "msg"
);
id!(
    /// What somebody uploaded.
    FileId, "file"
);
id!(
    /// A device that is signed in; the token's claim `sid`.
    SessionId, "session"
);
id!(
    /// A door for machines.
    HookId, "hook"
);

impl HookId {
    /// The bot that was made for this hook, and goes with it.
    pub fn own_bot(self) -> UserId {
        UserId(self.0)
    }
}

id!(
    /// A machine that is told of messages.
    WebhookId, "webhook"
);
