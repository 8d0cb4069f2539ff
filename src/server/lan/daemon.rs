//! One life of the library's thread, from asking for names to giving them back.

use std::net::SocketAddr;
use std::time::Duration;

use mdns_sd::{DaemonEvent, IfKind, IfPredicate, Receiver, Result, ServiceDaemon};
use tokio::time::{sleep, timeout};

use super::interfaces;
use super::names::{Names, Services};

/// The library says goodbye twice; the second time is so much later, with some to spare.
const GOODBYE: Duration = Duration::from_millis(160);

/// For an answer of the thread's.
const ANSWER: Duration = Duration::from_millis(500);

/// Records of other machines that it may keep: some kinds it never drops.
const MOST: i64 = 2000;

pub struct Daemon {
    thread: ServiceDaemon,
    events: Receiver<DaemonEvent>,
}

impl Daemon {
    /// Begins to ask for the names, on the networks that carry `bound` and on those to come.
    ///
    /// # Errors
    /// Those of the library.
    pub fn start(bound: SocketAddr, services: Services, names: &Names) -> Result<Self> {
        let thread = ServiceDaemon::new()?;
        let daemon = Daemon { events: thread.monitor()?, thread };
        let foreign = IfPredicate::new(move |interface| !interfaces::carries(bound, interface));
        daemon.thread.disable_interface(IfKind::Predicate(foreign))?;
        daemon.announce(services, names)?;
        Ok(daemon)
    }

    /// Announces them; once more, where they are announced.
    ///
    /// # Errors
    /// Those of the library.
    pub fn announce(&self, services: Services, names: &Names) -> Result<()> {
        names.announced(services)?.into_iter().try_for_each(|service| self.thread.register(service))
    }

    /// The next thing that happens; nothing once the thread has ended.
    pub async fn event(&self) -> Option<DaemonEvent> {
        self.events.recv_async().await.ok()
    }

    /// Whether it keeps more of other machines than it should.
    pub async fn is_crowded(&self) -> bool {
        let Ok(asked) = self.thread.get_metrics() else { return false };
        let Ok(Ok(metrics)) = timeout(ANSWER, asked.recv_async()).await else { return false };
        metrics.iter().filter(|(name, _)| name.starts_with("cached-")).map(|(_, count)| count).sum::<i64>() > MOST
    }

    /// Says goodbye twice, since one packet may be lost, and ends.
    pub async fn leave(self, services: Services, names: &Names) {
        let announced = names.announced(services).unwrap_or_default();
        let told = announced.iter().filter(|service| self.thread.unregister(service.get_fullname()).is_ok()).count();
        if told > 0 {
            sleep(GOODBYE).await;
        }
        self.end().await;
    }

    /// Says goodbye and ends, for another that follows at once.
    pub async fn end(self) {
        if let Ok(ended) = self.thread.shutdown() {
            let _ = timeout(ANSWER, ended.recv_async()).await;
        }
    }
}

impl Drop for Daemon {
    /// The thread would go on without us.
    fn drop(&mut self) {
        let _ = self.thread.shutdown();
    }
}
