//! A store with far more open sessions than the limits allow: the daemon starts on it and serves.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test writes files and waits for real programs"
)]

mod journal_fixtures;
mod support;

use std::{fs, path::Path};

use callbackd::journal::{PersonalRow, SessionRow, SqliteStore, Write};
use callbackd_api::ids::SessionId;
use jiff::{SignedDuration, Timestamp};
use journal_fixtures::{append, at, person, snapshot};
use pbxsim::Config;
use serde_json::{Value, json};
use support::centre::Centre;

/// What the record of an incident had.
const SESSIONS: u32 = 26_000;

/// Requests that wait, all of one moment.
fn fill(store: &Path, asked: Timestamp) {
    let mut store = SqliteStore::open(store).unwrap();
    for first in (0..SESSIONS).step_by(1_000) {
        let batch: Vec<Write> = (first..first + 1_000).flat_map(|n| waiting(n, asked)).collect();
        store.commit(&batch).unwrap();
    }
}

fn waiting(n: u32, asked: Timestamp) -> [Write; 2] {
    let session_id: SessionId = format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap();
    let body = json!({
        "session_id": session_id, "queue": "sales", "requested_by": 1, "created_at": asked, "legs": [],
        "state": "queued",
    });
    let personal =
        json!({ "destination": { "external": format!("+4420{:08}", 79_460_000 + n) }, "dialled": [] });
    [
        Write::Session(SessionRow { session_id, closed_at: None, body: body.to_string() }),
        Write::Personal(PersonalRow { session_id, body: personal.to_string() }),
    ]
}

async fn serves_on(age: SignedDuration, left: u32) {
    let mut centre = Centre::prepared(Config::default(), "").await;
    fill(&centre.folder().join("callbackd.db"), Timestamp::now().checked_sub(age).unwrap());
    centre.start_without_link().await.unwrap();
    let (client, _) = centre.client().await.unwrap();
    centre
        .eventually("what is over is closed", async || {
            let status: Value = client.call("system.status", &json!({})).await.unwrap();
            assert_eq!(status.get("store_faults"), None, "{status}");
            status["open_sessions"] == left
        })
        .await;
    let asked = json!({ "number": "02079460018" });
    if left == 0 {
        client.call::<Value>("callback.request", &asked).await.expect("it serves");
    }
    let seq = |status: Value| status["seq"].as_u64().unwrap();
    let written = seq(client.call("system.status", &json!({})).await.unwrap());
    if left > 0 {
        assert!(written < 100, "nothing is written for requests that only wait: {written} records");
    }
}

#[tokio::test]
async fn requests_that_wait_are_read_and_not_written_again() {
    serves_on(SignedDuration::from_secs(60), SESSIONS).await;
}

#[tokio::test]
async fn requests_that_are_all_over_are_closed_as_fast_as_the_store_takes_it() {
    serves_on(SignedDuration::from_hours(24 * 30), 0).await;
}

/// Octets that this thread has read so far.
fn read_so_far() -> u64 {
    let counts = fs::read_to_string("/proc/thread-self/io").unwrap();
    counts.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
}

/// What a start reads of a store with so many records, and as many closed sessions, in octets.
fn read_at_start(records: u64) -> u64 {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let mut store = SqliteStore::open(&path).unwrap();
    for first in (1..=records).step_by(1_000) {
        let rows = (first..first + 1_000).flat_map(|n| {
            [append(n, n), Write::Session(snapshot(n, Some(at(0)))), Write::Personal(person(n))]
        });
        store.commit(&rows.collect::<Vec<_>>()).unwrap();
    }
    let open = [append(records + 1, 1), Write::Session(snapshot(0, None)), Write::Personal(person(0))];
    store.commit(&open).unwrap();
    drop(store);
    let before = read_so_far();
    let store = SqliteStore::open(&path).unwrap();
    let restored = store.restore(at(1)).unwrap();
    assert_eq!(restored.sessions.len(), 1);
    assert!(store.calls_since(at(1_000_000_000)).unwrap().is_empty());
    read_so_far() - before
}

#[test]
#[cfg(target_os = "linux")]
fn a_start_reads_as_little_of_a_large_store_as_of_a_small_one() {
    let (small, large) = (read_at_start(1_000), read_at_start(50_000));
    println!("octets read at a start: {small} with 1,000 records, {large} with 50,000");
    // A level more of each tree at most.
    assert!(large < 2 * small, "{small} octets with 1,000 records, {large} with 50,000");
}
