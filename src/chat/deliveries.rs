//! Deliveries: what was stored for a webhook goes out, in order, until its receiver has heard it or a day has passed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::Chat;
use super::parcels::{LONGEST, Parcel, Verdict};
use crate::protocol::time::Moment;
use crate::store::deliveries::{self, Delivery};

/// Where the store cannot be read,
const TROUBLE: Duration = Duration::from_secs(2);

/// and where it cannot be noted what came of a delivery: its receiver, which may have heard it, is not to hear it all the time.
const UNNOTED: Duration = Duration::from_secs(30);

/// How long until a delivery is due. One that lies further ahead than any was ever put was noted by a clock that lied.
fn wait(due: Moment, now: Moment) -> Duration {
    let wait = now.until(due);
    if wait > LONGEST { Duration::ZERO } else { wait }
}

impl Chat {
    /// Delivers, until it is dropped. What is under way then goes out again after the next start.
    pub async fn deliver(self: Arc<Self>) {
        let mut under_way = JoinSet::new();
        let mut whose = HashMap::new();
        loop {
            let mut rest = LONGEST;
            match self.read(deliveries::next).await {
                Ok(waiting) => {
                    for delivery in waiting
                        .into_iter()
                        .filter(|delivery| !whose.values().any(|id| *id == delivery.webhook))
                        .collect::<Vec<_>>()
                    {
                        match wait(delivery.due, Moment::now()) {
                            // One for each webhook, so that it hears in order; as many as there are webhooks, so that no dead
                            // receiver holds up another.
                            Duration::ZERO => {
                                let chat = Arc::clone(&self);
                                let task = under_way.spawn(async move { chat.attempt(delivery).await });
                                whose.insert(task.id(), delivery.webhook);
                            }
                            wait => rest = rest.min(wait),
                        }
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "what webhooks have to be told cannot be read now");
                    rest = TROUBLE;
                }
            }
            tokio::select! {
                () = self.bell.notified() => {}
                () = sleep(rest) => {}
                Some(done) = under_way.join_next_with_id() => {
                    let id = match done {
                        Ok((id, ())) => id,
                        Err(error) => {
                            tracing::error!(%error, "a delivery failed");
                            error.id()
                        }
                    };
                    whose.remove(&id);
                }
            }
        }
    }

    async fn attempt(&self, delivery: Delivery) {
        let settled = async {
            let parcel = self.read(move |connection| Parcel::pack(connection, delivery)).await?;
            let verdict = match &parcel {
                Some(parcel) => parcel.send().await,
                None => Verdict::Dropped,
            };
            self.commit(move |connection| verdict.settle(connection, &delivery, parcel.as_ref())).await
        };
        if let Err(error) = settled.await {
            tracing::warn!(webhook = %delivery.webhook, %error, "what came of a delivery could not be noted; it goes out again");
            sleep(UNNOTED).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_back_holds_nothing_up() {
        let now = Moment::from_seconds(1_000_000);
        assert_eq!(wait(now.after(LONGEST), now), LONGEST);
        assert_eq!(wait(now, now), Duration::ZERO);
        assert_eq!(wait(Moment::from_seconds(0), now), Duration::ZERO);
        assert_eq!(wait(now.after(LONGEST * 2), now), Duration::ZERO, "no pause is so long");
    }
}
