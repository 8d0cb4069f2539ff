//! Where pictures are decoded: one at a time, since each may take a hundred megabytes, and never on an async thread.
//! A PNG of 4096 by 4096 took 0.65 s and 49 MiB on two busy cores.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// How long somebody waits for a picture, the queue before it included. Sixteen megapixels take about a second.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Studio(Arc<Semaphore>);

impl Default for Studio {
    fn default() -> Self {
        Studio(Arc::new(Semaphore::new(1)))
    }
}

impl Studio {
    /// Does the work in its turn. The turn lasts as long as the work does, also where nobody waits for it any more.
    ///
    /// # Errors
    /// `unavailable` where it took too long; `internal` where a decoder panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turns = Arc::clone(&self.0);
        let done = async move {
            let turn = turns.acquire_owned().await.map_err(Error::internal)?;
            let work = move || {
                let _turn = turn;
                work()
            };
            tokio::task::spawn_blocking(work).await.map_err(Error::internal)
        };
        tokio::time::timeout(PATIENCE, done).await.unwrap_or_else(|_| Err(Error::unavailable().detail("a picture took too long")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use std::sync::mpsc;

    use futures_util::FutureExt;

    #[tokio::test]
    async fn one_picture_waits_for_the_other_and_a_broken_one_costs_only_itself() {
        let studio = Arc::new(Studio::default());
        let broken = studio.run::<()>(|| panic!("on purpose")).await.expect_err("it panicked");
        assert_eq!(broken.code(), Code::Internal);
        let (begun, begins) = mpsc::channel();
        let (release, gate) = mpsc::channel::<()>();
        let first = {
            let studio = Arc::clone(&studio);
            tokio::spawn(async move {
                studio
                    .run(move || {
                        begun.send(()).expect("the test listens");
                        gate.recv().expect("the test releases");
                    })
                    .await
            })
        };
        tokio::task::spawn_blocking(move || begins.recv()).await.expect("no panic").expect("it begins");
        let mut second = Box::pin(studio.run(|| 7));
        assert!(second.as_mut().now_or_never().is_none());
        assert_eq!(studio.0.available_permits(), 0);
        release.send(()).expect("it waits");
        first.await.expect("no panic").expect("done");
        assert_eq!(second.await.expect("its turn came"), 7);
    }
}
