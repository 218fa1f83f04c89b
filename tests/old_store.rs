//! Stores that earlier versions wrote are opened, and this version tells of them what their own version told.
//!
//! `tests/data/make_store.py` made the stores and wrote down beside each what its version said. A store's times are moved
//! to now before it is opened, so that nothing in it runs out as the years go by.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and waits for real programs"
)]

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use callbackd::{config, daemon::Daemon};
use callbackd_api::client::Client;
use jiff::{SignedDuration, Timestamp};
use pbxsim::{
    Config, Pbx,
    exchange::{Behaviour, Extension, User},
};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;

const STORE: &[u8] = include_bytes!("data/store-0.1.0.db");
const EXPECTED: &str = include_str!("data/store-0.1.0.json");
const STATES: [&str; 10] =
    ["queued", "offered", "open", "dialing", "talking", "held", "cancelled", "unknown", "wrap_up", "closed"];
const PATIENCE: Duration = Duration::from_secs(30);

fn expected() -> Value {
    told(serde_json::from_str(EXPECTED).unwrap(), SignedDuration::ZERO)
}

fn made() -> Timestamp {
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    expected["made"].as_str().unwrap().parse().unwrap()
}

#[test]
fn callbackctl_verifies_and_exports_it() {
    let folder = TempDir::new().unwrap();
    let store = folder.path().join("callbackd.db");
    fs::write(&store, STORE).unwrap();
    let expected = expected();
    assert_eq!(journal(&store, &["verify"]), expected["verified"]);
    let records = journal(&store, &["export", "--with-personal"]);
    same(&told(records, SignedDuration::ZERO), &expected["records"], "the exported records");
}

fn journal(store: &Path, words: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_callbackctl"))
        .args(["--json", "journal"])
        .args(words)
        .arg("--store")
        .arg(store)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = std::str::from_utf8(&output.stdout).unwrap().lines();
    lines.map(|line| serde_json::from_str::<Value>(line).unwrap()).collect()
}

#[tokio::test]
async fn the_daemon_opens_it_tells_the_same_and_goes_on() {
    let folder = TempDir::new().unwrap();
    let store = folder.path().join("callbackd.db");
    fs::write(&store, STORE).unwrap();
    // Whole seconds: columns count milliseconds, and sentences seconds.
    let shift = SignedDuration::from_secs(Timestamp::now().duration_since(made()).as_secs());
    move_times(&store, shift);

    let pbx = Pbx::start(switch(), "127.0.0.1:0").await.unwrap();
    let uid = rustix::process::getuid().as_raw();
    let text = include_str!("data/store.toml")
        .replace("PORT", &pbx.addr().port().to_string())
        .replace("FOLDER", &folder.path().display().to_string())
        .replace("UID", &uid.to_string());
    let path = folder.path().join("callbackd.toml");
    fs::write(&path, text).unwrap();
    let config = config::load(Some(&path), std::iter::empty()).unwrap();
    let daemon = Daemon::start(Some(path), config).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(daemon.serve(async {
        let _ = stopped.await;
    }));
    let (client, _) = Client::connect(&folder.path().join("api.sock")).await.unwrap();

    let expected = expected();
    let begun = Instant::now();
    // The switch is asked first what became of the calls.
    let sessions = loop {
        let sessions =
            told(ask(&client, "session.list", json!({ "states": STATES, "limit": 500 })).await, shift);
        if sessions["sessions"] == expected["sessions"] || begun.elapsed() > PATIENCE {
            break sessions;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    same(&sessions["sessions"], &expected["sessions"], "the sessions");
    for (got, explained) in
        expected["got"].as_array().unwrap().iter().zip(expected["explained"].as_array().unwrap())
    {
        let on = json!({ "session_id": got["session_id"] });
        same(&told(ask(&client, "session.get", on.clone()).await, shift), got, "a session");
        let story = told(ask(&client, "session.explain", on).await, shift);
        same(&facts(story), &facts(explained.clone()), "a story");
    }

    // A key repeats its answer to the layer that used it; to any other, the number is taken.
    let again = json!({
        "number": "020 7946 0023", "name": "Waits", "attributes": { "page": "help" }, "idempotency_key": "waits",
    });
    let answer = ask(&client, "callback.request", again).await;
    if expected["uid"] == uid {
        let sessions = expected["sessions"].as_array().unwrap();
        let waits = sessions.iter().find(|session| session["name"] == "Waits").unwrap();
        assert_eq!(answer["session_id"], waits["session_id"], "{answer}");
    } else {
        assert_eq!(answer["duplicate"], true, "{answer}");
    }
    let twin = ask(&client, "callback.request", json!({ "number": "+44 20 7946 0024" })).await;
    assert_eq!(twin["duplicate"], true, "{twin}");
    let new = ask(&client, "callback.request", json!({ "number": "020 7946 0027" })).await;
    assert_eq!(new["state"], "queued", "{new}");

    stop.send(()).unwrap();
    served.await.unwrap().unwrap();
}

async fn ask(client: &Client, method: &str, params: Value) -> Value {
    client.call(method, &params).await.unwrap()
}

/// The switch that the store's daemon had, on which no call is up any more.
fn switch() -> Config {
    let lifts = User::Lifts { after: Duration::from_millis(50) };
    let answers = Behaviour::Answers { after: Duration::from_millis(100), hangs_up_after: None };
    let extensions = (2001..=2014).map(|number: u32| Extension::new(number.to_string()).with_user(lifts));
    let switch = extensions.fold(Config::default(), Config::with_extension);
    switch.with_destination("9*", answers).unwrap()
}

/// Moves every time in the store.
fn move_times(store: &Path, shift: SignedDuration) {
    let file = Connection::open(store).unwrap();
    let by = i64::try_from(shift.as_millis()).unwrap();
    for (table, time) in [("records", "at_ms"), ("sessions", "closed_at_ms"), ("personal", "closed_at_ms")] {
        let mut look = file.prepare(&format!("SELECT rowid, body FROM {table}")).unwrap();
        let rows = look.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let rows: Vec<(i64, String)> = rows.map(Result::unwrap).collect();
        for (row, body) in rows {
            let body = times(serde_json::from_str(&body).unwrap(), &|at| (at + shift).to_string());
            let set = format!("UPDATE {table} SET {time} = {time} + ?1, body = ?2 WHERE rowid = ?3");
            file.execute(&set, (by, body.to_string(), row)).unwrap();
        }
    }
}

/// What was told, its times moved back; times after the store was made are "later".
fn told(value: Value, shift: SignedDuration) -> Value {
    let made = made();
    times(value, &|at| match at - shift {
        at if at > made => "later".to_owned(),
        at => format!("{at:.3}"),
    })
}

/// The value with every time in it written anew, also those within sentences.
fn times(value: Value, write: &dyn Fn(Timestamp) -> String) -> Value {
    match value {
        Value::String(text) => {
            let moved = text.split(' ').map(|word| {
                let (time, point) = word.strip_suffix('.').map_or((word, ""), |time| (time, "."));
                time.parse().map_or(word.to_owned(), |at| write(at) + point)
            });
            Value::String(moved.collect::<Vec<_>>().join(" "))
        }
        Value::Array(values) => values.into_iter().map(|value| times(value, write)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, times(value, write))).collect()
        }
        value => value,
    }
}

/// A story without the places of its records: what the restart adds comes in no fixed order among the sessions.
/// Its sentences are not the store's either: each version tells a fact in its own words.
fn facts(mut story: Value) -> Value {
    for step in story["steps"].as_array_mut().unwrap() {
        let step = step.as_object_mut().unwrap();
        step.remove("seq");
        step.remove("detail");
        if step["at"] == "later" {
            step.remove("after_ms");
        }
    }
    story
}

/// Tells the first place at which two values differ.
fn same(ours: &Value, theirs: &Value, what: &str) {
    if ours == theirs {
        return;
    }
    let lines = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    let (ours, theirs) = (lines(ours), lines(theirs));
    let at = ours.lines().zip(theirs.lines()).position(|(ours, theirs)| ours != theirs).unwrap_or(0);
    let around = |text: &str| text.lines().skip(at.saturating_sub(8)).take(20).collect::<Vec<_>>().join("\n");
    assert!(ours == theirs, "{what}: now\n{}\n, expected\n{}", around(&ours), around(&theirs));
}
