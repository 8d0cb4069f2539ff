//! How often a thing may be done, as people write it: "30 then 5/s", "5/h", or "none" for as often as one likes.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

/// Nothing is counted over a longer time.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    Unlimited,
    /// So many at once, and then one more each `per`.
    Limited {
        burst: NonZeroU32,
        per: Duration,
    },
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "none" {
            return Ok(Rate::Unlimited);
        }
        read(text).ok_or_else(|| "it takes a rate such as \"30 then 5/s\" or \"5/h\", or \"none\"".to_owned())
    }
}

fn read(text: &str) -> Option<Rate> {
    let (burst, flow) = match text.split_once("then") {
        Some((burst, flow)) => (Some(burst), flow),
        None => (None, text),
    };
    let (count, time) = flow.split_once('/')?;
    let count: NonZeroU32 = count.trim().parse().ok()?;
    let burst = burst.map_or(Some(count), |burst| burst.trim().parse().ok())?;
    let time = time.trim();
    // "s" is one second, as "5s" is five.
    let one = if time.starts_with(|letter: char| letter.is_ascii_digit()) { "" } else { "1" };
    let time = humantime::parse_duration(&format!("{one}{time}")).ok().filter(|time| *time <= LONGEST)?;
    let per = time / count.get();
    (!per.is_zero()).then_some(Rate::Limited { burst, per })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_people_write_it() {
        let limited = |burst, millis| {
            Ok(Rate::Limited { burst: NonZeroU32::new(burst).expect("some"), per: Duration::from_millis(millis) })
        };
        for (text, rate) in [
            ("30 then 5/s", limited(30, 200)),
            (" 30then 5 / s ", limited(30, 200)),
            ("10 then 1/min", limited(10, 60_000)),
            ("10/15min", limited(10, 90_000)),
            ("5/h", limited(5, 720_000)),
            ("1/1d", limited(1, 86_400_000)),
            ("none", Ok(Rate::Unlimited)),
        ] {
            assert_eq!(text.parse(), rate, "{text}");
        }
        for none in
            ["", "5", "5/", "/s", "0/s", "0 then 5/s", "-1/s", "5/parsec", "then", "5 then s", "1/2d", "99/1ns", "5/0s", "1/s/s"]
        {
            let told = none.parse::<Rate>().expect_err(none);
            assert!(told.contains("30 then 5/s"), "{told}");
        }
    }
}
