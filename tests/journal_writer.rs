//! The store's thread: answers in order, hands a failed batch back, ends in good order.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

#[path = "support/faulty.rs"]
mod faulty;
mod journal_fixtures;

use callbackd::{
    ids::Seq,
    journal::{Answer, Journal, Retention, Store, StoreError, Tidied, Unwritten, Write, Writer},
};
use faulty::{Faults, Faulty};
use journal_fixtures::{append, at, person, record, session, snapshot};
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;

fn store(directory: &TempDir) -> Store {
    Store::open(&directory.path().join("journal.db"), at(0)).unwrap().0
}

fn done(answers: &mut UnboundedReceiver<Answer>) -> (u64, Result<(), Unwritten>) {
    match answers.blocking_recv() {
        Some(Answer::Done { ticket, result }) => (ticket, result),
        other => panic!("expected a commit's answer, got {other:?}"),
    }
}

#[test]
fn requests_are_answered_in_order_with_their_tickets() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, mut answers) = Writer::start(store(&directory)).unwrap();
    let rows = [Write::Session(snapshot(1, None)), Write::Personal(person(1))];
    writer.commit([append(1, 1), append(2, 2)].into_iter().chain(rows).collect(), 10).unwrap();
    writer.read_records(Seq(1), 10, 11).unwrap();
    writer.read_records_of(session(1), 10, 12).unwrap();
    writer.read_records_of(session(2), 10, 13).unwrap();

    assert_eq!(done(&mut answers), (10, Ok(())));
    let Some(Answer::Page { ticket: 11, result: Ok(page) }) = answers.blocking_recv() else {
        panic!("no page")
    };
    assert_eq!((page.records, page.oldest_kept), (vec![record(2, 2)], Seq(1)));
    let Some(Answer::Story { ticket: 12, result: Ok(story) }) = answers.blocking_recv() else {
        panic!("no story")
    };
    assert_eq!(story, (vec![record(1, 1)], Some(person(1))));
    let Some(Answer::Story { ticket: 13, result: Ok(story) }) = answers.blocking_recv() else {
        panic!("no story")
    };
    assert_eq!(story, (vec![record(2, 2)], None), "nothing is kept of this person");
}

#[test]
fn a_failed_batch_comes_back_and_can_be_written_later() {
    let directory = tempfile::tempdir().unwrap();
    let faults = Faults::default();
    let (writer, mut answers) = Writer::start(Faulty::new(store(&directory), faults.clone())).unwrap();
    let batch = vec![append(1, 1), Write::Session(snapshot(1, None)), Write::Personal(person(1))];

    faults.fail(StoreError::Full);
    writer.commit(batch.clone(), 1).unwrap();
    let (_, result) = done(&mut answers);
    let unwritten = result.unwrap_err();
    assert_eq!(unwritten, Unwritten { error: StoreError::Full, batch });

    faults.mend();
    writer.commit(unwritten.batch, 2).unwrap();
    assert_eq!(done(&mut answers), (2, Ok(())));
    writer.shutdown().unwrap();
    let (store, restored) = Store::open(&directory.path().join("journal.db"), at(0)).unwrap();
    assert_eq!(store.records(Seq(0), 10).unwrap().records, [record(1, 1)]);
    assert_eq!(restored.sessions, [(snapshot(1, None), Some(person(1)))]);
}

#[test]
fn shutdown_finishes_what_was_asked_and_gives_the_store_back() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, mut answers) = Writer::start(store(&directory)).unwrap();
    for seq in 1..=50 {
        writer.commit(vec![append(seq, seq)], seq).unwrap();
    }
    writer.shutdown().unwrap();
    for ticket in 1..=50 {
        assert_eq!(done(&mut answers), (ticket, Ok(())));
    }
    assert!(answers.blocking_recv().is_none());
    assert_eq!(store(&directory).last(), Seq(50));
}

#[test]
fn housekeeping_says_whether_more_is_due() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, mut answers) = Writer::start(store(&directory)).unwrap();
    let closed = |n| [append(n, n), Write::Session(snapshot(n, Some(at(1)))), Write::Personal(person(n))];
    writer.commit((1..=501).flat_map(closed).collect(), 0).unwrap();
    done(&mut answers).1.unwrap();

    let mut step = |ticket| {
        writer.tidy(Retention { personal: at(2), records: at(400) }, ticket).unwrap();
        let Some(Answer::Tidied { result: Ok(tidied), .. }) = answers.blocking_recv() else {
            panic!("not tidied")
        };
        tidied
    };
    assert_eq!(step(1), Tidied { personal: 500, sessions: 500, records: 399, more: true });
    assert_eq!(step(2), Tidied { personal: 1, sessions: 1, records: 0, more: false });
}

#[test]
fn a_thread_that_panicked_is_told() {
    struct Panics(Store);
    impl Journal for Panics {
        fn commit(&mut self, _: &[Write]) -> Result<(), StoreError> {
            panic!("on purpose");
        }
        fn store(&mut self) -> &mut Store {
            &mut self.0
        }
    }
    let directory = tempfile::tempdir().unwrap();
    let (writer, mut answers) = Writer::start(Panics(store(&directory))).unwrap();
    writer.commit(vec![append(1, 1)], 1).unwrap();
    assert!(answers.blocking_recv().is_none());
    assert!(writer.commit(vec![append(1, 1)], 2).is_err());
    assert!(writer.shutdown().unwrap_err().to_string().contains("thread has stopped"));
}
