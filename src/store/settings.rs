//! What administrators set while the server ran, at rest: a row a setting, its value as JSON.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::sql;
use crate::error::{Error, Result};
use crate::protocol::admin::ServerSettings;

/// What was set over what holds unless told. A row that this program cannot read holds nothing.
pub fn load(connection: &Connection) -> Result<ServerSettings> {
    let mut statement = connection.prepare_cached(sql::SETTINGS)?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut settings = Map::new();
    for row in rows {
        let (name, value) = row?;
        let read = serde_json::from_str::<Value>(&value).ok();
        let alone = read.map(|value| Map::from_iter([(name.clone(), value)]));
        // Each is tried by itself, so that a bad one spoils no other.
        match alone.filter(|alone| serde_json::from_value::<ServerSettings>(Value::Object(alone.clone())).is_ok()) {
            Some(alone) => settings.extend(alone),
            None => tracing::warn!(name, "a setting in the database cannot be read; the default holds"),
        }
    }
    serde_json::from_value(Value::Object(settings)).map_err(Error::internal)
}

/// Writes down what differs, and answers it.
pub fn save(connection: &Connection, before: &ServerSettings, after: &ServerSettings) -> Result<Map<String, Value>> {
    let (before, mut changed) = (object(before)?, object(after)?);
    changed.retain(|name, value| before.get(name) != Some(value));
    let mut statement = connection.prepare_cached(sql::SETTING_SET)?;
    for (name, value) in &changed {
        statement.execute((name, value.to_string()))?;
    }
    Ok(changed)
}

fn object(settings: &ServerSettings) -> Result<Map<String, Value>> {
    match serde_json::to_value(settings).map_err(Error::internal)? {
        Value::Object(settings) => Ok(settings),
        _ => Err(Error::internal("settings are an object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::rest::Registration;
    use crate::store::editions::SCHEMA;

    #[test]
    fn what_was_set_is_kept_and_what_cannot_be_read_spoils_nothing_else() {
        let database = Connection::open_in_memory().expect("memory");
        database.execute_batch(SCHEMA).expect("the schema");
        assert_eq!(load(&database).expect("defaults"), ServerSettings::default());
        let after = ServerSettings {
            registration: Registration::Closed,
            server_name: "Bakery".into(),
            retention_days: Some(30),
            ..Default::default()
        };
        let changed = save(&database, &ServerSettings::default(), &after).expect("saved");
        assert_eq!(changed.keys().collect::<Vec<_>>(), ["registration", "retentionDays", "serverName"]);
        assert_eq!(load(&database).expect("kept"), after);
        for (name, value) in
            [("registration", "\"sometimes\""), ("memberInvites", "{"), ("webhookAddresses", "7"), ("of later", "1")]
        {
            database.execute(sql::SETTING_SET, (name, value)).expect("stored");
        }
        let rest = ServerSettings { registration: Registration::Invite, ..after };
        assert_eq!(load(&database).expect("the rest"), rest);
    }
}
