//! The one writer: jobs queue up, share a COMMIT, and are answered after it, one by one, in commit order.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::debts::Debts;
use super::sessions::Session;
use super::{sql, words};
use crate::error::{Error, Result};
use crate::metrics::COUNTS;
use crate::protocol::ids::UserId;
use crate::protocol::time::Moment;

/// Jobs that share one COMMIT at most.
const BATCH: usize = 1024;

/// How long what was deleted may live on in the write-ahead log.
const SCRUB: Duration = Duration::from_secs(30);

/// How soon what is owed is tried again, where nobody else has anything to store.
const AGAIN: Duration = Duration::from_secs(1);

/// One change: run inside the batch's transaction, then answered.
pub trait Job<O>: Send {
    /// # Errors
    /// A broken rule; what was written is rolled back, for this job alone.
    fn run(&mut self, connection: &Connection) -> Result<O>;
    /// Where the batch could not be stored: what the job leads to all the same, and the row that the disk is owed for it.
    /// Reads only.
    ///
    /// # Errors
    /// A broken rule, as in `run`.
    fn owe(&mut self, _connection: &Connection) -> Option<Result<(O, Session)>> {
        None
    }
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
    /// Rung when nothing is left to do.
    idle: Condvar,
    /// Jobs that may wait; one more is `unavailable`.
    most: usize,
}

struct Queue<O> {
    jobs: VecDeque<Box<dyn Job<O>>>,
    /// Taken along by the next batch; never waits for a place in the queue.
    last_seen: HashMap<UserId, Moment>,
    /// Who wants to know that the thread comes by.
    callers: Vec<oneshot::Sender<()>>,
    /// A batch is at work.
    busy: bool,
    /// No more is taken.
    closed: bool,
    /// The thread ends once nothing is left.
    over: bool,
}

impl<O> Queue<O> {
    fn answer_callers(&mut self) {
        for caller in self.callers.drain(..) {
            let _ = caller.send(());
        }
    }
}

impl<O> Shared<O> {
    fn lock(&self) -> MutexGuard<'_, Queue<O>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<O: Send + 'static> Writer<O> {
    /// Starts the thread; `most` jobs may wait for it. `hand` is the committing hand: it gets what each committed job leads to,
    /// in commit order and before the next batch, and calls the job's answer at the right moment in between.
    ///
    /// # Errors
    /// Where no thread can be had.
    pub fn start(connection: Connection, most: usize, hand: impl FnMut(O, &mut dyn FnMut()) + Send + 'static) -> Result<Self> {
        let (jobs, last_seen) = (VecDeque::new(), HashMap::new());
        let queue = Queue { jobs, last_seen, callers: Vec::new(), busy: false, closed: false, over: false };
        let shared = Arc::new(Shared { queue: Mutex::new(queue), wake: Condvar::new(), idle: Condvar::new(), most });
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
        if queue.jobs.len() >= self.shared.most || queue.closed {
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

    /// Answered when the thread next comes by, between two batches or at rest: it is not stuck. Needs no place in the queue,
    /// so that a full one says nothing about it.
    pub fn call(&self) -> oneshot::Receiver<()> {
        let (caller, called) = oneshot::channel();
        self.shared.lock().callers.push(caller);
        self.shared.wake.notify_one();
        called
    }

    /// Takes no more, and finishes what waits. Blocks until then.
    pub fn drain(&self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        while queue.busy || !queue.jobs.is_empty() || !queue.last_seen.is_empty() {
            queue = self.shared.idle.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The same, and then folds the log into the database.
    pub fn close(&self) {
        self.drain();
        self.shared.lock().over = true;
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
    let mut debts = Debts::default();
    // When the log is to be scrubbed, and when what is owed is tried again.
    let (mut scrub, mut again): (Option<Instant>, Option<Instant>) = (None, None);
    loop {
        let mut queue = shared.lock();
        queue.busy = false;
        if queue.jobs.is_empty() && queue.last_seen.is_empty() {
            shared.idle.notify_all();
        }
        queue.answer_callers();
        while queue.jobs.is_empty() && queue.last_seen.is_empty() && !queue.over {
            let due = scrub.into_iter().chain(again).min();
            queue = match due.map(|due| due.saturating_duration_since(Instant::now())) {
                None => shared.wake.wait(queue).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => break,
                Some(left) => shared.wake.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0,
            };
            queue.answer_callers();
        }
        let count = queue.jobs.len().min(BATCH);
        let jobs: Vec<_> = queue.jobs.drain(..count).collect();
        debts.see(std::mem::take(&mut queue.last_seen));
        let over = queue.over && jobs.is_empty();
        queue.busy = true;
        drop(queue);

        if !jobs.is_empty() || !debts.is_empty() {
            scrub.get_or_insert_with(|| Instant::now() + SCRUB);
            batch(&mut connection, jobs, &mut debts, &mut hand);
            again = if debts.is_empty() { None } else { Some(Instant::now() + AGAIN) };
        }
        if over || scrub.is_some_and(|due| due <= Instant::now()) {
            let truncated = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
            scrub = if matches!(truncated, Ok(0)) { None } else { Some(Instant::now() + SCRUB) };
        }
        if over {
            if debts.sessions() > 0 {
                tracing::warn!(
                    sessions = debts.sessions(),
                    "the disk did not take who signed in last; they have to sign in again"
                );
            }
            shared.lock().busy = false;
            return;
        }
    }
}

/// One transaction for all, a savepoint for each; nothing is answered before COMMIT.
///
/// A batch that is refused may come to light again when the power goes before the next one is written: then the log holds
/// it whole, though its sync failed. So `unavailable` never says that nothing was stored, and a retry finds what was.
fn batch<O>(
    connection: &mut Connection,
    mut jobs: Vec<Box<dyn Job<O>>>,
    debts: &mut Debts,
    hand: &mut impl FnMut(O, &mut dyn FnMut()),
) {
    let (begun, changes) = (Instant::now(), jobs.len() as u64);
    match commit(connection, &mut jobs, debts) {
        Ok(outcomes) => {
            COUNTS.commit_time.note_time(begun.elapsed());
            COUNTS.commit_changes.note(changes);
            *debts = Debts::default();
            for (job, outcome) in jobs.into_iter().zip(outcomes) {
                conclude(job, outcome, hand);
            }
        }
        Err(error) => {
            if !connection.is_autocommit() {
                let _ = connection.execute_batch("ROLLBACK");
            }
            if jobs.is_empty() {
                tracing::debug!(%error, "what is owed to the disk could not be stored");
            } else {
                tracing::error!(%error, jobs = jobs.len(), "nothing of this batch could be stored");
            }
            for mut job in jobs {
                let owed = owe(connection, &mut job, debts);
                COUNTS.writes_lost.add(u64::from(owed.is_none()));
                let outcome = owed.unwrap_or_else(|| Err(Error::unavailable()));
                conclude(job, outcome, hand);
            }
        }
    }
}

fn conclude<O>(job: Box<dyn Job<O>>, outcome: Result<O>, hand: &mut impl FnMut(O, &mut dyn FnMut())) {
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

/// Lets a job go on without the disk, where it can.
fn owe<O>(connection: &Connection, job: &mut Box<dyn Job<O>>, debts: &mut Debts) -> Option<Result<O>> {
    if !debts.has_room() {
        return None;
    }
    let owed = catch_unwind(AssertUnwindSafe(|| job.owe(connection))).unwrap_or_else(|_| Some(Err(panicked())))?;
    Some(owed.map(|(told, session)| {
        debts.owe(session);
        told
    }))
}

fn panicked() -> Error {
    tracing::error!("a job panicked");
    Error::internal("a job panicked")
}

fn commit<O>(connection: &mut Connection, jobs: &mut [Box<dyn Job<O>>], debts: &Debts) -> Result<Vec<Result<O>>> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    debts.pay(connection)?;
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
        let outcome = catch_unwind(AssertUnwindSafe(|| job.run(connection))).unwrap_or_else(|_| Err(panicked()));
        if connection.is_autocommit() {
            // SQLite itself ended the transaction, as it does when the disk is full: all of it is gone.
            return Err(outcome.err().unwrap_or_else(Error::unavailable));
        }
        if outcome.is_err() {
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
        outcomes.push(outcome);
    }
    // Once for all of them: at every savepoint FTS5 writes what it holds as a segment of its own.
    words::settle(connection)?;
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use tokio::sync::oneshot::error::TryRecvError;

    use super::*;
    use crate::store::Store;

    /// Says that it has begun, and keeps the thread until it may end.
    struct Slow(Sender<()>, Receiver<()>);

    impl Job<()> for Slow {
        fn run(&mut self, _: &Connection) -> Result<()> {
            let _ = self.0.send(());
            let _ = self.1.recv();
            Ok(())
        }

        fn answer(self: Box<Self>, _: Result<()>) {}
    }

    #[test]
    fn a_call_is_answered_when_the_thread_comes_by_however_many_wait_for_it() {
        let home = tempfile::tempdir().expect("a directory");
        let (_store, connection) = Store::open(&home.path().join("parlor.db")).expect("opened");
        let writer = Writer::start(connection, 1, |(), answer| answer()).expect("started");
        writer.call().blocking_recv().expect("one at rest comes by");

        let (begun, begins) = channel();
        let slow = || {
            let (end, ended) = channel();
            writer.push(Box::new(Slow(begun.clone(), ended)));
            end
        };
        let first = slow();
        begins.recv().expect("begun");
        let second = slow();
        let mut called = writer.call();
        assert_eq!(called.try_recv(), Err(TryRecvError::Empty), "it is at a job, and one more waits, as many as may");
        first.send(()).expect("it waits");
        called.blocking_recv().expect("between two batches");
        second.send(()).expect("it waits");
        writer.close();
    }
}
