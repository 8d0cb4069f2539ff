//! The rules of the house: who may do what, what is stored, who hears of it. Knows no warp, no socket, no HTTP.

pub mod access;
pub mod accounts;
pub mod administration;
mod allowed;
pub mod audit;
pub mod avatars;
pub mod bots;
mod bursts;
pub mod caller;
pub mod channels;
pub mod conversations;
mod deliveries;
pub mod devices;
mod erasure;
pub mod files;
pub mod gauges;
pub mod history;
pub mod hooks;
mod housekeeping;
pub mod invites;
mod live_settings;
pub mod mentions;
pub mod messages;
mod names;
pub mod notifications;
pub mod outcome;
mod parcels;
pub mod participants;
pub mod people;
pub mod pins;
pub mod presence;
pub mod rates;
pub mod reactions;
pub mod receipts;
pub mod reservations;
pub mod resets;
mod retention;
pub mod rooms;
pub mod search;
pub mod settings;
mod sign_in;
pub mod statistics;
mod sweep;
pub mod sync;
pub mod typing;
pub mod uploads;
pub mod webhooks;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rusqlite::Connection;
use tokio::sync::{Notify, oneshot};

use self::bursts::Bursts;
use self::devices::Devices;
use self::live_settings::LiveSettings;
use self::outcome::{Memory, Outcome, Step, Task};
use self::rates::Rates;
use self::reservations::Reservations;
use self::rooms::Rooms;
use self::typing::Typists;
use self::uploads::Recent;
use crate::auth::codes;
use crate::auth::passwords::Passwords;
use crate::auth::tokens::Tokens;
use crate::config::{FileLimits, Limits, Options, Secret};
use crate::error::{Error, Result};
use crate::media::studio::Studio;
use crate::protocol::admin::ServerSettings;
use crate::protocol::rest::{Https, Registration};
use crate::protocol::time::Moment;
use crate::store::blobs::Blobs;
use crate::store::writer::Writer;
use crate::store::{Store, conversations as kept_conversations, sessions, settings as kept_settings, users, writer};

/// What a person may be told to change at start.
pub struct Settings {
    /// In this run it takes the place of what administrators have set, until they set it anew.
    pub registration: Option<Registration>,
    /// Where proxies and name servers let people find this server.
    pub public_urls: Vec<String>,
    pub https: Https,
    pub limits: Limits,
    pub files: FileLimits,
    /// Whoever shows it reads the metrics; without one there are none.
    pub metrics_token: Option<Secret>,
}

impl From<&Options> for Settings {
    fn from(options: &Options) -> Self {
        Settings {
            registration: options.registration,
            public_urls: options.reach.public_url.iter().map(ToString::to_string).collect(),
            https: options.reach.secure.https(),
            limits: options.limits(),
            files: options.files,
            metrics_token: options.metrics_token.clone(),
        }
    }
}

/// Everything the doors call: the store, the writer, and who is there.
pub struct Chat {
    store: Store,
    writer: Writer<Vec<Step>>,
    rooms: Arc<Rooms>,
    devices: Arc<Devices>,
    typists: Arc<Typists>,
    live: Arc<LiveSettings>,
    /// Rings when a webhook has something to be told.
    bell: Arc<Notify>,
    bursts: Bursts,
    passwords: Passwords,
    tokens: Tokens,
    rates: Rates,
    blobs: Arc<Blobs>,
    reservations: Arc<Reservations>,
    recent: Recent,
    studio: Studio,
    settings: Settings,
    /// There is something to tidy up before the hour is over.
    untidy: Notify,
    /// Where the database and the files lie.
    dir: PathBuf,
    began: Instant,
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
        if let Err(error) = sessions::delete_over(&connection, Moment::now()) {
            // They sign nobody in, here or not. A full disk does not keep the house closed.
            tracing::warn!(%error, "sessions that are over stay in the database");
        }
        let kept = kept_settings::load(&connection)?;
        let registration = settings.registration.unwrap_or(kept.registration);
        let live = Arc::new(LiveSettings::new(ServerSettings { registration, ..kept }));
        let typists = Arc::<Typists>::default();
        let devices = Arc::new(Devices::new(sessions::all(&connection)?));
        let rooms = Arc::new(Rooms::new(
            users::all(&connection)?,
            kept_conversations::all_participants(&connection)?,
            kept_conversations::channels(&connection)?,
            writer::rev(&connection)?,
        ));
        let blobs = Blobs::open(dir)?;
        let bell = Arc::<Notify>::default();
        let memory = Memory {
            rooms: Arc::clone(&rooms),
            devices: Arc::clone(&devices),
            typists: Arc::clone(&typists),
            live: Arc::clone(&live),
            blobs: Arc::clone(&blobs),
            bell: Arc::clone(&bell),
        };
        let limits = &settings.limits;
        let writer = Writer::start(connection, limits.write_queue, move |steps: Vec<Step>, answer: &mut dyn FnMut()| {
            outcome::carry_out(steps, &memory, answer);
        })?;
        Ok(Arc::new(Chat {
            store,
            writer,
            rooms,
            devices,
            typists,
            live,
            bell,
            bursts: Bursts::default(),
            passwords: Passwords::start(limits.password_hashes, limits.password_queue)?,
            tokens: Tokens::open(dir)?,
            rates: Rates::new(limits),
            blobs,
            reservations: Arc::default(),
            recent: Recent::default(),
            studio: Studio::default(),
            settings,
            untidy: Notify::new(),
            dir: dir.to_owned(),
            began: Instant::now(),
            setup_code: codes::make(codes::SETUP)?,
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

    /// Waits until the writer's thread comes by: for ever, where it is stuck or has ended.
    pub async fn hear_the_writer(&self) {
        if self.writer.call().await.is_err() {
            std::future::pending::<()>().await;
        }
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

    /// Takes no more changes, and finishes what is queued. Blocks until it is stored and answered.
    pub fn close(&self) {
        for (user, calls) in self.bursts.take_all() {
            self.mark(user, calls);
        }
        for (user, at) in self.rooms.everyone_leaves() {
            self.writer.note_last_seen(user, at);
        }
        self.writer.drain();
    }

    /// The end: leaves the database in one file. Blocks until then.
    pub fn end(&self) {
        self.writer.close();
        self.blobs.close();
    }
}
