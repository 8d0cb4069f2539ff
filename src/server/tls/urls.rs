//! What people type once there is HTTPS.

use std::net::IpAddr;

use crate::config::Source;
use crate::config::origin::{Host, Origin};

use super::own::Own;

/// The `urls`, of which the first `public` are configured, with the addresses over HTTPS before those over HTTP.
pub fn with_https(urls: Vec<String>, public: usize, source: &Source) -> Vec<String> {
    let (named, local) = urls.split_at(public.min(urls.len()));
    let secure: Vec<String> = match source {
        Source::Off => Vec::new(),
        Source::Auto => local.iter().filter(|url| vouched_for(url)).map(|url| url.replacen("http://", "https://", 1)).collect(),
        Source::Own { certificate, key } => own(&Own { certificate: certificate.clone(), key: key.clone() }, local),
    };
    let secure = secure.into_iter().filter(|url| !named.contains(url));
    named.iter().cloned().chain(secure).chain(local.iter().cloned()).collect()
}

/// The best for somebody whose devices know nothing yet. An address over HTTPS whose twin over HTTP is there too is that of the
/// private authority: whoever has not installed it would be warned off.
pub fn link(urls: &[String]) -> Option<&String> {
    let twin = |url: &String| url.strip_prefix("https://").is_some_and(|rest| urls.contains(&format!("http://{rest}")));
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

/// The names in the certificate, at the port that is listened on.
fn own(files: &Own, local: &[String]) -> Vec<String> {
    let Ok((_, facts)) = files.load() else { return Vec::new() };
    let port = local.first().and_then(|url| Host::parse(url.split_once("://")?.1)?.port).unwrap_or(80);
    let hosts = facts.names.into_iter().filter(|name| !name.starts_with('*'));
    let hosts = hosts.chain(facts.addresses.into_iter().map(|address| match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }));
    hosts.filter_map(|host| Some(Origin::of_url(&format!("https://{host}:{port}"))?.to_string())).collect()
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
        assert_eq!(with_https(told.clone(), 1, &Source::Off), told);
        let with = urls(&[
            "https://chat.example",
            "https://192.168.1.7:8787",
            "https://parlor.local:8787",
            "http://192.168.1.7:8787",
            "http://8.8.8.8:8787",
            "http://parlor.local:8787",
        ]);
        assert_eq!(with_https(told, 1, &Source::Auto), with);
    }

    #[test]
    fn a_newcomer_is_led_where_no_browser_warns() {
        let best = |texts| link(&urls(texts)).cloned().unwrap_or_default();
        assert_eq!(best(&["https://10.0.0.7:8787", "http://10.0.0.7:8787"]), "http://10.0.0.7:8787");
        assert_eq!(best(&["https://chat.example", "https://10.0.0.7", "http://10.0.0.7"]), "https://chat.example");
        assert_eq!(best(&["https://chat.example:8787", "http://10.0.0.7:8787"]), "https://chat.example:8787");
        assert_eq!(best(&[]), "");
    }
}
