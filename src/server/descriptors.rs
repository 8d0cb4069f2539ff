//! File descriptors: as many as the system lets this process have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// For the database, files that are read, and what else is open beside connections.
const OTHERS: u64 = 128;

/// Raises the soft limit to the hard one, and says where that is too little for so many connections. The soft one is 1,024 nearly
/// everywhere, for the sake of programs that use `select`.
pub fn raise(connections: usize) {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })
    {
        tracing::warn!(%error, "the limit of open files cannot be raised");
    }
    let needed = connections as u64 + OTHERS;
    // None is without a limit.
    if let Some(allowed) = getrlimit(Resource::Nofile).current.filter(|allowed| *allowed < needed) {
        tracing::warn!(
            allowed,
            needed,
            "the system lets this process open fewer files than --max-connections needs; raise its limit"
        );
    }
}
