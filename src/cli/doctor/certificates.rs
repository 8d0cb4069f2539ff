//! The doctor's look at the certificates for HTTPS.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::finding::Finding;
use crate::config::{Secure, Source};
use crate::protocol::time::Moment;
use crate::server::tls::authority::{self, Authority};
use crate::server::tls::{Own, x509::Facts};

const NAME: &str = "certificates";

/// Seconds.
const DAY: i64 = 24 * 60 * 60;

/// Days that are enough to do something: a certificate of one's own is renewed by others, an authority installed by everybody.
const SOON: i64 = 14;
const YEAR: i64 = 366;

pub fn look(secure: &Secure, dir: &Path) -> Finding {
    match secure.source() {
        Err(error) => Finding::wrong(NAME, error.reason(), "See parlor serve --help."),
        Ok(Source::Off) => Finding::note(NAME, "HTTPS is off; browsers give notifications only with it (--tls auto)."),
        Ok(Source::Auto) => private(dir),
        Ok(Source::Own { certificate, key }) => match (Own { certificate, key }).load() {
            Ok((_, facts)) => lasts(&facts, SOON, "Renew it; it is read again by itself."),
            Err(error) => Finding::wrong(NAME, error.reason(), "A running server keeps the one that it read last."),
        },
    }
}

fn private(dir: &Path) -> Finding {
    let (certificate, key) = authority::paths(dir);
    if !certificate.exists() {
        return Finding::note(NAME, "The private authority is not there yet; parlor makes it when it serves.");
    }
    let shown = key.display();
    match Authority::open(dir) {
        Ok(_) if fs::metadata(&key).is_ok_and(|found| found.permissions().mode() & 0o077 != 0) => {
            Finding::wrong(NAME, format!("{shown} can be read by other users."), format!("Close it: chmod 600 {shown}"))
        }
        Ok(authority) => {
            lasts(&authority.facts, YEAR, "Remove the folder tls in the data directory; every device installs the new one.")
        }
        Err(error) => Finding::wrong(NAME, error.reason(), "Until then no new start succeeds."),
    }
}

fn lasts(facts: &Facts, soon: i64, advice: &str) -> Finding {
    let now = Moment::now().seconds();
    let left = (facts.until - now) / DAY;
    match () {
        () if facts.until <= now => Finding::wrong(NAME, format!("The certificate of {} has expired.", facts.name), advice),
        () if facts.from > now => Finding::wrong(
            NAME,
            format!("The certificate of {} is not valid yet, by this machine's clock.", facts.name),
            "Set the clock.",
        ),
        () if left < soon => Finding::note(NAME, format!("The certificate of {} expires in {left} days. {advice}", facts.name)),
        () => Finding::ok(NAME, format!("The certificate of {} fits its key and lasts {left} days.", facts.name)),
    }
}
