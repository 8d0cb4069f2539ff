//! `/install`: what a device needs in order to trust this server's private authority, with steps for each system. It works
//! without a script and over plain HTTP, since this is where people come from.

mod profile;
mod words;

use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use warp::http::HeaderValue;
use warp::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, HOST, HeaderName};

use self::words::{LANGUAGES, Language};
use super::reply::Reply;
use super::request::Request;
use super::route::{Handler, get};
use super::router::Router;
use crate::error::{Error, Result};
use crate::text::markup::escaped;

const PAGE: &str = include_str!("install.html");
const STYLE: &str = include_str!("install.css");

/// The public half of an authority.
#[derive(Clone, Debug)]
pub struct Install {
    /// DER.
    pub certificate: Vec<u8>,
    pub pem: String,
    /// What devices call it.
    pub name: String,
}

impl Install {
    /// SHA-256, as every system shows it.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.certificate)
    }
}

pub fn fingerprint(certificate: &[u8]) -> String {
    Sha256::digest(certificate).iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

pub fn router(install: Install) -> Arc<Router<Install>> {
    let routes = vec![
        get("/install", page),
        get("/install/install.css", style),
        get("/install/parlor.crt", der),
        get("/install/parlor.pem", pem),
        get("/install/parlor.mobileconfig", mobile),
    ];
    let nothing = Handler::new(|_: Arc<Install>, _: Request| async { Err(Error::not_found()) });
    Arc::new(Router::new(Arc::new(install), routes, nothing))
}

#[derive(Deserialize)]
struct Wish {
    language: Option<String>,
}

/// In the language that is named, as the links at its foot do, else in the one that the browser asks for. The door has seen
/// to it that the host is a name of ours, and no more than a name.
async fn page(install: Arc<Install>, request: Request) -> Result<Reply> {
    let named = request.query::<Wish>()?.language;
    let accepts = named.as_deref().or_else(|| request.header(&ACCEPT_LANGUAGE)).unwrap_or_default();
    let page = Language::for_whom(accepts).put_into(PAGE)?.replace("{languages}", &languages());
    let page = page.replace("{fingerprint}", &install.fingerprint().replacen(':', ":<wbr>", 31));
    let host = escaped(request.header(&HOST).unwrap_or("localhost"));
    let page = page.replace("{host}", &host).replace("{name}", &escaped(&install.name));
    Ok(file("text/html; charset=utf-8", page.into_bytes()))
}

fn languages() -> String {
    let link = |Language { tag, name, .. }: &Language| {
        format!("<a href=\"/install?language={tag}\" lang=\"{tag}\" hreflang=\"{tag}\">{name}</a> ")
    };
    LANGUAGES.iter().map(link).collect()
}

async fn style(_: Arc<Install>, _: Request) -> Result<Reply> {
    Ok(file("text/css; charset=utf-8", STYLE.into()))
}

async fn der(install: Arc<Install>, _: Request) -> Result<Reply> {
    Ok(download(file("application/x-x509-ca-cert", install.certificate.clone()), "attachment; filename=\"parlor.crt\""))
}

async fn pem(install: Arc<Install>, _: Request) -> Result<Reply> {
    Ok(download(file("application/x-pem-file", install.pem.clone().into_bytes()), "attachment; filename=\"parlor.pem\""))
}

/// Without the word attachment: Safari is to hand it to the system's settings, not to keep it as a download.
async fn mobile(install: Arc<Install>, _: Request) -> Result<Reply> {
    Ok(file("application/x-apple-aspen-config", profile::of(&install).into_bytes()))
}

fn file(kind: &'static str, body: Vec<u8>) -> Reply {
    Reply::bytes(200, HeaderValue::from_static(kind), body).header(CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

fn download(reply: Reply, how: &'static str) -> Reply {
    let name: HeaderName = CONTENT_DISPOSITION;
    reply.header(name, HeaderValue::from_static(how))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_neither_script_nor_style_of_its_own() {
        for none in ["<script", "<style", "style=", "javascript:", "onclick", "onload"] {
            assert!(!PAGE.contains(none), "{none}");
        }
    }
}
