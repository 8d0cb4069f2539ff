//! What the server counts about itself: atomics that hot paths can afford, in one place, since a process is one server.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub static COUNTS: Counts = Counts::new();

/// Everything that is counted since the start.
pub struct Counts {
    /// Messages stored.
    pub messages: Counter,
    /// How long commits took, in microseconds.
    pub commit_time: Histogram<11>,
    /// Changes that shared a commit.
    pub commit_changes: Histogram<8>,
    /// Changes that found the queue full or closed.
    pub writes_unheard: Counter,
    /// Changes that went down with their commit.
    pub writes_lost: Counter,
    /// HTTP answers by the first digit of their status, from 1 to 5.
    pub answers: [Counter; 5],
    /// Bytes to sockets, by both transports.
    pub socket_bytes: Counter,
    /// Transports closed since their clients did not take what they were sent.
    pub slow: Counter,
    /// What came of calling webhooks' receivers.
    pub webhooks_heard: Counter,
    pub webhooks_failed: Counter,
    /// Messages that a receiver has missed for good.
    pub webhooks_lost: Counter,
}

pub struct Counter(AtomicU64);

/// Counts by size. What is above the last bound is in the sum and the count alone.
pub struct Histogram<const N: usize> {
    bounds: [u64; N],
    buckets: [AtomicU64; N],
    count: AtomicU64,
    sum: AtomicU64,
}

impl Counts {
    const fn new() -> Self {
        Counts {
            messages: Counter::new(),
            commit_time: Histogram::new([100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000, 1_000_000, 5_000_000]),
            commit_changes: Histogram::new([1, 2, 4, 8, 16, 64, 256, 1024]),
            writes_unheard: Counter::new(),
            writes_lost: Counter::new(),
            answers: [const { Counter::new() }; 5],
            socket_bytes: Counter::new(),
            slow: Counter::new(),
            webhooks_heard: Counter::new(),
            webhooks_failed: Counter::new(),
            webhooks_lost: Counter::new(),
        }
    }

    /// An HTTP answer of that status went out.
    pub fn answered(&self, status: u16) {
        if let Some(counter) = self.answers.get(usize::from(status / 100).wrapping_sub(1)) {
            counter.add(1);
        }
    }
}

impl Counter {
    const fn new() -> Self {
        Counter(AtomicU64::new(0))
    }

    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl<const N: usize> Histogram<N> {
    const fn new(bounds: [u64; N]) -> Self {
        Histogram { bounds, buckets: [const { AtomicU64::new(0) }; N], count: AtomicU64::new(0), sum: AtomicU64::new(0) }
    }

    pub fn note(&self, size: u64) {
        if let Some(at) = self.bounds.iter().position(|bound| size <= *bound) {
            self.buckets[at].fetch_add(1, Ordering::Relaxed);
        }
        self.sum.fetch_add(size, Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    /// In microseconds.
    pub fn note_time(&self, time: Duration) {
        self.note(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    /// The sum of all sizes, then how many were at most as large as each bound, then how many there were. Never more at a
    /// smaller bound, though others count at the same time.
    pub fn read(&self) -> (u64, Vec<(u64, u64)>, u64) {
        let mut below = 0;
        let counts = self.bounds.iter().zip(&self.buckets).map(|(bound, bucket)| {
            below += bucket.load(Ordering::Relaxed);
            (*bound, below)
        });
        let counts: Vec<_> = counts.collect();
        (self.sum.load(Ordering::Relaxed), counts, self.count.load(Ordering::Relaxed).max(below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_each_size_once_and_reads_from_small_to_large() {
        let histogram = Histogram::new([1, 10, 100]);
        [0, 1, 2, 10, 11, 1000].into_iter().for_each(|size| histogram.note(size));
        assert_eq!(histogram.read(), (1024, vec![(1, 2), (10, 4), (100, 5)], 6));
        histogram.note_time(Duration::from_millis(1));
        assert_eq!(histogram.read(), (2024, vec![(1, 2), (10, 4), (100, 5)], 7));
    }

    #[test]
    fn an_answer_is_counted_by_its_class() {
        let counts = Counts::new();
        [101, 200, 204, 404, 503, 599, 600, 99, 0].into_iter().for_each(|status| counts.answered(status));
        assert_eq!(counts.answers.each_ref().map(Counter::get), [1, 2, 0, 1, 2]);
    }
}
