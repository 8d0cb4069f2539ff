//! The one table of options: flags, environment, configuration file and defaults all come from it.
//!
//! A field below is an option. Its name makes the flag (`--send-rate`), the variable (`PARLOR_SEND_RATE`) and the key of the
//! file (`send_rate`), its comment the help. A flag goes before a variable, a variable before the file, the file before the
//! default. A [`Secret`] may also stand in a file of its own, which the variable with `_FILE` at its end names.

mod explain;
mod file;
mod layer;
mod limits;
pub mod origin;
mod read;
mod sample;
mod secret;
mod secure;
mod sentence;
mod table;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Args, Command, FromArgMatches};
use ipnet::IpNet;

use self::origin::Origin;
use crate::error::{Error, Result};
use crate::protocol::rest::Registration;

pub use self::explain::{Line, explain};
pub use self::limits::{FileLimits, Limits};
pub use self::read::{command, read};
pub use self::sample::sample;
pub use self::secret::Secret;
pub use self::secure::{Secure, Source};

/// Below the options of a command that has some of the table.
pub const RULE: &str =
    "Every option may also be a variable of the environment (--public-url is PARLOR_PUBLIC_URL) or a line of the configuration
file (public_url = \"https://chat.example\"). A flag goes before a variable, and a variable before the file.";

/// Where this Parlor is. Every verb that opens the data directory takes it.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// The configuration file [default: /etc/parlor/parlor.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the database and the key are kept
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}

impl Place {
    /// Where everything is kept: what was said, else what systemd says, else the usual place for a program's data.
    ///
    /// # Errors
    /// One sentence where there is no such place.
    pub fn directory(&self) -> Result<PathBuf> {
        if let Some(path) = &self.data_dir {
            return Ok(path.clone());
        }
        if let Some(paths) = std::env::var_os("STATE_DIRECTORY").filter(|paths| !paths.is_empty()) {
            return Ok(std::env::split_paths(&paths).next().unwrap_or_default());
        }
        let dirs = directories::ProjectDirs::from("", "", "parlor");
        let missing = || Error::bad_request("There is no home directory; name a data directory with --data-dir.");
        Ok(dirs.ok_or_else(missing)?.data_dir().to_owned())
    }
}

/// Under which addresses people find it. Verbs that make links take it.
#[derive(Args, Clone, Debug)]
pub struct Reach {
    #[command(flatten)]
    pub place: Place,
    /// The address and port to listen on
    #[arg(long, default_value = "0.0.0.0:8787", value_name = "ADDR:PORT", value_parser = values::address)]
    pub listen: SocketAddr,
    /// Under which URLs a proxy or a name server lets people find this server
    #[arg(long, value_name = "URL", value_delimiter = ',', value_parser = values::origin)]
    pub public_url: Vec<Origin>,
    #[command(flatten)]
    pub secure: Secure,
}

#[derive(Args, Clone, Debug)]
pub struct Options {
    #[command(flatten)]
    pub reach: Reach,
    /// Who may make an account, in the place of what administrators have set [default: invite, unless they did]
    #[arg(long, value_enum)]
    pub registration: Option<Registration>,
    /// Other sites whose pages may use this server
    #[arg(long, value_name = "URL", value_delimiter = ',', value_parser = values::origin)]
    pub allowed_origins: Vec<Origin>,
    /// Proxies that say truly who is behind them: addresses or networks such as 10.0.0.0/8
    #[arg(long, value_name = "NETWORK", value_delimiter = ',', value_parser = values::network)]
    pub trusted_proxies: Vec<IpNet>,
    /// Lift rates and connection caps, for tests and benchmarks
    #[arg(long, value_name = "BOOL", value_parser = values::switch, default_value = "false", hide_default_value = true)]
    #[arg(action = ArgAction::Set, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub no_rate_limits: bool,
    /// Do not announce this server by name on the network
    #[arg(long, value_name = "BOOL", value_parser = values::switch, default_value = "false", hide_default_value = true)]
    #[arg(action = ArgAction::Set, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub no_mdns: bool,
    /// The name that it is announced by, with .local behind it; where another machine has that, it is parlor-2, and so on
    #[arg(long, default_value = "parlor", value_name = "NAME", value_parser = values::local_name)]
    pub mdns_name: String,
    /// What to log, as in "info" or "parlor=debug"
    #[arg(long, default_value = "info", value_name = "FILTER", value_parser = values::log)]
    pub log: String,
    /// Whoever shows this token, as Authorization: Bearer, reads /metrics; without one there is nothing to read
    #[arg(long, value_name = "TOKEN")]
    pub metrics_token: Option<Secret>,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub files: FileLimits,
}

impl Options {
    /// The limits as they are held to.
    pub fn limits(&self) -> Limits {
        if self.no_rate_limits { self.limits.lifted() } else { self.limits }
    }
}

impl Default for Options {
    /// Every default of the table, whatever stands elsewhere.
    fn default() -> Self {
        let command = Options::augment_args(Command::new("parlor"));
        let matches = command.try_get_matches_from(["parlor"]);
        let options = matches.and_then(|matches| Options::from_arg_matches(&matches));
        options.expect("every default is a value of its option, as the test below finds")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_that_are_promised() {
        let options = Options::default();
        assert_eq!(options.reach.listen, ([0, 0, 0, 0], 8787).into());
        assert_eq!(options.registration, None);
        assert!(options.trusted_proxies.is_empty() && options.metrics_token.is_none() && !options.no_rate_limits);
        let limits = options.limits();
        assert_eq!((limits.max_connections, limits.max_connections_per_address, limits.max_connections_per_user), (1000, 64, 10));
        assert_eq!(limits.header_timeout.as_secs() + limits.idle_timeout.as_secs() + limits.body_timeout.as_secs(), 5 + 75 + 30);
        assert_eq!((limits.max_headers, limits.max_header_size, limits.outbound_queue), (64, 16_384, 1 << 20));
        let files = options.files;
        assert_eq!((files.max_file_size, files.max_user_files, files.min_free_disk), (25_000_000, 1_000_000_000, 200_000_000));
        assert_eq!(files.max_megapixels, 16);
    }

    #[test]
    fn an_option_has_one_name_everywhere() {
        for arg in Options::augment_args(Command::new("parlor")).get_arguments() {
            let id = arg.get_id().as_str();
            assert_eq!(arg.get_long().map(str::to_owned), Some(id.replace('_', "-")), "{id}");
            assert!(arg.get_help().is_some_and(|help| !help.to_string().ends_with('.')), "{id} is explained");
        }
    }
}
