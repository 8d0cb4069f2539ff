//! A few threads that own the memory that argon2id fills, 19 MiB each, and the short queue before them.
//!
//! Unbounded, 64 sign-ins at once took 1.17 GB; and whoever comes late is better told to come back than kept waiting.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use argon2::Block;
use tokio::sync::oneshot;

use crate::error::{Error, Result};

/// A burst of sign-ins reuses its blocks; an idle server gives them back.
const LINGER: Duration = Duration::from_secs(10);

/// Where a job computes: grown on demand, reused by the next one.
pub(super) type Memory = Vec<Block>;
type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads end when this is dropped.
pub(super) struct Workers {
    queue: Arc<Queue>,
}

struct Queue {
    state: Mutex<State>,
    bell: Condvar,
    /// Jobs that may wait.
    most: usize,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

enum Next {
    Job(Job),
    Idle,
    Closed,
}

impl Workers {
    /// # Errors
    /// `internal` when the system has no thread left.
    pub fn start(threads: usize, queue: usize) -> Result<Self> {
        let queue = Queue { state: Mutex::default(), bell: Condvar::new(), most: queue };
        let workers = Workers { queue: Arc::new(queue) };
        for number in 1..=threads {
            let queue = Arc::clone(&workers.queue);
            let thread = thread::Builder::new().name(format!("password-{number}"));
            thread.spawn(move || queue.work()).map_err(Error::internal)?;
        }
        Ok(workers)
    }

    /// Queues a job and waits for it. One whose asker went away before its turn is not begun.
    ///
    /// # Errors
    /// `unavailable` when the queue is full; what the job answers.
    pub async fn run<T, F>(&self, job: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Memory) -> Result<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.queue.push(Box::new(move |memory| {
            if !answer.is_closed() {
                // The asker may leave while it runs: then nobody reads the answer.
                let _ = answer.send(job(memory));
            }
        }))?;
        answered.await.map_err(|_| Error::internal("a password job ended without an answer"))?
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.queue.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.queue.bell.notify_all();
    }
}

impl Queue {
    fn push(&self, job: Job) -> Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.jobs.len() >= self.most {
            return Err(Error::unavailable());
        }
        state.jobs.push_back(job);
        self.bell.notify_one();
        Ok(())
    }

    fn work(&self) {
        let mut memory = Memory::new();
        loop {
            match self.next(!memory.is_empty()) {
                // A panic ends the job, whose asker then gets `internal`, and not the thread.
                Next::Job(job) => drop(catch_unwind(AssertUnwindSafe(|| job(&mut memory)))),
                Next::Idle => memory = Memory::new(),
                Next::Closed => return,
            }
        }
    }

    fn next(&self, warm: bool) -> Next {
        let idle = |state: &mut State| state.jobs.is_empty() && !state.closed;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if warm {
            state = self.bell.wait_timeout_while(state, LINGER, idle).unwrap_or_else(PoisonError::into_inner).0;
        } else {
            state = self.bell.wait_while(state, idle).unwrap_or_else(PoisonError::into_inner);
        }
        match state.jobs.pop_front() {
            Some(job) => Next::Job(job),
            None if state.closed => Next::Closed,
            None => Next::Idle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    use crate::error::Code;

    const THREADS: usize = 2;
    const QUEUE: usize = 8;

    async fn soon<T>(work: impl Future<Output = T>) -> T {
        tokio::time::timeout(Duration::from_secs(10), work).await.expect("it hangs")
    }

    #[tokio::test]
    async fn ten_may_come_at_once_and_the_eleventh_is_asked_to_come_back() {
        let workers = Arc::new(Workers::start(THREADS, QUEUE).expect("threads"));
        let (begun, begins) = mpsc::channel();
        let (release, gate) = mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let ask = || {
            let (workers, begun, gate) = (Arc::clone(&workers), begun.clone(), Arc::clone(&gate));
            tokio::spawn(async move {
                let job = move |_: &mut Memory| {
                    begun.send(()).expect("the test listens");
                    gate.lock().unwrap_or_else(PoisonError::into_inner).recv().map_err(Error::internal)
                };
                workers.run(job).await
            })
        };
        let mut people = vec![ask(), ask()];
        tokio::task::yield_now().await;
        for _ in 0..THREADS {
            begins.recv_timeout(Duration::from_secs(10)).expect("both threads work");
        }
        people.extend((0..QUEUE).map(|_| ask()));
        tokio::task::yield_now().await;
        let refused = soon(ask()).await.expect("no panic").expect_err("the queue is full");
        assert_eq!((refused.code(), refused.retry_after()), (Code::Unavailable, Some(1)));
        for _ in &people {
            release.send(()).expect("the jobs listen");
        }
        for person in people {
            soon(person).await.expect("no panic").expect("served");
        }
    }

    #[tokio::test]
    async fn a_job_that_panics_costs_only_its_asker() {
        let workers = Workers::start(THREADS, QUEUE).expect("threads");
        for _ in 0..=THREADS {
            let failure = soon(workers.run::<(), _>(|_| panic!("on purpose"))).await.expect_err("it panicked");
            assert_eq!(failure.code(), Code::Internal);
        }
        assert_eq!(soon(workers.run(|_| Ok(7))).await.expect("the threads live"), 7);
    }
}
