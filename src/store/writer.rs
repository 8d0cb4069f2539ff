//! The one writer: jobs queue up, share a COMMIT, and are answered after it, one by one, in commit order.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::sql;
use crate::error::{Error, Result};
use crate::metrics::COUNTS;
use crate::protocol::ids::UserId;
use crate::protocol::time::Moment;

/// Jobs that may wait; one more is `unavailable`.
const WAITING: usize = 4096;

/// Jobs that share one COMMIT at most.
const BATCH: usize = 1024;

/// How long what was deleted may live on in the write-ahead log.
const SCRUB: Duration = Duration::from_secs(30);

/// One change: run inside the batch's transaction, then answered.
pub trait Job<O>: Send {
    /// # Errors
    /// A broken rule; what was written is rolled back, for this job alone.
    fn run(&mut self, connection: &Connection) -> Result<O>;
    /// Exactly once, after COMMIT or after the failure.
    fn answer(self: Box<Self>, verdict: Result<()>);
}

pub struct Writer<O> {
    shared: Arc<Shared<O>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Shared<O> {
    queue: Mutex<Queue<O>>,
    wake: Condvar,
}

struct Queue<O> {
    jobs: VecDeque<Box<dyn Job<O>>>,
    /// Taken along by the next batch; never waits for a place in the queue.
    last_seen: HashMap<UserId, Moment>,
    closing: bool,
}

impl<O> Shared<O> {
    fn lock(&self) -> MutexGuard<'_, Queue<O>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<O: Send + 'static> Writer<O> {
    /// Starts the thread. `hand` is the committing hand: it gets what each committed job leads to, in commit order and before
    /// the next batch, and calls the job's answer at the right moment in between.
    ///
    /// # Errors
    /// Where no thread can be had.
    pub fn start(connection: Connection, hand: impl FnMut(O, &mut dyn FnMut()) + Send + 'static) -> Result<Self> {
        let queue = Queue { jobs: VecDeque::new(), last_seen: HashMap::new(), closing: false };
        let shared = Arc::new(Shared { queue: Mutex::new(queue), wake: Condvar::new() });
        let ours = Arc::clone(&shared);
        let work = move || {
            if catch_unwind(AssertUnwindSafe(|| write(&ours, connection, hand))).is_err() {
                // Without a writer nothing can be kept: start clean instead of refusing for ever.
                tracing::error!("the writer has failed; the process ends");
                std::process::exit(70);
            }
        };
        let thread = std::thread::Builder::new().name("writer".into()).spawn(work).map_err(Error::internal)?;
        Ok(Writer { shared, thread: Mutex::new(Some(thread)) })
    }

    /// Queues a job; never waits.
    pub fn push(&self, job: Box<dyn Job<O>>) {
        let mut queue = self.shared.lock();
        if queue.jobs.len() >= WAITING || queue.closing {
            drop(queue);
            COUNTS.writes_unheard.add(1);
            return job.answer(Err(Error::unavailable()));
        }
        queue.jobs.push_back(job);
        drop(queue);
        self.shared.wake.notify_one();
    }

    /// Jobs that have not begun.
    pub fn waiting(&self) -> usize {
        self.shared.lock().jobs.len()
    }

    /// Notes when a person was last there, with the next batch.
    pub fn note_last_seen(&self, user: UserId, at: Moment) {
        self.shared.lock().last_seen.insert(user, at);
        self.shared.wake.notify_one();
    }

    /// Takes no more, finishes what waits, and folds the log into the database. Blocks until then.
    pub fn close(&self) {
        self.shared.lock().closing = true;
        self.shared.wake.notify_one();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

fn write<O>(shared: &Shared<O>, mut connection: Connection, mut hand: impl FnMut(O, &mut dyn FnMut())) {
    // Nobody else writes: only a checkpoint can find it busy, and that one comes again.
    let _ = connection.busy_timeout(Duration::from_millis(50));
    let mut dirty: Option<Instant> = None;
    loop {
        let mut queue = shared.lock();
        while queue.jobs.is_empty() && queue.last_seen.is_empty() && !queue.closing {
            queue = match dirty.map(|since| SCRUB.saturating_sub(since.elapsed())) {
                None => shared.wake.wait(queue).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => break,
                Some(left) => shared.wake.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
        let count = queue.jobs.len().min(BATCH);
        let jobs: Vec<_> = queue.jobs.drain(..count).collect();
        let last_seen = std::mem::take(&mut queue.last_seen);
        let over = queue.closing && jobs.is_empty();
        drop(queue);

        if !jobs.is_empty() || !last_seen.is_empty() {
            dirty.get_or_insert_with(Instant::now);
            batch(&mut connection, jobs, last_seen, &mut hand);
        }
        if over || dirty.is_some_and(|since| since.elapsed() >= SCRUB) {
            let truncated = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
            dirty = if matches!(truncated, Ok(0)) { None } else { Some(Instant::now()) };
        }
        if over {
            return;
        }
    }
}

/// One transaction for all, a savepoint for each; nothing is answered before COMMIT.
fn batch<O>(
    connection: &mut Connection,
    mut jobs: Vec<Box<dyn Job<O>>>,
    last_seen: HashMap<UserId, Moment>,
    hand: &mut impl FnMut(O, &mut dyn FnMut()),
) {
    let (begun, changes) = (Instant::now(), jobs.len() as u64);
    match commit(connection, &mut jobs, last_seen) {
        Ok(outcomes) => {
            COUNTS.commit_time.note_time(begun.elapsed());
            COUNTS.commit_changes.note(changes);
            for (job, outcome) in jobs.into_iter().zip(outcomes) {
                match outcome {
                    Ok(told) => {
                        let mut job = Some(job);
                        hand(told, &mut || {
                            if let Some(job) = job.take() {
                                job.answer(Ok(()));
                            }
                        });
                    }
                    Err(error) => job.answer(Err(error)),
                }
            }
        }
        Err(error) => {
            if !connection.is_autocommit() {
                let _ = connection.execute_batch("ROLLBACK");
            }
            tracing::error!(%error, jobs = jobs.len(), "nothing of this batch could be stored");
            COUNTS.writes_lost.add(changes);
            for job in jobs {
                job.answer(Err(Error::unavailable()));
            }
        }
    }
}

fn commit<O>(
    connection: &mut Connection,
    jobs: &mut [Box<dyn Job<O>>],
    last_seen: HashMap<UserId, Moment>,
) -> rusqlite::Result<Vec<Result<O>>> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    for (user, at) in last_seen {
        connection.prepare_cached(sql::USER_LAST_SEEN)?.execute((user, at))?;
    }
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
        let outcome = catch_unwind(AssertUnwindSafe(|| job.run(connection))).unwrap_or_else(|_| {
            tracing::error!("a job panicked");
            Err(Error::internal("a job panicked"))
        });
        if connection.is_autocommit() {
            // SQLite itself ended the transaction, as it does when the disk is full: all of it is gone.
            return Err(rusqlite::Error::ExecuteReturnedResults);
        }
        if outcome.is_err() {
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
        outcomes.push(outcome);
    }
    connection.execute_batch("COMMIT")?;
    Ok(outcomes)
}

/// The next number of the one counter of stored changes.
///
/// # Errors
/// `unavailable`.
pub fn next_rev(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached(sql::NEXT_REV)?.query_row([], |row| row.get(0))?)
}

/// The number of the newest stored change.
///
/// # Errors
/// `unavailable`.
pub fn rev(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached(sql::REV)?.query_row([], |row| row.get(0))?)
}
