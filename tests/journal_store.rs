//! What a store gives back, in which order it takes things, and what it forgets.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
#![expect(clippy::disallowed_methods, reason = "these tests look into the files themselves")]

mod journal_fixtures;

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use callbackd::journal::{MAX_PAGE, Restored, Retention, SqliteStore, StateRow, StoreError, Tidied, Write};
use callbackd_api::{
    ids::Seq,
    record::{Fact, Record},
    words::{CallResult, MethodName, Reason},
};
use jiff::Timestamp;
use journal_fixtures::{append, at, person, record, session, snapshot};

fn open(directory: &Path) -> (SqliteStore, Restored) {
    let store = SqliteStore::open(&directory.join("journal.db")).unwrap();
    let restored = store.restore(at(0)).unwrap();
    (store, restored)
}

fn reopen(directory: &Path, store: SqliteStore) -> (SqliteStore, Restored) {
    drop(store);
    open(directory)
}

fn places(store: &SqliteStore) -> Vec<u64> {
    store.records(Seq(0), MAX_PAGE).unwrap().records.iter().map(|record| record.seq.0).collect()
}

#[test]
fn a_new_store_is_empty_and_readable_by_its_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let (store, restored) = open(directory.path());
    assert_eq!(restored, Restored::default());
    let page = store.records(Seq(0), 10).unwrap();
    assert_eq!((page.records, page.oldest_kept), (vec![], Seq(1)));
    for file in fs::read_dir(directory.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
}

#[test]
fn a_closed_store_leaves_one_file_its_lock_and_its_mark() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    store.commit(&[append(1, 1)]).unwrap();
    drop(store);
    let mut names: Vec<_> =
        fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["journal.db", "journal.db.lock", "journal.db.mark"]);
}

#[test]
fn reopening_gives_back_exactly_what_was_committed() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    store
        .commit(&[
            append(1, 2),
            Write::Personal(person(2)),
            Write::Session(snapshot(2, None)),
            append(2, 1),
            Write::Session(snapshot(1, None)),
        ])
        .unwrap();
    store.commit(&[append(5, 1), Write::Session(snapshot(1, Some(at(7))))]).unwrap();

    let (store, restored) = reopen(directory.path(), store);
    assert_eq!(restored.seq, Seq(5));
    let expected = vec![(snapshot(1, Some(at(7))), None), (snapshot(2, None), Some(person(2)))];
    assert_eq!(restored.sessions, expected, "oldest first, with what is known of the person");
    let page = store.records(Seq(0), 10).unwrap();
    assert_eq!((page.records, page.oldest_kept), (vec![record(1, 2), record(2, 1), record(5, 1)], Seq(1)));
    assert_eq!(store.records_of(session(1), 10).unwrap(), [record(2, 1), record(5, 1)]);
}

#[test]
fn only_sessions_open_or_closed_since_come_back() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    let closed = |n, second| Write::Session(snapshot(n, Some(at(second))));
    let open_one = [Write::Session(snapshot(4, None)), Write::Personal(person(4))];
    store.commit(&[closed(1, -1), closed(2, 0), closed(3, 9)]).unwrap();
    store.commit(&open_one).unwrap();
    let (_store, restored) = reopen(directory.path(), store);
    let kept: Vec<_> = restored.sessions.iter().map(|(row, _)| row.session_id).collect();
    assert_eq!(kept, [session(2), session(3), session(4)]);
}

#[test]
fn pages_are_bounded_and_follow_each_other() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    let batch: Vec<_> = (1..=u64::from(MAX_PAGE) + 5).map(|seq| append(seq, seq % 3)).collect();
    store.commit(&batch).unwrap();
    let first = store.records(Seq(0), u32::MAX).unwrap().records;
    assert_eq!(first.len(), 1_000);
    let rest = store.records(first.last().unwrap().seq, 3).unwrap().records;
    assert_eq!(rest.iter().map(|record| record.seq.0).collect::<Vec<_>>(), [1_001, 1_002, 1_003]);
    assert_eq!(store.records(Seq(u64::MAX), 3).unwrap().records, []);
    assert_eq!(store.records_of(session(1), 2).unwrap(), [record(1, 1), record(4, 1)]);
}

#[test]
fn calls_of_layers_are_found_back_to_a_moment_and_no_further() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    let called = |seq: u64| {
        let fact = Fact::Called {
            method: MethodName::CallbackRequest.into(),
            uid: 33,
            actor: None,
            result: CallResult::Refused(Reason::RateLimited).into(),
            rule: Some("limits.per-layer-minute".to_owned()),
        };
        Record { fact, ..record(seq, 1) }
    };
    let written = |seq| Write::Record(Box::new(called(seq)));
    store.commit(&[written(1), written(2), append(3, 1), written(4), append(5, 2)]).unwrap();
    assert_eq!(store.calls_since(at(2)).unwrap(), [called(2), called(4)]);
    assert_eq!(store.calls_since(at(9)).unwrap(), []);
}

#[test]
fn a_batch_out_of_order_is_refused_as_a_whole() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    store.commit(&[append(4, 1)]).unwrap();
    for batch in
        [[append(4, 1), append(5, 1)], [append(6, 1), append(6, 1)], [append(5, 1), append(u64::MAX, 1)]]
    {
        assert!(matches!(store.commit(&batch), Err(StoreError::Misuse { .. })), "{batch:?}");
    }
    assert_eq!(places(&store), [4]);
    store.commit(&[append(5, 1)]).unwrap();
    assert_eq!(places(&store), [4, 5]);
}

#[test]
fn a_person_without_a_session_is_refused_with_its_whole_batch() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    let error = store.commit(&[append(1, 1), Write::Personal(person(1))]).unwrap_err();
    assert!(matches!(error, StoreError::Misuse { .. }), "{error}");
    assert_eq!(places(&store), [0; 0]);
    store.commit(&[append(1, 1)]).unwrap();
}

#[test]
fn erased_texts_are_in_no_file_any_more() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    store.commit(&[Write::Session(snapshot(1, None)), Write::Personal(person(1))]).unwrap();
    store.commit(&[Write::Session(snapshot(2, None)), Write::Personal(person(2))]).unwrap();
    store.commit(&[Write::Session(snapshot(3, None)), Write::Personal(person(3))]).unwrap();
    store.commit(&[append(1, 1), Write::Session(snapshot(1, Some(at(1))))]).unwrap();
    store.commit(&[append(2, 2), Write::Session(snapshot(2, Some(at(2))))]).unwrap();
    assert!(found_in(directory.path(), "+442079460001"));

    assert_eq!(store.erase_personal(at(2), 10).unwrap(), 1);
    assert!(!found_in(directory.path(), "+442079460001"));
    assert!(found_in(directory.path(), "+442079460002"), "it was closed later");
    assert!(found_in(directory.path(), "+442079460003"), "it is open");

    let (store, restored) = reopen(directory.path(), store);
    assert_eq!(restored.sessions.first().unwrap(), &(snapshot(1, Some(at(1))), None));
    assert_eq!(store.records_of(session(1), 10).unwrap(), [record(1, 1)], "the audit stays");
}

fn found_in(directory: &Path, text: &str) -> bool {
    fs::read_dir(directory).unwrap().any(|file| {
        fs::read(file.unwrap().path()).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn a_person_noted_after_the_end_is_erased_as_well() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    store.commit(&[Write::Session(snapshot(1, Some(at(1))))]).unwrap();
    store.commit(&[Write::Personal(person(1))]).unwrap();
    assert_eq!(store.erase_personal(at(2), 10).unwrap(), 1);
}

#[test]
fn sessions_are_pruned_with_what_is_left_of_the_person() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    let whole = |n, closed_at| [Write::Session(snapshot(n, closed_at)), Write::Personal(person(n))];
    store.commit(&[whole(1, Some(at(1))), whole(2, Some(at(5))), whole(3, None)].concat()).unwrap();
    assert_eq!(store.prune_sessions(at(5), 10).unwrap(), 1);
    assert_eq!(store.erase_personal(at(5), 10).unwrap(), 0);
    let (_store, restored) = reopen(directory.path(), store);
    assert_eq!(restored.sessions.len(), 2);
}

#[test]
fn housekeeping_takes_no_more_than_its_limit() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    for n in 1..=5 {
        let closed = Write::Session(snapshot(n, Some(at(n.cast_signed()))));
        store.commit(&[append(n, n), closed, Write::Personal(person(n))]).unwrap();
    }
    let steps = |forget: &mut dyn FnMut(Timestamp, u32) -> usize| [(); 3].map(|()| forget(at(5), 3));
    assert_eq!(steps(&mut |before, limit| store.erase_personal(before, limit).unwrap()), [3, 1, 0]);
    assert_eq!(steps(&mut |before, limit| store.prune_sessions(before, limit).unwrap()), [3, 1, 0]);
    assert_eq!(steps(&mut |before, limit| store.prune_records(before, limit).unwrap()), [3, 1, 0]);
    assert_eq!(places(&store), [5]);
}

#[test]
fn places_are_never_used_again_after_pruning() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    store.commit(&[append(1, 1), append(2, 1), append(3, 1)]).unwrap();
    assert_eq!(store.prune_records(at(3), 10).unwrap(), 2);
    assert_eq!(store.records(Seq(0), 10).unwrap().oldest_kept, Seq(3));
    assert_eq!(store.prune_records(at(100), 10).unwrap(), 1);

    let (mut store, restored) = reopen(directory.path(), store);
    assert_eq!(restored.seq, Seq(3));
    assert_eq!(store.records(Seq(0), 10).unwrap().oldest_kept, Seq(4));
    assert!(matches!(store.commit(&[append(3, 1)]), Err(StoreError::Misuse { .. })));
    store.commit(&[append(4, 1)]).unwrap();
    assert_eq!(reopen(directory.path(), store).1.seq, Seq(4));
}

#[test]
fn a_clock_that_was_set_back_makes_no_hole() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    let mut early = record(3, 1);
    early.at = at(-500);
    store.commit(&[append(1, 1), append(2, 1), Write::Record(Box::new(early))]).unwrap();
    assert_eq!(store.prune_records(at(2), 10).unwrap(), 1);
    assert_eq!(places(&store), [2, 3]);
}

#[test]
fn housekeeping_says_whether_more_is_due() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    let closed = |n| [append(n, n), Write::Session(snapshot(n, Some(at(1)))), Write::Personal(person(n))];
    store.commit(&(1..=501).flat_map(closed).collect::<Vec<_>>()).unwrap();
    let kept = Retention { personal: at(2), records: at(400) };
    assert_eq!(store.tidy(kept).unwrap(), Tidied { personal: 500, sessions: 500, records: 399, more: true });
    assert_eq!(store.tidy(kept).unwrap(), Tidied { personal: 1, sessions: 1, records: 0, more: false });
}

fn state(key: &str, body: &str) -> StateRow {
    StateRow { key: key.to_owned(), body: body.to_owned() }
}

#[test]
fn state_beside_sessions_is_replaced_by_key_and_never_too_old() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, restored) = open(directory.path());
    assert_eq!(restored.state, []);
    let first = [state("b", "1"), state("a", "{}")].map(Write::State);
    store.commit(&[vec![append(1, 1)], first.to_vec()].concat()).unwrap();
    let refused = [Write::State(state("a", "[]")), append(1, 1)];
    assert!(matches!(store.commit(&refused), Err(StoreError::Misuse { .. })), "the place is taken");
    store.commit(&[Write::State(state("b", "2"))]).unwrap();
    store.tidy(Retention { personal: Timestamp::MAX, records: Timestamp::MAX }).unwrap();

    let (_store, restored) = reopen(directory.path(), store);
    assert_eq!(restored.state, [state("a", "{}"), state("b", "2")]);
}

#[test]
fn a_backup_is_one_file_that_opens_like_the_original() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    store
        .commit(&[
            append(1, 1),
            Write::Session(snapshot(1, None)),
            Write::Personal(person(1)),
            Write::State(state("a", "{}")),
        ])
        .unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("journal.db");
    store.back_up(&copy).unwrap();
    store.commit(&[append(2, 2)]).unwrap();

    let files: Vec<_> = fs::read_dir(elsewhere.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(files, ["journal.db"], "no log is needed beside it");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    let (copied, restored) = open(elsewhere.path());
    assert_eq!(places(&copied), [1], "what was committed until then");
    assert_eq!(restored.sessions, [(snapshot(1, None), Some(person(1)))]);
    assert_eq!(restored.state, [state("a", "{}")]);
    assert_eq!(places(&store), [1, 2], "the original goes on");
}

#[test]
fn a_backup_replaces_nothing_and_leaves_nothing_behind_where_it_fails() {
    let directory = tempfile::tempdir().unwrap();
    let (mut store, _) = open(directory.path());
    store.commit(&[append(1, 1)]).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let taken = elsewhere.path().join("taken");
    fs::write(&taken, "somebody else's").unwrap();
    assert!(store.back_up(&taken).unwrap_err().to_string().contains("taken"));
    assert_eq!(fs::read(&taken).unwrap(), b"somebody else's");
    assert!(store.back_up(&elsewhere.path().join("no such folder/copy")).is_err());
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
    store.commit(&[append(2, 2)]).unwrap();
}
