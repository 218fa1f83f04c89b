//! `callbackctl journal`: a store that no daemon holds is verified, exported and pruned.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test reads files and waits for real processes, and one that cannot go on must fail"
)]

mod journal_fixtures;
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use callbackd::journal::{SqliteStore, Write};
use jiff::Timestamp;
use journal_fixtures::{append, at, person, session, snapshot};
use pbxsim::Config;
use rustix::process::Signal;
use serde_json::{Value, json};
use support::centre::Centre;
use tempfile::TempDir;

/// What the program said and how it ended.
struct Ended {
    status: i32,
    out: String,
    err: String,
}

fn journal(args: &[&str], store: &Path) -> Ended {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_callbackctl"))
        .arg("journal")
        .args(args)
        .arg("--store")
        .arg(store)
        .output()
        .unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    Ended { status: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

fn filled(writes: &[Write]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut store = SqliteStore::open(&path).unwrap();
    store.commit(writes).unwrap();
    (folder, path)
}

/// A store as a daemon leaves it that was asked for two callbacks.
async fn daemons_own() -> (Centre, PathBuf) {
    let mut centre = Centre::open(Config::default()).await;
    let (web, _) = centre.client().await.unwrap();
    for number in ["02079460018", "02079460019"] {
        let _: Value = web.call("callback.request", &json!({ "number": number })).await.unwrap();
    }
    centre.signal(Signal::TERM).unwrap();
    assert!(centre.ended().await.unwrap().success());
    let store = centre.folder().join("callbackd.db");
    (centre, store)
}

#[tokio::test]
async fn a_daemons_store_is_found_sound() {
    let (_centre, store) = daemons_own().await;
    let ended = journal(&["verify"], &store);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
    assert!(
        ended.out.contains("Sessions  2, 2 of them open\nPersonal  2 kept, 0 erased\nSound.\n"),
        "{}",
        ended.out
    );
    let told: Value = serde_json::from_str(&journal(&["verify", "--json"], &store).out).unwrap();
    assert_eq!((&told["first_seq"], &told["faults"]), (&json!(1), &json!(0)));
    assert_eq!(told["records"], told["last_seq"], "no place is left out");
}

#[tokio::test]
async fn while_a_daemon_holds_the_store_nothing_is_done() {
    let centre = Centre::open(Config::default()).await;
    let store = centre.folder().join("callbackd.db");
    for args in [&["verify"][..], &["export"], &["prune", "--numbers-older-than", "0s"]] {
        let ended = journal(args, &store);
        assert_eq!((ended.status, ended.out.as_str()), (75, ""), "{args:?}");
        assert!(ended.err.contains("is in use by process"), "{}", ended.err);
    }
}

#[test]
fn where_there_is_no_store_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let ended = journal(&["verify"], &folder.path().join("journal.db"));
    assert_eq!(ended.status, 66);
    assert!(ended.err.contains("there is no store at"), "{}", ended.err);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn gaps_and_rows_that_cannot_be_read_are_told_without_quoting_them() {
    let (_folder, store) = filled(&[
        append(1, 1),
        append(2, 1),
        append(5, 1),
        Write::Session(snapshot(1, None)),
        Write::Personal(person(1)),
    ]);
    let ended = journal(&["verify"], &store);
    assert_eq!(ended.status, 65);
    assert!(ended.err.contains("#3 to #4: no such records"), "{}", ended.err);
    assert!(
        ended.err.contains(&format!("session {}: is not as this version writes it", session(1))),
        "{}",
        ended.err
    );
    assert!(ended.out.contains("2 faults."), "{}", ended.out);
    assert!(!ended.err.contains("+44"), "{}", ended.err);
}

#[test]
fn columns_that_belie_their_record_and_a_lost_tail_are_told() {
    let (_folder, store) = filled(&[append(1, 1), append(2, 2), append(3, 3), append(4, 4)]);
    let file = rusqlite::Connection::open(&store).unwrap();
    file.execute_batch(
        "UPDATE records SET kind = 'session.closed' WHERE seq = 2;
         UPDATE records SET body = 'not JSON' WHERE seq = 3;
         INSERT INTO meta (name, value) VALUES ('high_water', 9);",
    )
    .unwrap();
    drop(file);
    let ended = journal(&["verify"], &store);
    assert_eq!(ended.status, 65);
    assert!(ended.err.contains("record #2: its column kind says something else"), "{}", ended.err);
    assert!(ended.err.contains("record #3: is no JSON"), "{}", ended.err);
    assert!(ended.err.contains("records up to #9 were in use, and the last one kept is #4"), "{}", ended.err);
}

#[tokio::test]
async fn an_export_holds_numbers_only_where_they_are_asked_for() {
    let (_centre, store) = daemons_own().await;
    let records = journal(&["export"], &store);
    assert_eq!(records.status, 0, "{}", records.err);
    let lines: Vec<Value> = records.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().enumerate().all(|(place, line)| line["seq"] == place + 1), "{}", records.out);
    assert!(lines.iter().any(|line| line["kind"] == "session.queued"));
    assert!(!records.out.contains("794600"), "{}", records.out);

    let all = journal(&["export", "--with-personal"], &store);
    let more: Vec<Value> = all
        .out
        .strip_prefix(&records.out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let numbers: Vec<_> = more.iter().map(|line| &line["personal"]["destination"]["external"]).collect();
    assert_eq!(numbers, ["+442079460018", "+442079460019"]);
}

#[test]
fn pruning_forgets_numbers_and_records_by_their_own_ages_and_says_how_many() {
    let day = 24 * 3600;
    let closed = |n, second| [Write::Session(snapshot(n, Some(at(second)))), Write::Personal(person(n))];
    let mut writes: Vec<Write> = (1..=1_200).map(|seq| append(seq, seq)).collect();
    writes.extend((1..=700).flat_map(|n| closed(n, i64::try_from(n).unwrap())));
    writes.extend(closed(701, 400 * day));
    writes.extend([Write::Session(snapshot(702, None)), Write::Personal(person(702))]);
    let (_folder, store) = filled(&writes);
    // Ages count from now; the fixtures' day is the first of 2026.
    let age = |second: i64| format!("{}s", Timestamp::now().as_second() - at(second).as_second());

    let ended = journal(&["prune", "--numbers-older-than", &age(600)], &store);
    assert_eq!(ended.status, 0, "{}", ended.err);
    let erased: usize = ended.out.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    assert!((599..=605).contains(&erased), "{}", ended.out);
    assert!(ended.out.contains("Removed 0 sessions and 0 records."), "{}", ended.out);

    let ended = journal(&["prune", "--records-older-than", &age(1_000), "--json"], &store);
    let told: Value = serde_json::from_str(&ended.out).unwrap();
    let removed = told["records"].as_u64().unwrap();
    assert!((999..=1_005).contains(&removed), "{told}");
    assert_eq!(told["sessions"], 700);

    let store = SqliteStore::open(&store).unwrap();
    let restored = store.restore(at(0)).unwrap();
    assert_eq!(restored.seq.0, 1_200, "no place is used again");
    assert_eq!(restored.sessions.len(), 2);
    assert!(store.personal_of(session(702)).unwrap().is_some(), "what is open stays");
}

#[test]
fn an_age_is_needed_and_must_be_one() {
    let (_folder, store) = filled(&[append(1, 1)]);
    for args in
        [&["prune"][..], &["prune", "--numbers-older-than", "soon"], &["prune", "--records-older-than=-5d"]]
    {
        assert_eq!(journal(args, &store).status, 2, "{args:?}");
    }
    assert_eq!(journal(&["prune", "--numbers-older-than", "30d"], &store).status, 0);
}
