//! What people type once there is HTTPS.

use std::net::IpAddr;

use crate::config::Source;
use crate::config::origin::Origin;

use super::own::Own;

/// The `urls`, of which the first `public` are configured, with the addresses over HTTPS, at that `port`, before those over HTTP.
pub fn with_https(urls: Vec<String>, public: usize, source: &Source, port: u16) -> Vec<String> {
    let (named, local) = urls.split_at(public.min(urls.len()));
    let secure: Vec<String> = match source {
        Source::Off => Vec::new(),
        Source::Auto => {
            let local = local.iter().filter(|url| vouched_for(url)).filter_map(|url| Origin::of_url(url));
            local.filter_map(|origin| secure(origin.name(), port)).collect()
        }
        Source::Own { certificate, key } => own(&Own { certificate: certificate.clone(), key: key.clone() }, port),
    };
    let secure = secure.into_iter().filter(|url| !named.contains(url));
    named.iter().cloned().chain(secure).chain(local.iter().cloned()).collect()
}

/// The best for somebody whose devices know nothing yet. An address over HTTPS whose twin over HTTP is there too is that of the
/// private authority: whoever has not installed it would be warned off.
pub fn link(urls: &[String]) -> Option<&String> {
    let name = |url: &str| Origin::of_url(url).map(|origin| origin.name().to_owned());
    let plain: Vec<_> = urls.iter().filter(|url| url.starts_with("http://")).map(|url| name(url)).collect();
    let twin = |url: &String| url.starts_with("https://") && plain.contains(&name(url));
    urls.iter().find(|url| !twin(url)).or(urls.first())
}

fn vouched_for(url: &str) -> bool {
    let Some(origin) = Origin::of_url(url) else { return false };
    match origin.name().parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_private() || address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_unique_local() || address.is_loopback(),
        Err(_) => origin.name() == "localhost" || origin.name().ends_with(".local"),
    }
}

/// The names in the certificate.
fn own(files: &Own, port: u16) -> Vec<String> {
    let Ok((_, facts)) = files.load() else { return Vec::new() };
    let names = facts.names.into_iter().filter(|name| !name.starts_with('*'));
    let names = names.chain(facts.addresses.into_iter().map(|address| address.to_string()));
    names.filter_map(|name| secure(&name, port)).collect()
}

fn secure(name: &str, port: u16) -> Option<String> {
    let name = if name.contains(':') { format!("[{name}]") } else { name.to_owned() };
    Some(Origin::of_url(&format!("https://{name}:{port}"))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn addresses_over_https_come_first_where_the_authority_vouches_for_them() {
        let told = urls(&["https://chat.example", "http://192.168.1.7:8787", "http://8.8.8.8:8787", "http://parlor.local:8787"]);
        assert_eq!(with_https(told.clone(), 1, &Source::Off, 8787), told);
        let with = urls(&[
            "https://chat.example",
            "https://192.168.1.7:8787",
            "https://parlor.local:8787",
            "http://192.168.1.7:8787",
            "http://8.8.8.8:8787",
            "http://parlor.local:8787",
        ]);
        assert_eq!(with_https(told, 1, &Source::Auto, 8787), with);
    }

    #[test]
    fn where_people_type_no_port_https_has_the_one_that_it_is_spoken_on() {
        let told = urls(&["http://192.168.1.7", "http://[fd00::7]"]);
        let with = |port| with_https(told.clone(), 0, &Source::Auto, port)[..2].to_vec();
        assert_eq!(with(443), urls(&["https://192.168.1.7", "https://[fd00::7]"]));
        assert_eq!(with(80), urls(&["https://192.168.1.7:80", "https://[fd00::7]:80"]));
    }

    #[test]
    fn a_newcomer_is_led_where_no_browser_warns() {
        let best = |texts| link(&urls(texts)).cloned().unwrap_or_default();
        assert_eq!(best(&["https://10.0.0.7:8787", "http://10.0.0.7:8787"]), "http://10.0.0.7:8787");
        assert_eq!(best(&["https://chat.example", "https://10.0.0.7", "http://10.0.0.7"]), "https://chat.example");
        assert_eq!(best(&["https://10.0.0.7:80", "http://10.0.0.7"]), "http://10.0.0.7");
        assert_eq!(best(&["https://chat.example:8787", "http://10.0.0.7:8787"]), "https://chat.example:8787");
        assert_eq!(best(&[]), "");
    }
}
