//! A letter: JSON to one receiver, signed, and the answer to it.

use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use serde::Serialize;

use super::addresses::Addresses;
use super::answer::Answer;
use super::post::post;
use super::signature::sign;
use super::target::Target;
use crate::error::{Error, Result};
use crate::protocol::time::Moment;

const SIGNATURE: HeaderName = HeaderName::from_static("parlor-signature");

/// By which a receiver knows again what it was told already.
const DELIVERY: HeaderName = HeaderName::from_static("parlor-delivery");

pub struct Letter {
    target: Target,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Letter {
    /// `id` names the delivery, the same whenever it is tried.
    ///
    /// # Errors
    /// `bad_request` for an address that is none.
    pub fn new(url: &str, secret: &str, id: String, content: &impl Serialize) -> Result<Self> {
        let body = Bytes::from(serde_json::to_vec(content).map_err(Error::internal)?);
        let signature = sign(secret, Moment::now(), &body)?;
        let value = |text: String| HeaderValue::try_from(text).map_err(Error::internal);
        let headers = vec![(SIGNATURE, value(signature)?), (DELIVERY, value(id)?)];
        Ok(Letter { target: Target::parse(url)?, headers, body })
    }

    /// Takes ten seconds at most. A redirect is an answer like any other.
    ///
    /// # Errors
    /// Why there was no answer, in words for an administrator.
    pub async fn send(&self, allowed: &Addresses) -> Result<Answer, String> {
        post(&self.target, allowed, self.headers.clone(), self.body.clone()).await
    }
}
