//! How things stand at this moment, for those who watch the server.

use std::time::Duration;

use super::{Chat, statistics};
use crate::error::Result;
use crate::store::{deliveries, statistics as kept};

pub struct Gauges {
    pub uptime: Duration,
    pub sockets: usize,
    pub online: usize,
    pub sessions: usize,
    /// Changes that wait to be stored.
    pub writes_waiting: usize,
    /// What webhooks have still to be told.
    pub deliveries_waiting: i64,
    /// Bytes.
    pub database: i64,
    pub wal: i64,
}

impl Chat {
    /// # Errors
    /// `unavailable` where the store cannot be read.
    pub async fn gauges(&self) -> Result<Gauges> {
        let dir = self.dir.clone();
        let (deliveries_waiting, database, wal) = self
            .read(move |connection| {
                Ok((deliveries::count(connection)?, kept::database_bytes(connection)?, statistics::wal_bytes(&dir)))
            })
            .await?;
        let (sockets, online) = self.rooms.count();
        Ok(Gauges {
            uptime: self.began.elapsed(),
            sockets,
            online,
            sessions: self.devices.count(),
            writes_waiting: self.writer.waiting(),
            deliveries_waiting,
            database,
            wal,
        })
    }
}
