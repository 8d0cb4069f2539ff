//! Closing: how far it has come, and whether anything is still at work.

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Open,
    /// Nothing new is begun. What was begun is finished, and its answers are fetched.
    Leaving,
    /// What has not been finished is refused.
    Over,
}

/// Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Closing {
    stage: watch::Sender<Stage>,
    working: watch::Sender<usize>,
}

/// Something that closing waits for, until it is dropped.
#[derive(Debug)]
pub struct Work(watch::Sender<usize>);

impl Closing {
    pub fn new() -> Self {
        Closing { stage: watch::Sender::new(Stage::Open), working: watch::Sender::new(0) }
    }

    pub fn advance(&self, stage: Stage) {
        self.stage.send_replace(stage);
    }

    pub fn has_come_to(&self, stage: Stage) -> bool {
        *self.stage.borrow() >= stage
    }

    /// Waits for a stage.
    pub async fn comes_to(&self, stage: Stage) {
        // There is a sender for as long as this is there.
        let _ = self.stage.subscribe().wait_for(|now| *now >= stage).await;
    }

    pub fn work(&self) -> Work {
        self.working.send_modify(|count| *count += 1);
        Work(self.working.clone())
    }

    /// Waits until nothing is at work.
    pub async fn idle(&self) {
        let _ = self.working.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Default for Closing {
    fn default() -> Self {
        Closing::new()
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
