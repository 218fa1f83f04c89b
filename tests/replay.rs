//! Where a client's place in the journal is not one that the journal has.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test talks to real processes, and one that cannot go on must fail"
)]

mod support;

use callbackd_api::client::{Client, Notifications};
use pbxsim::Config;
use serde_json::{Value, json};
use support::centre::{Centre, PATIENCE};
use tokio::time::timeout;

async fn subscribe(client: &Client, after: u64) -> Value {
    client.call("events.subscribe", &json!({ "after_seq": after })).await.unwrap()
}

/// Asks for something that is told, so that whatever comes before it has come.
async fn next(client: &Client, notifications: &mut Notifications) -> (String, Value) {
    client.call::<Value>("callback.request", &json!({ "number": "020 7946 0018" })).await.unwrap();
    let told = timeout(PATIENCE, notifications.next()).await.unwrap().unwrap();
    (told.method, told.params)
}

#[tokio::test]
async fn whoever_is_ahead_of_the_journal_is_told_so_and_goes_on_from_its_end() {
    let centre = Centre::open(Config::default()).await;
    let (first, _) = centre.client().await.unwrap();
    let end = first.call::<Value>("events.subscribe", &json!({})).await.unwrap()["seq"].as_u64().unwrap();

    for after in [end + 1, 1_000_000, u64::MAX >> 1, u64::MAX - 1, u64::MAX] {
        let (client, mut notifications) = centre.client().await.unwrap();
        let subscribed = subscribe(&client, after).await;
        let end = subscribed["seq"].as_u64().unwrap();
        let gap = timeout(PATIENCE, notifications.next()).await.unwrap().unwrap();
        assert_eq!(gap.method, "events.gap", "{after}");
        assert_eq!(gap.params, json!({ "seq": end, "missing_from": 1, "ahead": true }), "{after}");
    }

    let (client, mut notifications) = centre.client().await.unwrap();
    let end = subscribe(&client, end).await["seq"].as_u64().unwrap();
    let (method, params) = next(&client, &mut notifications).await;
    assert_eq!(method, "session.queued", "nothing is missing at the end: {params}");
    assert!(params["seq"].as_u64().unwrap() > end);
}
