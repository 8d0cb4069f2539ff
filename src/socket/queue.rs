//! What waits for one client: first in, first out, and bounded in bytes.

use std::collections::VecDeque;

use crate::wire::frame::Frame;

/// What a frame costs beyond its bytes, so that a flood of tiny ones is bounded too.
const OVERHEAD: usize = size_of::<Frame>();

/// Room for this many frames stays when a queue has run dry; more is given back.
const KEPT: usize = 16;

/// Frames that go out together at most.
pub(super) const JOINED: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Queue {
    frames: VecDeque<Frame>,
    /// Bytes of `frames`.
    waiting: usize,
    /// Bytes of the batch that was taken last and may not be written yet.
    under_way: usize,
}

fn weight(frame: &Frame) -> usize {
    frame.len() + OVERHEAD
}

impl Queue {
    /// Appends a frame, unless that would pass `limit` bytes.
    pub fn push(&mut self, frame: Frame, limit: usize) -> bool {
        let weight = weight(&frame);
        if self.waiting + self.under_way + weight > limit {
            return false;
        }
        self.waiting += weight;
        self.frames.push_back(frame);
        true
    }

    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Bytes that nobody has taken yet.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// The next frame.
    pub fn pop(&mut self) -> Option<Frame> {
        let frame = self.frames.pop_front()?;
        self.waiting -= weight(&frame);
        shrink(&mut self.frames);
        Some(frame)
    }

    /// Fills a batch that has been written, hence empty. What it takes counts until it asks again.
    pub fn fill(&mut self, batch: &mut VecDeque<Frame>) {
        self.under_way = 0;
        while batch.len() < JOINED
            && let Some(frame) = self.pop()
        {
            self.under_way += weight(&frame);
            batch.push_back(frame);
        }
    }

    pub fn clear(&mut self) {
        *self = Queue::default();
    }
}

/// Gives back what a burst has left behind.
pub(super) fn shrink(frames: &mut VecDeque<Frame>) {
    if frames.is_empty() && frames.capacity() > KEPT {
        *frames = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_under_way_counts_until_it_is_written() {
        let frame = Frame::text("hello");
        let limit = 3 * weight(&frame);
        let mut queue = Queue::default();
        assert!((0..3).all(|_| queue.push(frame.clone(), limit)));
        assert!(!queue.push(frame.clone(), limit), "three fill it");
        let mut batch = VecDeque::new();
        queue.fill(&mut batch);
        assert!(!queue.push(frame.clone(), limit), "none of the three was written");
        batch.clear();
        queue.fill(&mut batch);
        assert!((0..3).all(|_| queue.push(frame.clone(), limit)), "all were");
        assert!(batch.is_empty() && queue.pop().is_some() && queue.push(frame, limit));
    }

    #[test]
    fn a_burst_leaves_no_memory_behind() {
        let mut queue = Queue::default();
        (0..1000).for_each(|_| assert!(queue.push(Frame::text("hello"), usize::MAX)));
        while queue.pop().is_some() {}
        assert_eq!(queue.frames.capacity(), 0);
    }
}
