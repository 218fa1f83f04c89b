//! Every acknowledged record survives `kill -9`, without a gap.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod journal_fixtures;

use std::{
    env,
    fs::{self, OpenOptions},
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
};

use callbackd::journal::{SqliteStore, Write};
use callbackd_api::ids::Seq;
use journal_fixtures::{append, at, person, record, snapshot};

const STORE: &str = "JOURNAL_CRASH_STORE";

/// One test at a time: a child that another test has just forked holds a copy of every open lock until it executes.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn acknowledged_records_survive_being_killed() {
    let _alone = alone();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let mut acknowledged = 0;
    // Far enough that the write-ahead log wraps around several times on the way.
    for more in [1, 2, 300, 57, 1_500, 3, 2_200, 800] {
        acknowledged = write_until_killed(&path, acknowledged + more);
        check(&path, acknowledged);
    }
}

/// Starts a writer, kills it after it acknowledged `enough`, and returns the last place it got to acknowledge.
fn write_until_killed(path: &Path, enough: u64) -> u64 {
    let mut writer = Command::new(env::current_exe().unwrap())
        .args(["--exact", "a_writer_that_is_killed", "--nocapture"])
        .env(STORE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = 0;
    for line in BufReader::new(writer.stdout.take().unwrap()).lines() {
        if let Some(seq) = line.unwrap().strip_prefix("acknowledged ") {
            acknowledged = seq.parse().unwrap();
            if acknowledged >= enough {
                // It goes on writing meanwhile, so this hits it anywhere; what it still says counts.
                writer.kill().unwrap();
            }
        }
    }
    writer.wait().unwrap();
    assert!(acknowledged >= enough, "the writer stopped by itself");
    acknowledged
}

/// The child: writes batches of one to five records and a session each, for ever.
#[test]
fn a_writer_that_is_killed() {
    let Some(path) = env::var_os(STORE) else { return };
    let mut store = SqliteStore::open(Path::new(&path)).unwrap();
    let restored = store.restore(at(0)).unwrap();
    let mut last = restored.seq.0;
    loop {
        let upto = last + 1 + last % 5;
        let mut batch: Vec<_> = (last + 1..=upto).map(|seq| append(seq, seq)).collect();
        batch.extend([Write::Session(snapshot(upto, None)), Write::Personal(person(upto))]);
        store.commit(&batch).unwrap();
        last = upto;
        println!("acknowledged {last}");
    }
}

#[test]
fn a_commit_that_power_loss_tore_is_gone_as_a_whole() {
    let _alone = alone();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let mut store = SqliteStore::open(&path).unwrap();
    let batch = |seq| [append(seq, seq), Write::Session(snapshot(seq, None)), Write::Personal(person(seq))];
    store.commit(&batch(1)).unwrap();
    store.commit(&batch(2)).unwrap();

    // What a disk holds that lost power before the end of the log arrived.
    let copy = directory.path().join("copy.db");
    let log = directory.path().join("copy.db-wal");
    fs::copy(&path, &copy).unwrap();
    let length = fs::copy(directory.path().join("journal.db-wal"), &log).unwrap();
    OpenOptions::new().write(true).open(&log).unwrap().set_len(length - 1).unwrap();
    check(&copy, 1);
    let store = SqliteStore::open(&copy).unwrap();
    let restored = store.restore(at(0)).unwrap();
    assert_eq!((store.last(), restored.sessions.len()), (Seq(1), 1));
}

fn check(path: &Path, acknowledged: u64) {
    let store = SqliteStore::open(path).unwrap();
    let restored = store.restore(at(0)).unwrap();
    assert!(restored.seq.0 >= acknowledged, "{} of {acknowledged} records came back", restored.seq.0);
    for expected in 1..=restored.seq.0 {
        let found = store.records(Seq(expected - 1), 1).unwrap().records;
        assert_eq!(found, [record(expected, expected)]);
    }
    let newest = (snapshot(restored.seq.0, None), Some(person(restored.seq.0)));
    assert_eq!(restored.sessions.last(), Some(&newest), "a batch is there as a whole");
}
