//! The rules of the house: who may do what, what is stored, who hears of it. Knows no warp, no socket, no HTTP.

pub mod access;
pub mod accounts;
mod allowed;
pub mod bots;
mod bursts;
pub mod conversations;
mod deliveries;
pub mod devices;
pub mod gauges;
pub mod history;
pub mod hooks;
pub mod mentions;
pub mod messages;
pub mod notifications;
pub mod outcome;
mod parcels;
pub mod people;
pub mod pins;
pub mod presence;
pub mod rates;
pub mod reactions;
pub mod receipts;
pub mod rooms;
pub mod typing;
pub mod webhooks;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use rusqlite::Connection;
use tokio::sync::{Notify, oneshot};

use self::bursts::Bursts;
use self::devices::Devices;
use self::outcome::{Outcome, Step, Task};
use self::rates::Rates;
use self::rooms::Rooms;
use self::typing::Typists;
use crate::auth::passwords::Passwords;
use crate::auth::tokens::Tokens;
use crate::error::{Error, Result};
use crate::protocol::rest::Registration;
use crate::protocol::time::Moment;
use crate::store::writer::Writer;
use crate::store::{Store, conversations as kept_conversations, sessions, users, writer};

/// What a person may be told to change at start.
pub struct Settings {
    pub registration: Registration,
    /// Rates are held to; off only for tests and benchmarks.
    pub rate_limits: bool,
    /// Whoever shows it reads the metrics; without one there are none.
    pub metrics_token: Option<String>,
}

/// Everything the doors call: the store, the writer, and who is there.
pub struct Chat {
    store: Store,
    writer: Writer<Vec<Step>>,
    rooms: Arc<Rooms>,
    devices: Arc<Devices>,
    /// Rings when a webhook has something to be told.
    bell: Arc<Notify>,
    typists: Typists,
    bursts: Bursts,
    passwords: Passwords,
    tokens: Tokens,
    rates: Rates,
    settings: Settings,
    opened: Instant,
    /// Makes the first administrator; printed at start.
    setup_code: String,
}

impl Chat {
    /// Opens what is kept in `dir` and loads who takes part where.
    ///
    /// # Errors
    /// One line that names what is wrong with the directory's files.
    pub fn open(dir: &Path, settings: Settings) -> Result<Arc<Chat>> {
        let (store, connection) = Store::open(&dir.join("parlor.db"))?;
        sessions::delete_over(&connection, Moment::now())?;
        let devices = Arc::new(Devices::new(sessions::all(&connection)?));
        let rooms = Arc::new(Rooms::new(
            users::all(&connection)?,
            kept_conversations::all_participants(&connection)?,
            writer::rev(&connection)?,
        ));
        let bell = Arc::new(Notify::new());
        let hand = (Arc::clone(&rooms), Arc::clone(&devices), Arc::clone(&bell));
        let writer = Writer::start(connection, move |steps: Vec<Step>, answer: &mut dyn FnMut()| {
            outcome::carry_out(steps, &hand.0, &hand.1, &hand.2, answer);
        })?;
        Ok(Arc::new(Chat {
            store,
            writer,
            rooms,
            devices,
            bell,
            typists: Typists::default(),
            bursts: Bursts::default(),
            passwords: Passwords::start()?,
            tokens: Tokens::open(dir)?,
            rates: Rates::new(settings.rate_limits),
            settings,
            opened: Instant::now(),
            setup_code: accounts::setup_code()?,
        }))
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// Queues a change; `answer` is called on the writer's thread after its COMMIT, before anybody is told.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<Outcome<T>> + Send + 'static,
        answer: impl FnOnce(Result<T>) + Send + 'static,
    ) {
        self.writer.push(Box::new(Task::new(work, answer)));
    }

    /// The same for those who wait. The change is carried out even where nobody waits any more.
    ///
    /// # Errors
    /// The change's own, or `unavailable`.
    pub async fn commit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<Outcome<T>> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        self.write(work, move |result| {
            let _ = answer.send(result);
        });
        answered.await.unwrap_or_else(|_| Err(Error::unavailable()))
    }

    /// # Errors
    /// What `read` answers, or `unavailable`.
    pub async fn read<T: Send + 'static>(&self, read: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        self.store.read(read).await
    }

    /// What falls due by itself: read marks that wait, typing that ends, absences that count, tokens that are over. Call it every 100 ms.
    pub fn tick(&self, now: Instant) {
        self.typists.tick(&self.rooms, now);
        for (user, calls) in self.bursts.take_due(now) {
            self.mark(user, calls);
        }
        for (user, at) in self.rooms.announce_absences(now) {
            self.writer.note_last_seen(user, at);
        }
        self.rooms.end_expired(Moment::now());
    }

    /// Finishes what is queued. Blocks until it is stored.
    pub fn close(&self) {
        for (user, calls) in self.bursts.take_all() {
            self.mark(user, calls);
        }
        for (user, at) in self.rooms.everyone_leaves() {
            self.writer.note_last_seen(user, at);
        }
        self.writer.close();
    }
}
