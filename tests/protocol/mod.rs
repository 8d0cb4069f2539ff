//! Engine.IO and Socket.IO, spoken over real connections with a server in the same process.

mod guest;
mod host;
mod http;

mod gates;
mod malformed;
mod namespaces;
mod polling;
mod pressure;
mod shutdown;
mod slow;
mod upgrade;

use std::future::Future;
use std::time::Duration;

/// What should happen at once; a test that waits for ever has failed.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), future).await.expect("nothing happened for ten seconds")
}

/// Waits until something has come true.
async fn until(mut is_true: impl FnMut() -> bool) {
    soon(async {
        while !is_true() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
