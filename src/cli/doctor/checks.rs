//! The doctor's looks, from the disk up to the network. None of them changes anything.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use warp::http::Method;

use super::finding::Finding;
use super::{announcement, certificates};
use crate::auth::{passwords, tokens};
use crate::cli::{here, show};
use crate::config::Options;
use crate::error::Result;
use crate::server::control::Way;
use crate::server::lock::DataDir;
use crate::server::urls::Urls;
use crate::store;

/// A clock may be so far behind the files that it dates itself.
const LEEWAY: Duration = Duration::from_secs(60);

/// 2025-01-01: machines without a battery begin long before.
const BEGINNING: Duration = Duration::from_secs(1_735_689_600);

/// With a hash that takes longer, people wait to sign in.
const SLOW: Duration = Duration::from_secs(2);

pub fn all(options: &Options, dir: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let there = directory(dir, &mut findings);
    findings.push(disk(options, dir));
    let server = if there { here::runtime()?.block_on(running(dir)) } else { None };
    if there {
        // Held while we look, so that no server starts in the middle of it.
        let held = if server.is_none() { DataDir::unless_held(dir) } else { Ok(None) };
        match held {
            Ok(held) => {
                findings.push(database(&dir.join("parlor.db"), held.is_some()));
                findings.push(key(&dir.join("key")));
                findings.push(serving(options, server.as_ref(), held.is_none()));
            }
            Err(error) => findings.push(Finding::wrong("directory", "It cannot be used.", error.reason())),
        }
    } else {
        findings.push(serving(options, None, false));
    }
    findings.push(certificates::look(&options.reach.secure, dir));
    findings.push(clock(&dir.join("parlor.db")));
    findings.push(addresses(options, server.as_ref()));
    findings.push(announcement::look(options, server.as_ref()));
    findings.push(password());
    Ok(findings)
}

/// Whether a server answers. Without one, something is wrong.
pub fn running_alone(dir: &Path) -> Result<Vec<Finding>> {
    Ok(vec![match here::runtime()?.block_on(running(dir)) {
        Some(server) => answering(&server),
        None => Finding::wrong("server", "None answers.", "Start it, or look into its log."),
    }])
}

/// Whether there is one to look into.
fn directory(dir: &Path, findings: &mut Vec<Finding>) -> bool {
    let shown = dir.display();
    let found = match fs::metadata(dir) {
        Ok(found) if found.is_dir() => found,
        Ok(_) => {
            findings.push(Finding::wrong(
                "directory",
                format!("{shown} is a file."),
                "Move it away, or name another with --data-dir.",
            ));
            return false;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            findings.push(Finding::note("directory", format!("{shown} is not there yet; parlor makes it when it serves.")));
            return false;
        }
        Err(error) => {
            findings.push(Finding::wrong("directory", format!("{shown} cannot be seen: {error}."), "Run this as its owner."));
            return false;
        }
    };
    findings.push(match (strangers(dir, &found), found.permissions().mode() & 0o077) {
        (Some(stranger), _) => Finding::wrong(
            "directory",
            format!("{stranger} does not belong to user {}, who owns the directory.", found.uid()),
            format!("Give it back: chown -R {}:{} {shown}", found.uid(), found.gid()),
        ),
        (None, 0) => Finding::ok("directory", format!("{shown} belongs to user {} alone.", found.uid())),
        (None, _) => Finding::wrong(
            "directory",
            format!("{shown} is open to other users of this machine."),
            format!("Close it: chmod 700 {shown}"),
        ),
    });
    true
}

/// The first thing in the directory that somebody else owns, such as a log that root made.
fn strangers(dir: &Path, owner: &Metadata) -> Option<String> {
    let entries = fs::read_dir(dir).ok()?.filter_map(Result::ok);
    entries
        .filter(|entry| entry.metadata().is_ok_and(|found| found.uid() != owner.uid()))
        .map(|entry| entry.path().display().to_string())
        .min()
}

fn disk(options: &Options, dir: &Path) -> Finding {
    let there = dir.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let least = options.files.min_free_disk;
    match rustix::fs::statvfs(there).map(|disk| disk.f_bavail * disk.f_frsize) {
        Ok(free) if free < least => Finding::wrong(
            "disk",
            format!("{} MB are free, and no file is taken below {} MB.", free / 1_000_000, least / 1_000_000),
            "Make room, or move the data directory to a larger disk.",
        ),
        Ok(free) => Finding::ok("disk", format!("{} MB are free.", free / 1_000_000)),
        Err(error) => Finding::wrong("disk", format!("How much is free cannot be found out: {error}."), "Look after the disk."),
    }
}

async fn running(dir: &Path) -> Option<Value> {
    let way = Way::to_server(dir).await?;
    let asked = way.ask(Method::GET, &["server"], None::<&Value>);
    // One that hangs takes the connection and never answers.
    tokio::time::timeout(Duration::from_secs(10), asked).await.ok()?.ok()
}

fn database(path: &Path, ours: bool) -> Finding {
    if !path.exists() {
        return Finding::note("database", format!("{} is not there yet.", path.display()));
    }
    match store::examine(path, ours) {
        Ok(edition) if edition < store::editions::EDITION => Finding::note(
            "database",
            format!("It is whole and of edition {edition}; the next start brings it to {}.", store::editions::EDITION),
        ),
        Ok(edition) => Finding::ok("database", format!("It is whole and of edition {edition}.")),
        Err(error) => Finding::wrong("database", error.reason(), "parlor restore FILE brings back a backup."),
    }
}

fn key(path: &Path) -> Finding {
    let shown = path.display();
    match fs::metadata(path) {
        Ok(found) if found.len() < tokens::KEY as u64 => Finding::wrong(
            "key",
            format!("{shown} is too short."),
            "Restore it from a backup, or remove it, which signs everybody out.",
        ),
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            Finding::wrong("key", format!("{shown} can be read by other users."), format!("Close it: chmod 600 {shown}"))
        }
        Ok(_) => Finding::ok("key", "It is there, and only its owner may read it."),
        Err(error) if error.kind() == ErrorKind::NotFound => Finding::note("key", format!("{shown} is not there yet.")),
        Err(error) => Finding::wrong("key", format!("{shown} cannot be seen: {error}."), "Run this as its owner."),
    }
}

fn answering(server: &Value) -> Finding {
    let (version, pid) = (show::text(&server["version"]), &server["pid"]);
    Finding::ok("server", format!("Version {version} answers, as process {pid}."))
}

fn serving(options: &Options, server: Option<&Value>, held: bool) -> Finding {
    if let Some(server) = server {
        return answering(server);
    }
    if held {
        return Finding::wrong("server", "One holds the data directory and does not answer.", "Restart it.");
    }
    let address = options.reach.listen;
    match TcpListener::bind(address) {
        Ok(_) => Finding::note("server", format!("None runs here; {address} is free for one.")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Finding::wrong(
            "server",
            format!("None runs here, and {address} is taken by another program."),
            "Stop that one, or choose another port with --listen.",
        ),
        Err(error) => {
            Finding::wrong("server", format!("{address} cannot be listened on: {error}."), "Choose another with --listen.")
        }
    }
}

fn clock(database: &Path) -> Finding {
    let now = SystemTime::now();
    let advice = "Set it, for example by turning on the system's time service.";
    if now < SystemTime::UNIX_EPOCH + BEGINNING {
        return Finding::wrong("clock", "It stands before 2025.", advice);
    }
    let written = ["", "-wal"].iter().filter_map(|end| {
        let path = format!("{}{end}", database.display());
        fs::metadata(path).and_then(|found| found.modified()).ok()
    });
    match written.max().and_then(|written| written.duration_since(now).ok()) {
        Some(behind) if behind > LEEWAY => {
            Finding::wrong("clock", format!("It is {} minutes behind what was written last.", behind.as_secs() / 60), advice)
        }
        _ => Finding::ok("clock", "It is not behind what was written last."),
    }
}

fn addresses(options: &Options, server: Option<&Value>) -> Finding {
    let told = server.map(|server| server["urls"].as_array().into_iter().flatten().map(show::text).collect());
    let urls: Vec<String> = told.unwrap_or_else(|| Urls::configured(&options.reach).now());
    let far = urls.iter().any(|url| !["://127.", "://[::1]"].iter().any(|near| url.contains(near)));
    match urls.as_slice() {
        [] => Finding::wrong("addresses", "This machine has no address at all.", "Bring its network up."),
        _ if !far => Finding::note("addresses", format!("Only this machine reaches {}.", urls.join(" and "))),
        _ => Finding::ok("addresses", format!("People find it at {}.", urls.join(" and "))),
    }
}

fn password() -> Finding {
    let begun = Instant::now();
    match passwords::hash_here("a lamp in the window") {
        Ok(_) if begun.elapsed() > SLOW => Finding::note(
            "passwords",
            format!("Hashing one takes {} ms here; people wait that long to sign in.", begun.elapsed().as_millis()),
        ),
        Ok(_) => Finding::ok("passwords", format!("Hashing one takes {} ms.", begun.elapsed().as_millis())),
        Err(error) => Finding::wrong("passwords", error.reason(), "Look after the system's source of randomness."),
    }
}
