//! The service manager: it is told how things go here, and by its watchdog that we live. Says nothing where there is none.

use std::sync::Arc;

use sd_notify::NotifyState::{self, Ready, Status, Stopping, Watchdog};
use tokio::time::{MissedTickBehavior, interval};

use crate::chat::Chat;

/// What it shows to people who ask how we are.
pub(super) fn status(text: &str) {
    tell(&[Status(text)]);
}

/// People are let in.
pub(super) fn open(urls: &[String]) {
    let text = urls.first().map_or_else(|| "Open".to_owned(), |url| format!("Open at {url}/"));
    tell(&[Ready, Status(&text)]);
}

pub(super) fn leaving() {
    tell(&[Stopping, Status("Finishing what was begun")]);
}

/// Tells the watchdog at half of its time that we live, where one is set. It is told by a task of the runtime, and only after
/// the writer's thread has come by: where either is stuck nothing is told, and the manager starts us anew. A disk may
/// keep the writer for the other half of that time.
pub(super) async fn prove_life(chat: Arc<Chat>) {
    let Some(patience) = sd_notify::watchdog_enabled() else { return };
    let mut half = interval(patience / 2);
    half.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        half.tick().await;
        chat.hear_the_writer().await;
        tell(&[Watchdog]);
    }
}

fn tell(states: &[NotifyState]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, ?states, "the service manager cannot be told how things go");
    }
}
