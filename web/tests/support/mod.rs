//! What the tests share: a whole contact centre, its pages, a plain HTTP client and a browser.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

pub mod browser;
pub mod centre;
pub mod desk;
pub mod http;
pub mod proxy;
pub mod webdriver;

use std::time::Duration;

use tokio::time::{sleep, timeout};

/// Nothing in these tests takes longer than this unless it is broken.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until something holds, looking again and again.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            sleep(Duration::from_millis(25)).await;
        }
    };
    assert!(timeout(PATIENCE, waiting).await.is_ok(), "{what}: not within {PATIENCE:?}");
}
