//! A request's body: a stream that may not pause for long, and an end that comes before it is too large.

use std::pin::Pin;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use warp::http::HeaderMap;
use warp::http::header::{CONTENT_LENGTH, EXPECT};

use crate::error::{Code, Error, Result};

/// How long a body may pause.
pub const PAUSE: Duration = Duration::from_secs(30);
/// A client that is still sending rarely reads an answer, and closing on it would destroy the answer in its buffers:
/// so much is read and thrown away first.
const DRAIN: usize = 1024 * 1024;

/// How long a body is read on for the sake of the answer.
const LINGER: Duration = Duration::from_secs(10);

/// What a client sends, as it comes in.
pub struct Body {
    stream: Pin<Box<dyn Stream<Item = Result<Bytes, warp::Error>> + Send + Sync>>,
    pause: Duration,
    /// Bytes, where the client says beforehand.
    declared: Option<u64>,
    /// The client sends nothing before it is asked to, and reading is asking.
    waits: bool,
    over: bool,
}

impl Body {
    pub fn new<S, B>(stream: S, headers: &HeaderMap, pause: Duration) -> Self
    where
        S: Stream<Item = Result<B, warp::Error>> + Send + Sync + 'static,
        B: Buf,
    {
        let stream = stream.map(|chunk| chunk.map(|mut chunk| chunk.copy_to_bytes(chunk.remaining())));
        let declared = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        Body { stream: Box::pin(stream), pause, declared, waits: headers.contains_key(EXPECT), over: false }
    }

    /// Bytes, where the client said beforehand.
    pub fn declared(&self) -> Option<u64> {
        self.declared
    }

    /// The next bytes, or nothing at the end.
    ///
    /// # Errors
    /// `timeout` after a pause; `bad_request` where the body breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.waits = false;
        let next = self.next().await;
        self.over = !matches!(next, Ok(Some(_)));
        next
    }

    async fn next(&mut self) -> Result<Option<Bytes>> {
        match tokio::time::timeout(self.pause, self.stream.next()).await {
            Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
            Ok(Some(Err(error))) => Err(Error::bad_request("The body broke off or is not valid HTTP.").detail(error)),
            Ok(None) => Ok(None),
            Err(_) => Err(Error::new(Code::Timeout, "The body of the request did not arrive in time.")),
        }
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// `payload_too_large` past `limit` bytes, announced or not; those of [`Body::chunk`].
    pub async fn read(&mut self, limit: usize) -> Result<Bytes> {
        if self.declared.is_some_and(|declared| declared > limit as u64) {
            return Err(self.too_large(limit).await);
        }
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if whole.len() + chunk.len() > limit {
                return Err(self.too_large(limit).await);
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    /// The refusal of a body past `limit` bytes, said when the client is likely to listen.
    pub async fn too_large(&mut self, limit: usize) -> Error {
        let mut left = if self.waits { 0 } else { DRAIN };
        while left > 0 {
            match self.chunk().await {
                Ok(Some(chunk)) => left = left.saturating_sub(chunk.len()),
                Ok(None) | Err(_) => break,
            }
        }
        Error::too_large(format!("The body may have at most {limit} bytes."))
    }
}

impl Body {
    /// For who is refused while still sending: goes on reading and throwing away beside the answer, so that closing the
    /// connection does not destroy it on its way. The answer has to say `Connection: close`.
    pub fn linger(mut self) {
        if self.over || self.waits {
            return;
        }
        tokio::spawn(async move {
            let rest = async { while let Ok(Some(_)) = self.chunk().await {} };
            // A client that is not done by then loses the answer too.
            let _ = tokio::time::timeout(LINGER, rest).await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use warp::http::HeaderValue;

    /// How many KiB of an endless body are taken before it is refused.
    async fn taken(headers: HeaderMap) -> usize {
        let sent = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&sent);
        let endless = futures_util::stream::repeat_with(move || {
            count.fetch_add(1, Ordering::Relaxed);
            Ok::<_, warp::Error>(&[0; 1024][..])
        });
        let error = Body::new(endless, &headers, PAUSE).read(4096).await.expect_err("too large");
        assert_eq!(error.code(), Code::PayloadTooLarge);
        sent.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn who_is_still_sending_is_heard_out_up_to_a_point() {
        let announced = (CONTENT_LENGTH, HeaderValue::from_static("9999999"));
        let waits = (EXPECT, HeaderValue::from_static("100-continue"));
        assert_eq!(taken(HeaderMap::new()).await, 5 + 1024, "one too many, then what is thrown away");
        assert_eq!(taken(HeaderMap::from_iter([announced.clone()])).await, 1024);
        assert_eq!(taken(HeaderMap::from_iter([announced, waits])).await, 0, "who waits for a word gets it at once");
    }
}
