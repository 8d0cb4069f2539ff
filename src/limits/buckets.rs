//! Token buckets: how often something may be done, with room for a burst.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::rate::Rate;
use crate::error::{Error, Result};

/// Keys remembered at once: an attacker with endless addresses gets no more than a few megabytes.
const MOST: usize = 16_384;
/// Below this many nobody looks for buckets to forget.
const FEW: usize = 64;

/// A bucket a key, each as deep as its rate's burst.
pub struct Buckets<K> {
    /// Nothing where the rate is unlimited.
    flow: Option<Flow>,
    kept: Mutex<Kept<K>>,
}

#[derive(Clone, Copy)]
struct Flow {
    per: Duration,
    /// How far ahead of now a bucket may be full again and still have one left.
    slack: Duration,
}

struct Kept<K> {
    /// When each bucket will be full again; one that is full already need not be kept.
    full: HashMap<K, Instant>,
    tidy_at: usize,
}

impl<K: Hash + Eq> Buckets<K> {
    pub fn new(rate: Rate) -> Self {
        let flow = match rate {
            Rate::Unlimited => None,
            Rate::Limited { burst, per } => Some(Flow { per, slack: per.saturating_mul(burst.get() - 1) }),
        };
        Buckets { flow, kept: Mutex::default() }
    }

    /// Takes one, or says when there will be one.
    ///
    /// # Errors
    /// `rate_limited`, with the whole seconds to wait, rounded up.
    pub fn take(&self, key: K) -> Result<()> {
        self.take_at(key, Instant::now())
    }

    fn take_at(&self, key: K, now: Instant) -> Result<()> {
        let Some(flow) = self.flow else { return Ok(()) };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let full = kept.full.get(&key).copied().unwrap_or(now).max(now);
        let wait = full.duration_since(now).saturating_sub(flow.slack);
        if !wait.is_zero() {
            let seconds = wait.as_nanos().div_ceil(1_000_000_000);
            return Err(Error::rate_limited(u32::try_from(seconds).unwrap_or(u32::MAX)));
        }
        kept.full.insert(key, full + flow.per);
        kept.tidy(now);
        Ok(())
    }
}

impl<K> Default for Kept<K> {
    fn default() -> Self {
        Kept { full: HashMap::new(), tidy_at: FEW }
    }
}

impl<K: Hash + Eq> Kept<K> {
    /// Forgets full buckets each time the number of keys has doubled, and at the cap also the half nearest to full:
    /// those of addresses seen once, rather than those of somebody who is being held back.
    fn tidy(&mut self, now: Instant) {
        if self.full.len() < self.tidy_at {
            return;
        }
        self.full.retain(|_, full| *full > now);
        if self.full.len() >= MOST {
            let mut moments: Vec<Instant> = self.full.values().copied().collect();
            let (_, median, _) = moments.select_nth_unstable(MOST / 2);
            let median = *median;
            // Where many fill up in the same instant, half of the map is as good as any other half.
            let mut spare = MOST / 2;
            self.full.retain(|_, full| {
                let forget = *full <= median && spare > 0;
                spare -= usize::from(forget);
                !forget
            });
        }
        self.full.shrink_to(FEW);
        self.tidy_at = (self.full.len() * 2).clamp(FEW, MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn buckets<K: Hash + Eq>(rate: &str) -> Buckets<K> {
        Buckets::new(rate.parse().expect("a rate"))
    }

    fn wait<K: Hash + Eq>(buckets: &Buckets<K>, key: K, now: Instant) -> Option<u32> {
        buckets.take_at(key, now).err().map(|error| error.retry_after().expect("seconds"))
    }

    #[test]
    fn ann_may_burst_then_waits_her_turn_while_bob_does_not() {
        let (buckets, now) = (buckets("3 then 5/s"), Instant::now());
        for _ in 0..3 {
            assert_eq!(wait(&buckets, "ann", now), None);
        }
        assert_eq!(wait(&buckets, "ann", now), Some(1));
        assert_eq!(wait(&buckets, "bob", now), None, "Bob did nothing yet");
        let later = now + SECOND / 5;
        assert_eq!(wait(&buckets, "ann", later), None, "one came back");
        assert_eq!(wait(&buckets, "ann", later), Some(1), "and only one");
        let much_later = now + SECOND * 3600;
        let allowed = (0..9).filter(|_| wait(&buckets, "ann", much_later).is_none()).count();
        assert_eq!(allowed, 3, "rest does not save up more than a burst");
    }

    #[test]
    fn the_wait_is_in_whole_seconds_rounded_up_and_long_enough() {
        let (buckets, now) = (buckets("1/min"), Instant::now());
        assert_eq!(wait(&buckets, "ann", now), None);
        assert_eq!(wait(&buckets, "ann", now), Some(60));
        assert_eq!(wait(&buckets, "ann", now + Duration::from_millis(100)), Some(60));
        assert_eq!(wait(&buckets, "ann", now + SECOND), Some(59));
        assert_eq!(wait(&buckets, "ann", now + SECOND * 60), None, "as promised");
    }

    #[test]
    fn a_refusal_costs_nothing_more() {
        let (buckets, now) = (buckets("1/s"), Instant::now());
        assert_eq!(wait(&buckets, "ann", now), None);
        for _ in 0..100 {
            assert_eq!(wait(&buckets, "ann", now), Some(1));
        }
        assert_eq!(wait(&buckets, "ann", now + SECOND), None);
    }

    #[test]
    fn a_crowd_is_forgotten_and_the_one_held_back_is_not() {
        let (buckets, now) = (buckets("10 then 1/s"), Instant::now());
        for _ in 0..10 {
            assert_eq!(wait(&buckets, 0, now), None);
        }
        for stranger in 1..200_000_u32 {
            assert_eq!(wait(&buckets, stranger, now), None);
        }
        let kept = || buckets.kept.lock().expect("whole").full.len();
        assert!(kept() <= MOST, "{} keys are remembered", kept());
        assert_eq!(wait(&buckets, 0, now), Some(1), "a crowd does not free Mallory");
        let idle = now + SECOND * 60;
        (0..MOST as u32).for_each(|person| drop(buckets.take_at(person % 100, idle)));
        buckets.kept.lock().expect("whole").tidy_at = 0;
        assert_eq!(wait(&buckets, 1_000_000, idle), None);
        assert_eq!(kept(), 101, "all others have rested");
    }

    #[test]
    fn without_limits_nobody_waits() {
        let buckets = buckets("none");
        assert!((0..1000).all(|_| buckets.take("ann").is_ok()));
    }
}
