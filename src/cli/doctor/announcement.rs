//! The doctor's look at how the server is announced on the local network.

use serde_json::Value;

use super::finding::Finding;
use crate::config::Options;
use crate::protocol::control::Announcement;

const NAME: &str = "announcement";

/// By what the server that runs says of itself; without one, by what is configured.
pub fn look(options: &Options, server: Option<&Value>) -> Finding {
    let host = format!("{}.local", options.mdns_name);
    let Some(server) = server else {
        return match off(options) {
            Some(off) => off,
            None => Finding::note(NAME, format!("A server that runs is announced as {host}, where no other machine is.")),
        };
    };
    match serde_json::from_value(server["announcement"].clone()).unwrap_or_default() {
        Announcement::Confirmed { name, wished, entry } if name == wished => {
            Finding::ok(NAME, format!("The local network finds it at {name}, and as \"{entry}\" among its services."))
        }
        Announcement::Confirmed { name, wished, entry } => Finding::ok(
            NAME,
            format!("The local network finds it at {name}, since {wished} is another's, and as \"{entry}\" among its services."),
        ),
        Announcement::Asking => Finding::note(NAME, format!("The local network is being asked whether {host} is free.")),
        Announcement::Waiting => Finding::note(NAME, "There is no network to announce it on; it is announced once there is one."),
        Announcement::Unheard { why } => Finding::note(
            NAME,
            format!("It is not announced ({why}); people find it by its addresses, and it goes on trying unless told --no-mdns."),
        ),
        Announcement::Off => off(options).unwrap_or_else(|| Finding::note(NAME, "It is not announced by name.")),
    }
}

/// Where options keep it from being announced.
fn off(options: &Options) -> Option<Finding> {
    if options.no_mdns {
        return Some(Finding::note(NAME, "It is not announced by name; that is turned off (no_mdns)."));
    }
    let alone = options.reach.listen.ip().is_loopback();
    alone.then(|| Finding::note(NAME, "It is not announced by name, for it listens to this machine alone."))
}
