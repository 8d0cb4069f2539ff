//! A session's deadlines: when to ping, and when to give up.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use super::config::Config;

/// The deadlines of one session. Whoever drives the session calls `beat` when the next of them is due.
#[derive(Debug)]
pub(super) struct Heart {
    next_ping: Instant,
    /// Set while a ping is unanswered.
    pong_due: Option<Instant>,
    /// Set while the session is in no namespace.
    connect_due: Option<Instant>,
    /// Set while the session only flushes what is queued.
    flush_due: Option<Instant>,
}

/// What a beat asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Rest,
    Ping,
    /// The client does not answer, or does not take what it is sent.
    Dead,
    /// The client came in and did nothing.
    Idle,
}

impl Heart {
    pub fn new(now: Instant, config: &Config) -> Self {
        Heart {
            next_ping: now + config.ping_interval,
            pong_due: None,
            connect_due: Some(now + config.connect_timeout),
            flush_due: None,
        }
    }

    /// What is due by now. While the client is `held` up by us, its pong may be stuck behind events that we do not
    /// read: then nothing is held against it, and pings go on, since the client counts on them.
    pub fn beat(&mut self, now: Instant, held: bool, config: &Config) -> Beat {
        if let Some(due) = self.flush_due {
            return if due <= now { Beat::Dead } else { Beat::Rest };
        }
        if self.pong_due.is_some_and(|due| due <= now) {
            if !held {
                return Beat::Dead;
            }
            self.pong_due = Some(now + config.ping_timeout);
        }
        if self.connect_due.is_some_and(|due| due <= now) {
            self.connect_due = None;
            return Beat::Idle;
        }
        if self.next_ping > now {
            return Beat::Rest;
        }
        let scheduled = self.next_ping;
        self.next_ping = now + config.ping_interval;
        if self.pong_due.is_some() && !held {
            return Beat::Rest;
        }
        // Counted from the plan and not from now, which is always a little later; but a stall of ours is no fault of the client's.
        let due = (scheduled + config.ping_timeout).max(now + config.ping_timeout / 2);
        self.pong_due.get_or_insert(due);
        Beat::Ping
    }

    pub fn pong(&mut self, now: Instant, config: &Config) {
        self.pong_due = None;
        self.next_ping = now + config.ping_interval;
    }

    /// Reading goes on, or at least what the client is sent: it gets its full time again.
    pub fn resume(&mut self, now: Instant, config: &Config) {
        if self.pong_due.is_some() {
            self.pong_due = Some(now + config.ping_timeout);
        }
    }

    /// No pong is awaited any more: a new transport starts with none owed.
    pub fn forgive(&mut self) {
        self.pong_due = None;
    }

    pub fn joined(&mut self) {
        self.connect_due = None;
    }

    pub fn left_all(&mut self, now: Instant, config: &Config) {
        self.connect_due = Some(now + config.connect_timeout);
    }

    pub fn flush(&mut self, now: Instant, limit: Duration) {
        self.flush_due = Some(self.flush_due.unwrap_or(now + limit).min(now + limit));
    }

    /// When to call `beat` next.
    pub fn due(&self) -> Instant {
        if let Some(due) = self.flush_due {
            return due;
        }
        [self.pong_due, self.connect_due].into_iter().flatten().fold(self.next_ping, Instant::min)
    }
}

/// Sets an alarm for `due`. One that would ring earlier stays as it is, since deadlines mostly move back, with every pong.
pub(super) fn set(alarm: Pin<&mut Sleep>, due: Instant) {
    if alarm.is_elapsed() || alarm.deadline() > due {
        alarm.reset(due);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn config() -> Config {
        Config { ping_interval: 25 * SECOND, ping_timeout: 20 * SECOND, connect_timeout: 10 * SECOND, ..Config::default() }
    }

    #[test]
    fn a_client_that_answers_lives_and_one_that_does_not_dies() {
        let (config, start) = (config(), Instant::now());
        let mut heart = Heart::new(start, &config);
        heart.joined();
        assert_eq!(heart.due(), start + 25 * SECOND);
        assert_eq!(heart.beat(start + 24 * SECOND, false, &config), Beat::Rest);
        assert_eq!(heart.beat(start + 25 * SECOND, false, &config), Beat::Ping);
        heart.pong(start + 26 * SECOND, &config);
        assert_eq!(heart.due(), start + 51 * SECOND);
        assert_eq!(heart.beat(start + 51 * SECOND, false, &config), Beat::Ping);
        assert_eq!(heart.beat(start + 70 * SECOND, false, &config), Beat::Rest);
        assert_eq!(heart.beat(start + 71 * SECOND, false, &config), Beat::Dead);
    }

    #[test]
    fn while_a_client_is_held_up_pings_go_on_and_nothing_is_held_against_the_client() {
        let (config, start) = (config(), Instant::now());
        let mut heart = Heart::new(start, &config);
        heart.joined();
        let mut pings = 0;
        for second in 1..=200 {
            match heart.beat(start + second * SECOND, true, &config) {
                Beat::Ping => pings += 1,
                beat => assert_eq!(beat, Beat::Rest),
            }
        }
        assert_eq!(pings, 8);
        heart.resume(start + 200 * SECOND, &config);
        assert_eq!(heart.beat(start + 219 * SECOND, false, &config), Beat::Rest);
        assert_eq!(heart.beat(start + 220 * SECOND, false, &config), Beat::Dead);
    }

    #[test]
    fn a_session_in_no_namespace_is_idle() {
        let (config, start) = (config(), Instant::now());
        let mut heart = Heart::new(start, &config);
        assert_eq!(heart.beat(start + 9 * SECOND, false, &config), Beat::Rest);
        assert_eq!(heart.beat(start + 10 * SECOND, false, &config), Beat::Idle);
    }
}
