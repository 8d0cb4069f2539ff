//! The sessions that are signed in, looked up on every use of a token; mirrors the table of sessions.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::protocol::ids::{SessionId, UserId};
use crate::protocol::time::Moment;
use crate::store::sessions::Session;

#[derive(Clone, Copy, Debug)]
pub struct Device {
    pub user: UserId,
    pub began: Moment,
    pub expires: Moment,
}

impl Device {
    pub fn of(session: &Session) -> Self {
        Device { user: session.user, began: session.began, expires: session.expires }
    }
}

pub struct Devices(RwLock<HashMap<SessionId, Device>>);

impl Devices {
    pub fn new(rows: Vec<(SessionId, UserId, Moment, Moment)>) -> Self {
        let devices = rows.into_iter().map(|(id, user, began, expires)| (id, Device { user, began, expires }));
        Devices(RwLock::new(devices.collect()))
    }

    pub fn get(&self, id: SessionId) -> Option<Device> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }

    pub(super) fn begin(&self, id: SessionId, device: Device) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(id, device);
    }

    pub(super) fn extend(&self, id: SessionId, until: Moment) {
        if let Some(device) = self.0.write().unwrap_or_else(PoisonError::into_inner).get_mut(&id) {
            device.expires = device.expires.max(until);
        }
    }

    pub(super) fn end(&self, id: SessionId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}
