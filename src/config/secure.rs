//! The part of the table that says where the certificate for HTTPS comes from.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::protocol::rest::Https;

#[derive(Args, Clone, Debug, Default)]
pub struct Secure {
    /// HTTPS beside HTTP on the same port, by an authority that is made on this machine and that devices install from /install
    #[arg(long, value_enum, default_value = "off", value_name = "HOW", hide_possible_values = true)]
    pub tls: Mode,
    /// HTTPS by a certificate of your own: a PEM file with its chain, read again when it changes
    #[arg(long, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of that certificate, in PEM form
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    #[default]
    Off,
    Auto,
}

/// Where the certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Off,
    Auto,
    Own { certificate: PathBuf, key: PathBuf },
}

impl Secure {
    /// What people's browsers may make of it.
    pub fn https(&self) -> Https {
        match self.source() {
            Ok(Source::Auto) => Https::Auto,
            Ok(Source::Own { .. }) => Https::Own,
            // Options that contradict each other are for the server to complain of.
            Ok(Source::Off) | Err(_) => Https::Off,
        }
    }

    /// # Errors
    /// One sentence where the options contradict each other.
    pub fn source(&self) -> Result<Source> {
        match (self.tls, &self.tls_cert, &self.tls_key) {
            (Mode::Off, None, None) => Ok(Source::Off),
            (Mode::Auto, None, None) => Ok(Source::Auto),
            (Mode::Off, Some(certificate), Some(key)) => Ok(Source::Own { certificate: certificate.clone(), key: key.clone() }),
            (Mode::Auto, ..) => Err(Error::bad_request("There is --tls auto and a certificate of your own; keep one of them.")),
            (_, Some(_), None) => Err(Error::bad_request("--tls-cert needs the key of its certificate; name it with --tls-key.")),
            (_, None, Some(_)) => Err(Error::bad_request("--tls-key needs the certificate of its key; name it with --tls-cert.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_and_its_key_come_together_and_alone() {
        let source = |tls, certificate: bool, key: bool| {
            let file = |there: bool, name: &str| there.then(|| PathBuf::from(name));
            Secure { tls, tls_cert: file(certificate, "a.crt"), tls_key: file(key, "a.key") }.source()
        };
        assert_eq!(source(Mode::Off, false, false).expect("nothing"), Source::Off);
        assert_eq!(source(Mode::Auto, false, false).expect("by itself"), Source::Auto);
        assert!(matches!(source(Mode::Off, true, true), Ok(Source::Own { .. })));
        for (tls, certificate, key, told) in [
            (Mode::Off, true, false, "--tls-key"),
            (Mode::Off, false, true, "--tls-cert"),
            (Mode::Auto, true, true, "keep one"),
            (Mode::Auto, false, true, "keep one"),
        ] {
            let error = source(tls, certificate, key).expect_err(told).to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
