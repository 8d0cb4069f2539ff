//! Keeps this server announced, by one name on all of its networks, and tells how far that is.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use mdns_sd::DaemonEvent;
use tokio::sync::watch;
use tokio::time::{Instant, interval_at, sleep};

use super::daemon::Daemon;
use super::interfaces;
use super::names::{Names, Services};
use crate::chat::Chat;
use crate::protocol::control::Announcement;
use crate::server::closing::{Closing, Stage};

/// Until something is wrong: a name takes a second to be confirmed, and another one for each machine that has it already.
const PATIENCE: Duration = Duration::from_secs(15);

/// Between the first announcement and the second, which is there in case that the first was lost; a second is the least.
const AGAIN: Duration = Duration::from_millis(1200);

/// Between two looks at what nobody tells of, and from a failure to another try.
const LOOK: Duration = Duration::from_secs(60);

pub struct Announcer {
    /// What people reach.
    pub bound: SocketAddr,
    pub services: Services,
    /// The host's name that is wished for, without `.local`.
    pub host: String,
    /// Which has the name of the space.
    pub chat: Arc<Chat>,
    /// For those who tell people.
    pub state: watch::Sender<Announcement>,
}

/// Why one life of the library's thread ends.
enum End {
    Leaving,
    /// Another follows, by these names.
    Again(Names),
}

impl Announcer {
    /// Until the server leaves and goodbye is said.
    pub async fn run(self, closing: Closing) {
        let mut names = self.wished();
        if !interfaces::any_carries(self.bound) {
            tracing::info!("there is no network to announce this server on; it is announced once there is one");
        }
        loop {
            match self.live(&names, &closing).await {
                Ok(End::Leaving) => return,
                Ok(End::Again(next)) => names = next,
                Err(error) => {
                    self.is_unheard(&error.to_string());
                    tokio::select! {
                        () = closing.comes_to(Stage::Leaving) => return,
                        () = sleep(LOOK) => {}
                    }
                }
            }
        }
    }

    async fn live(&self, names: &Names, closing: &Closing) -> mdns_sd::Result<End> {
        let wished = self.wished();
        let daemon = Daemon::start(self.bound, self.services, names)?;
        self.is_asking();
        let mut silence = pin!(sleep(PATIENCE));
        let mut again = pin!(sleep(AGAIN));
        let (mut confirmed, mut repeated, mut lost) = (false, false, false);
        let mut look = interval_at(Instant::now() + LOOK, LOOK);
        let next = loop {
            tokio::select! {
                () = closing.comes_to(Stage::Leaving) => {
                    daemon.leave(self.services, names).await;
                    return Ok(End::Leaving);
                }
                event = daemon.event() => match event {
                    None => return Err(mdns_sd::Error::DaemonShutdown),
                    Some(DaemonEvent::Announce(entry, place)) => match names.heard(&entry, &place) {
                        // The library goes on answering for the old name too: it has to begin anew with the other one.
                        Some(heard) if heard != *names => break heard,
                        Some(_) => {
                            self.is_confirmed(names);
                            if !confirmed {
                                again.as_mut().reset(Instant::now() + AGAIN);
                            }
                            confirmed = true;
                        }
                        None => {}
                    },
                    Some(DaemonEvent::IpDel(_)) if !interfaces::any_carries(self.bound) => {
                        lost = true;
                        self.state.send_replace(Announcement::Waiting);
                    }
                    // Another network, perhaps, on which all names are free, or none of them.
                    Some(DaemonEvent::IpAdd(_)) if lost => break wished,
                    Some(DaemonEvent::IpAdd(_)) if !confirmed => {
                        self.is_asking();
                        silence.as_mut().reset(Instant::now() + PATIENCE);
                    }
                    Some(_) => {}
                },
                () = again.as_mut(), if confirmed && !repeated => {
                    repeated = true;
                    // Where it cannot be said twice, once has to do.
                    let _ = daemon.announce(self.services, names);
                }
                () = silence.as_mut(), if !confirmed && *self.state.borrow() == Announcement::Asking => {
                    self.is_unheard("nothing of it is heard");
                }
                _ = look.tick() => {
                    let now = self.wished();
                    if now.entry != wished.entry {
                        break Names { entry: now.entry, ..names.clone() };
                    }
                    // What could not be opened before can perhaps be now.
                    if daemon.is_crowded().await || *self.state.borrow() == Announcement::Unheard {
                        break names.clone();
                    }
                    if !confirmed {
                        self.is_asking();
                        silence.as_mut().reset(Instant::now() + PATIENCE);
                    }
                }
            }
        };
        daemon.end().await;
        if next.host != names.host {
            self.state.send_replace(Announcement::Asking);
        }
        Ok(End::Again(next))
    }

    /// By what people call the space now.
    fn wished(&self) -> Names {
        Names::wished(&self.host, &self.chat.server_settings().server_name)
    }

    /// A name that is confirmed stays so while it is asked for again.
    fn is_asking(&self) {
        let now = if interfaces::any_carries(self.bound) { Announcement::Asking } else { Announcement::Waiting };
        self.state.send_if_modified(|state| {
            let changes = matches!(state, Announcement::Off | Announcement::Asking | Announcement::Waiting) && *state != now;
            if changes {
                *state = now;
            }
            changes
        });
    }

    fn is_confirmed(&self, names: &Names) {
        let wished = Names { host: self.host.clone(), ..names.clone() };
        let now = Announcement::Confirmed { name: names.full_host(), wished: wished.full_host(), entry: names.entry.clone() };
        self.state.send_if_modified(|state| std::mem::replace(state, now.clone()) != now);
    }

    fn is_unheard(&self, why: &str) {
        if self.state.send_replace(Announcement::Unheard) != Announcement::Unheard {
            tracing::warn!(why, "this server is not announced on the local network; people find it by its addresses");
        }
    }
}
