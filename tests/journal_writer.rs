//! The store's thread: answers in order, hands a failed batch back, ends in good order.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

#[path = "support/faulty.rs"]
mod faulty;
mod journal_fixtures;

use callbackd::journal::{SqliteStore, Store, StoreError, Write, Writer};
use callbackd_api::ids::Seq;
use faulty::{Faults, Faulty};
use journal_fixtures::{append, at, person, record, session, snapshot};
use tempfile::TempDir;

fn store(directory: &TempDir) -> SqliteStore {
    SqliteStore::open(&directory.path().join("journal.db")).unwrap()
}

type Commit = Result<(), (StoreError, Vec<Write>)>;

/// Commits a batch and brings back how that went, and the batch where it failed.
fn commit(batch: Vec<Write>) -> impl FnOnce(&mut dyn Store) -> Commit + Send + 'static {
    move |store| store.commit(&batch).map_err(|error| (error, batch))
}

#[test]
fn requests_are_answered_in_order_with_what_they_were_for() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, mut answers) = Writer::start(store(&directory)).unwrap();
    let rows = [Write::Session(snapshot(1, None)), Write::Personal(person(1))];
    let batch: Vec<_> = [append(1, 1), append(2, 2)].into_iter().chain(rows).collect();
    let purposes = ["the page", "a person", "nobody"].map(str::to_owned);
    let [page, person_1, nobody] = purposes.clone();
    writer
        .ask(move |store| (page, commit(batch)(store).map(|()| store.records(Seq(1), 10)).is_ok()))
        .unwrap();
    writer
        .ask(move |store| (person_1, store.history(session(1), 10).unwrap().personal == Some(person(1))))
        .unwrap();
    writer.ask(move |store| (nobody, store.history(session(2), 10).unwrap().personal.is_none())).unwrap();
    for purpose in purposes {
        assert_eq!(answers.blocking_recv(), Some((purpose, true)));
    }
}

#[test]
fn a_failed_batch_comes_back_and_can_be_written_later() {
    let directory = tempfile::tempdir().unwrap();
    let faults = Faults::default();
    let (writer, mut answers) = Writer::start(Faulty::new(store(&directory), faults.clone())).unwrap();
    let batch = vec![append(1, 1), Write::Session(snapshot(1, None)), Write::Personal(person(1))];

    faults.fail(StoreError::Full);
    writer.ask(commit(batch.clone())).unwrap();
    let (error, unwritten) = answers.blocking_recv().unwrap().unwrap_err();
    assert_eq!((error, &unwritten), (StoreError::Full, &batch));

    faults.mend();
    writer.ask(commit(unwritten)).unwrap();
    assert_eq!(answers.blocking_recv(), Some(Ok(())));
    writer.shutdown().unwrap();
    let store = store(&directory);
    assert_eq!(store.records(Seq(0), 10).unwrap().records, [record(1, 1)]);
    assert_eq!(store.restore(at(0)).unwrap().sessions, [(snapshot(1, None), Some(person(1)))]);
}

#[test]
fn commits_go_before_whatever_was_asked_for_reading() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, mut answers) = Writer::start(store(&directory)).unwrap();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    writer
        .ask(move |_| {
            gate.recv().unwrap();
            "gate"
        })
        .unwrap();
    for _ in 0..50 {
        writer
            .ask_later(|store| {
                store.records(Seq(0), 10).unwrap();
                "read"
            })
            .unwrap();
    }
    for seq in 1..=3 {
        writer
            .ask(move |store| {
                store.commit(&[append(seq, seq)]).unwrap();
                "commit"
            })
            .unwrap();
    }
    open.send(()).unwrap();
    let order: Vec<&str> = (0..54).map(|_| answers.blocking_recv().unwrap()).collect();
    assert_eq!(order[..4], ["gate", "commit", "commit", "commit"]);
    assert_eq!(order[4..], ["read"; 50]);
}

#[test]
fn shutdown_finishes_what_was_asked_and_gives_the_store_back() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, mut answers) = Writer::start(store(&directory)).unwrap();
    for seq in 1..=50 {
        writer.ask(commit(vec![append(seq, seq)])).unwrap();
    }
    writer.shutdown().unwrap();
    for _ in 1..=50 {
        assert_eq!(answers.blocking_recv(), Some(Ok(())));
    }
    assert!(answers.blocking_recv().is_none());
    assert_eq!(store(&directory).last(), Seq(50));
}

#[test]
fn a_thread_that_panicked_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, mut answers) = Writer::start(store(&directory)).unwrap();
    writer.ask(|_| -> Commit { panic!("on purpose") }).unwrap();
    assert!(answers.blocking_recv().is_none());
    assert!(writer.ask(commit(vec![append(1, 1)])).is_err());
    assert!(writer.shutdown().unwrap_err().to_string().contains("thread has stopped"));
}
