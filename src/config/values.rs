//! Values as people write them: sizes, times, addresses, what to log.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use ipnet::IpNet;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use super::origin::Origin;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub fn count(range: RangeInclusive<usize>) -> impl Fn(&str) -> Result<usize, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.trim().parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("it takes a number from {} to {}", range.start(), range.end()))
    }
}

/// "25MB" has 25 million bytes, "16KiB" has 16 times 1,024.
pub fn size(range: RangeInclusive<u64>) -> impl Fn(&str) -> Result<u64, String> + Clone + Send + Sync + 'static {
    move |text| {
        let bytes = bytes(text).ok_or("it takes a size such as \"25MB\" or \"16KiB\"")?;
        let (least, most) = (range.start(), range.end());
        if range.contains(&bytes) {
            Ok(bytes)
        } else if bytes < *least {
            Err(format!("it takes at least {least} bytes"))
        } else {
            Err(format!("it takes at most {most} bytes"))
        }
    }
}

fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()));
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1000,
        "mb" => 1000_u64.pow(2),
        "gb" => 1000_u64.pow(3),
        "tb" => 1000_u64.pow(4),
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

/// A time-out; a bare number means seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let seconds = text.trim().parse().ok().map(Duration::from_secs);
    let time = seconds.or_else(|| humantime::parse_duration(text).ok());
    let fits = |time: &Duration| (Duration::from_millis(1)..=DAY).contains(time);
    time.filter(fits).ok_or_else(|| "it takes a time of at most a day, such as \"30s\" or \"5min\"".into())
}

pub fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("it takes true or false".into()),
    }
}

pub fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "it takes an address and a port, such as 0.0.0.0:8787 or [::]:8787".into())
}

pub fn origin(text: &str) -> Result<Origin, String> {
    Origin::of_url(text.trim()).ok_or_else(|| "it takes an address such as http://chat.example".into())
}

pub fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let one = text.parse::<IpAddr>().map(|address| address.to_canonical().into());
    let network = one.or_else(|_| text.parse::<IpNet>());
    network.map_err(|_| "it takes addresses or networks, such as 127.0.0.1 or 10.0.0.0/8".into())
}

/// The name of a machine on the local network, with or without the `.local` that it ends in; the answer is without.
pub fn local_name(text: &str) -> Result<String, String> {
    let name = text.trim().to_ascii_lowercase();
    let name = name.strip_suffix(".local").unwrap_or(&name);
    let fits = (1..=56).contains(&name.len()) && !name.starts_with('-') && !name.ends_with('-');
    if fits && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Ok(name.to_owned());
    }
    Err("it takes a name of at most 56 letters, digits and hyphens, such as parlor".into())
}

/// A filter of `tracing`. A word that is no level would be taken for the name of something that never logs.
pub fn log(text: &str) -> Result<String, String> {
    let level = |part: &str| part.contains(['=', '[']) || (!part.is_empty() && part.parse::<LevelFilter>().is_ok());
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let filter = parts.join(",");
    if parts.iter().all(|part| level(part)) && EnvFilter::try_new(&filter).is_ok() {
        return Ok(filter);
    }
    Err("it takes a level (off, error, warn, info, debug or trace) or a filter such as parlor=debug".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_read_with_their_units() {
        let any = size(0..=u64::MAX);
        for (text, bytes) in
            [("25MB", 25_000_000), ("16KiB", 16_384), (" 1 gib ", 1 << 30), ("512", 512), ("0", 0), ("2tb", 2_000_000_000_000)]
        {
            assert_eq!(any(text), Ok(bytes), "{text}");
        }
        for none in ["", "MB", "1.5MB", "-1", "25M", "1 MB x", "99999999999TiB"] {
            assert!(any(none).expect_err(none).contains("25MB"));
        }
        let some = size(10..=20);
        assert_eq!((some("9"), some("21")), (Err("it takes at least 10 bytes".into()), Err("it takes at most 20 bytes".into())));
        for (text, millis) in [("30s", 30_000), ("30", 30_000), ("1min 30s", 90_000), ("250ms", 250), ("1d", 86_400_000)] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for none in ["", "0", "0s", "-1s", "soon", "2d", "1ns"] {
            assert!(duration(none).is_err(), "{none}");
        }
    }

    #[test]
    fn networks_are_addresses_too() {
        for (text, written) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("127.0.0.1", "127.0.0.1/32"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
            ("fd00::/8", "fd00::/8"),
        ] {
            assert_eq!(network(text).map(|network| network.to_string()).as_deref(), Ok(written));
        }
        for none in ["", "localhost", "10.0.0.0/33", "10.0.0/8", "10.0.0.1:80", "*"] {
            assert!(network(none).is_err(), "{none}");
        }
    }

    #[test]
    fn a_local_name_is_one_label() {
        for (text, name) in [("parlor", "parlor"), ("Chat-2.local", "chat-2"), (" nas ", "nas")] {
            assert_eq!(local_name(text).as_deref(), Ok(name));
        }
        for none in ["", ".local", "a.b", "a.b.local", "-a", "a-", "a_b", "ä", "a b", &"x".repeat(57)] {
            assert!(local_name(none).is_err(), "{none}");
        }
    }

    #[test]
    fn a_log_filter_that_would_show_nothing_is_none() {
        for good in ["info", "off", "WARN", "parlor=debug", "info,parlor::server=trace"] {
            assert_eq!(log(good).as_deref(), Ok(good));
        }
        assert_eq!(log("warn, hyper=info").as_deref(), Ok("warn,hyper=info"));
        for none in ["", "warning", "verbose", "parlor=loud", "parlor", "info,,", "=[x"] {
            assert!(log(none).is_err(), "{none}");
        }
    }
}
