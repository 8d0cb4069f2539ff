//! The sessions that are signed in, looked up on every use of a token; mirrors the table of sessions.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::auth::keys::Digest;
use crate::protocol::ids::{SessionId, UserId};
use crate::protocol::time::Moment;
use crate::store::sessions::{Row, Session};

#[derive(Clone, Copy, Debug)]
pub struct Device {
    pub user: UserId,
    pub began: Moment,
    pub expires: Moment,
    /// Of a bot: the digest of the token that signs it in.
    pub key: Option<Digest>,
}

impl Device {
    pub fn of(session: &Session) -> Self {
        Device { user: session.user, began: session.began, expires: session.expires, key: None }
    }
}

#[derive(Default)]
struct State {
    devices: HashMap<SessionId, Device>,
    /// Those that have a key, by it.
    keys: HashMap<Digest, SessionId>,
}

pub struct Devices(RwLock<State>);

impl Devices {
    pub fn new(rows: Vec<Row>) -> Self {
        let devices = Devices(RwLock::default());
        for (id, user, began, expires, key) in rows {
            devices.begin(id, Device { user, began, expires, key });
        }
        devices
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn count(&self) -> usize {
        self.read().devices.len()
    }

    pub fn get(&self, id: SessionId) -> Option<Device> {
        self.read().devices.get(&id).copied()
    }

    /// The session of the bot whose token has that digest.
    pub fn of_key(&self, key: &Digest) -> Option<(SessionId, Device)> {
        let state = self.read();
        let id = *state.keys.get(key)?;
        state.devices.get(&id).map(|device| (id, *device))
    }

    pub(super) fn begin(&self, id: SessionId, device: Device) {
        let state = &mut *self.change();
        state.keys.extend(device.key.map(|key| (key, id)));
        state.devices.insert(id, device);
    }

    pub(super) fn extend(&self, id: SessionId, until: Moment) {
        if let Some(device) = self.change().devices.get_mut(&id) {
            device.expires = device.expires.max(until);
        }
    }

    pub(super) fn end(&self, id: SessionId) {
        let state = &mut *self.change();
        if let Some(key) = state.devices.remove(&id).and_then(|device| device.key) {
            state.keys.remove(&key);
        }
    }
}
