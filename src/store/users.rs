//! Accounts at rest.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row};

use super::sql;
use crate::error::Result;
use crate::protocol::admin::AdminUser;
use crate::protocol::entities::{AccountRole, ConversationKind, MessageKind, NotificationLevel, Person, Presence, Role, User};
use crate::protocol::ids::UserId;
use crate::protocol::machines::Trigger;
use crate::protocol::time::Moment;
use crate::text::fold;

/// Words that stand for variants in a column, with the CHECK of `schema.sql` on the other side.
macro_rules! words {
    ($($kind:ty { $($variant:path => $word:literal),+ $(,)? })+) => {$(
        impl ToSql for $kind {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(match self { $($variant => $word),+ }))
            }
        }

        impl FromSql for $kind {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                match value.as_str()? { $($word => Ok($variant),)+ _ => Err(FromSqlError::InvalidType) }
            }
        }
    )+};
}

words! {
    AccountRole { AccountRole::Admin => "admin", AccountRole::Member => "member" }
    Role { Role::Owner => "owner", Role::Admin => "admin", Role::Member => "member" }
    ConversationKind { ConversationKind::Direct => "direct", ConversationKind::Group => "group", ConversationKind::Channel => "channel" }
    MessageKind { MessageKind::Text => "text", MessageKind::Image => "image", MessageKind::File => "file" }
    Trigger { Trigger::Mention => "mention", Trigger::Message => "message" }
    NotificationLevel { NotificationLevel::All => "all", NotificationLevel::Mentions => "mentions", NotificationLevel::None => "none" }
}

/// Reads the four columns of a person, from `first` on.
pub(super) fn person(row: &Row<'_>, first: usize) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get(first)?,
        username: row.get(first + 1)?,
        display_name: row.get(first + 2)?,
        avatar: row.get(first + 3)?,
    })
}

/// Presence is not at rest: who calls fills in who is there.
pub(super) fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        person: person(row, 0)?,
        status: Presence::Offline,
        last_seen: row.get(4)?,
        role: row.get(5)?,
        created_at: row.get(6)?,
        disabled: row.get(7)?,
        bot: row.get(8)?,
    })
}

pub struct NewUser {
    pub id: UserId,
    pub username: String,
    pub display_name: String,
    /// PHC string.
    pub password: String,
    pub role: AccountRole,
}

pub fn insert(connection: &Connection, new: &NewUser, at: Moment, rev: i64) -> Result<()> {
    let values = (new.id, &new.username, &new.display_name, &new.password, new.role, at, rev);
    connection.prepare_cached(sql::USER_INSERT)?.execute(values)?;
    Ok(())
}

pub fn by_id(connection: &Connection, id: UserId) -> Result<User> {
    Ok(connection.prepare_cached(sql::USER_BY_ID)?.query_row([id], user)?)
}

/// The same for an account that may be disabled.
pub fn known(connection: &Connection, id: UserId) -> Result<User> {
    Ok(connection.prepare_cached(sql::USER_KNOWN)?.query_row([id], user)?)
}

/// What an account is, apart from its face.
pub struct Account {
    pub username: String,
    pub role: AccountRole,
    pub disabled: bool,
    pub bot: bool,
}

pub fn account(connection: &Connection, id: UserId) -> Result<Account> {
    let mut statement = connection.prepare_cached(sql::USER_ACCOUNT)?;
    let account = statement
        .query_row([id], |row| Ok(Account { username: row.get(0)?, role: row.get(1)?, disabled: row.get(2)?, bot: row.get(3)? }));
    Ok(account?)
}

pub fn set_disabled(connection: &Connection, id: UserId, disabled: bool, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::USER_SET_DISABLED)?.execute((id, disabled, rev))?;
    Ok(())
}

pub fn set_role(connection: &Connection, id: UserId, role: AccountRole, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::USER_SET_ROLE)?.execute((id, role, rev))?;
    Ok(())
}

pub fn set_last_seen(connection: &Connection, id: UserId, at: Moment) -> Result<()> {
    connection.prepare_cached(sql::USER_LAST_SEEN)?.execute((id, at))?;
    Ok(())
}

/// Everybody, or one, as administrators see them, by name. Disabled accounts are there too.
pub fn whole(connection: &Connection, only: Option<UserId>, now: Moment) -> Result<Vec<AdminUser>> {
    let mut statement = connection.prepare_cached(sql::USERS_WHOLE)?;
    let users = statement.query_map((now, only), |row| {
        Ok(AdminUser {
            person: person(row, 0)?,
            status: Presence::Offline,
            last_seen: row.get(4)?,
            role: row.get(5)?,
            created_at: row.get(6)?,
            disabled: row.get(7)?,
            bot: row.get(8)?,
            sessions: row.get(9)?,
            storage_bytes: row.get(10)?,
        })
    })?;
    Ok(users.collect::<rusqlite::Result<_>>()?)
}

pub fn is_admin(connection: &Connection, id: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::USER_IS_ADMIN)?.query_row([id], |row| row.get(0))?)
}

/// Whether somebody else administrates the server, and can sign in.
pub fn has_admin_besides(connection: &Connection, id: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::ADMIN_BESIDES)?.query_row([id], |row| row.get(0))?)
}

pub fn exists(connection: &Connection, id: UserId) -> Result<bool> {
    Ok(connection.prepare_cached(sql::USER_EXISTS)?.query_row([id], |row| row.get(0))?)
}

pub fn is_taken(connection: &Connection, username: &str) -> Result<bool> {
    Ok(connection.prepare_cached(sql::USER_TAKEN)?.query_row([username], |row| row.get(0))?)
}

/// Also of an account that is disabled: what they said stays theirs.
pub fn by_name(connection: &Connection, username: &str) -> Result<Option<UserId>> {
    Ok(connection.prepare_cached(sql::USER_BY_NAME)?.query_row([username], |row| row.get(0)).optional()?)
}

/// What signing in needs: the id, the PHC string, and whether the account is disabled.
pub fn login(connection: &Connection, username: &str) -> Result<Option<(UserId, String, bool)>> {
    let mut statement = connection.prepare_cached(sql::USER_LOGIN)?;
    Ok(statement.query_row([username], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?)
}

pub fn password(connection: &Connection, id: UserId) -> Result<String> {
    Ok(connection.prepare_cached(sql::USER_PASSWORD)?.query_row([id], |row| row.get(0))?)
}

pub fn set_password(connection: &Connection, id: UserId, phc: &str) -> Result<()> {
    connection.prepare_cached(sql::USER_SET_PASSWORD)?.execute((id, phc))?;
    Ok(())
}

pub fn rename(connection: &Connection, id: UserId, display_name: &str, rev: i64) -> Result<()> {
    connection.prepare_cached(sql::USER_RENAME)?.execute((id, display_name, rev))?;
    Ok(())
}

/// The first 200 whose names hold `query`, whatever its case and accents; everybody for an empty one.
pub fn search(connection: &Connection, query: &str) -> Result<Vec<User>> {
    let folded = |text: &str| fold::letters(text).into_iter().map(|part| part.letter).collect::<String>();
    let query = folded(query);
    let mut statement = connection.prepare_cached(sql::USER_DIRECTORY)?;
    let holds = |user: &User| [&user.person.username, &user.person.display_name].iter().any(|name| folded(name).contains(&query));
    let everybody = statement.query_map([], user)?;
    let found = everybody.filter(|found| found.as_ref().map_or(true, holds)).take(200);
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn all(connection: &Connection) -> Result<Vec<(UserId, String)>> {
    let mut statement = connection.prepare_cached(sql::USER_ALL)?;
    let users = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(users)
}

pub fn has_admin(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached(sql::ADMIN_EXISTS)?.query_row([], |row| row.get(0))?)
}
