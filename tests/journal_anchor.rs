//! What was acknowledged does not disappear silently: a log that is lost or cut, a store that is replaced, a row that is
//! altered are found, told, and nothing that is gone has its number given again.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
#![expect(clippy::disallowed_methods, reason = "these tests look into the files themselves")]

mod journal_fixtures;

use std::{
    fs,
    path::{Path, PathBuf},
};

use callbackd::{
    journal::{Finding, SqliteStore, Store, StoreError, Write},
    offline::verify,
};
use callbackd_api::{ids::Seq, words::Damage};
use journal_fixtures::{append, at, person, session, snapshot};
use tempfile::TempDir;

const FILES: [&str; 3] = ["", "-wal", ".mark"];

fn file(directory: &Path, suffix: &str) -> PathBuf {
    directory.join(format!("journal.db{suffix}"))
}

fn open(directory: &Path) -> SqliteStore {
    SqliteStore::open(&file(directory, "")).unwrap()
}

fn batch(seq: u64) -> [Write; 3] {
    [append(seq, seq), Write::Session(snapshot(seq, None)), Write::Personal(person(seq))]
}

/// Thirty acknowledged batches, and what a disk holds of them when the power goes.
fn crashed() -> TempDir {
    let (living, dead) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut store = open(living.path());
    for seq in 1..=30 {
        store.commit(&batch(seq)).unwrap();
    }
    for suffix in FILES {
        fs::copy(file(living.path(), suffix), file(dead.path(), suffix)).unwrap();
    }
    dead
}

#[test]
fn a_crash_alone_is_no_fault() {
    let directory = crashed();
    let store = open(directory.path());
    assert_eq!(
        (store.findings(), store.last(), store.restore(at(0)).unwrap().sessions.len()),
        (&[][..], Seq(30), 30)
    );
    // Whoever looks changes nothing, and the file alone is whole once the store was closed.
    drop(store);
    assert!(open(directory.path()).findings().is_empty());
}

#[test]
fn a_log_that_is_lost_cut_or_altered_is_told_and_no_number_is_given_again() {
    let whole = fs::read(file(crashed().path(), "-wal")).unwrap();
    let flipped = |octet: usize| {
        let mut log = whole.clone();
        log[octet] ^= 1;
        Some(log)
    };
    let mut zeroed = whole.clone();
    zeroed[..32].fill(0);
    let cases = [
        ("deleted", None),
        ("emptied", Some(Vec::new())),
        ("halved", Some(whole[..whole.len() / 2].to_vec())),
        ("its last octet cut", Some(whole[..whole.len() - 1].to_vec())),
        ("a bit in the middle", flipped(whole.len() / 2)),
        ("a bit at the end", flipped(whole.len() - 1)),
        ("a bit of its header", flipped(17)),
        ("its header zeroed", Some(zeroed)),
    ];
    for (case, log) in cases {
        let directory = crashed();
        match log {
            None => fs::remove_file(file(directory.path(), "-wal")).unwrap(),
            // The salts differ from store to store: the cut is what counts.
            Some(altered) => {
                let mut own = fs::read(file(directory.path(), "-wal")).unwrap();
                assert_eq!(own.len(), whole.len());
                for (octet, (was, is)) in whole.iter().zip(&altered).enumerate() {
                    own[octet] ^= was ^ is;
                }
                if case == "its header zeroed" {
                    own[..32].fill(0);
                }
                own.truncate(altered.len());
                fs::write(file(directory.path(), "-wal"), own).unwrap();
            }
        }
        let store = open(directory.path());
        assert!(matches!(store.findings(), [Finding::Missing(places)] if *places.end() == 30), "{case}");
        assert!(faults(&store) > 0, "{case}: verify says so too");
        assert_eq!(store.restore(at(0)).unwrap().seq, Seq(30), "{case}");
        // Looking does not settle it.
        drop(store);
        let mut store = open(directory.path());
        assert!(matches!(store.findings(), [Finding::Missing(_)]), "{case}");
        assert!(
            matches!(store.commit(&batch(30)), Err(StoreError::Misuse { .. })),
            "{case}: its number is taken"
        );
        store.commit(&batch(31)).unwrap();
        drop(store);
        // It was told and goes on; the hole stays to be seen.
        let store = open(directory.path());
        assert_eq!((store.findings(), store.last()), (&[][..], Seq(31)), "{case}");
        assert!(faults(&store) > 0, "{case}");
    }
}

#[test]
fn a_copy_without_its_log_or_its_mark_is_recognised() {
    for without in [&["-wal", ".mark"][..], &[".mark"]] {
        let directory = crashed();
        for suffix in without {
            fs::remove_file(file(directory.path(), suffix)).unwrap();
        }
        let mut store = open(directory.path());
        let log_gone = without.len() == 2;
        assert_eq!(store.findings(), [Finding::Unmarked { log_gone }], "{without:?}");
        assert!(faults(&store) > 0);
        let next = store.last().0 + 1;
        store.commit(&batch(next)).unwrap();
        drop(store);
        assert!(open(directory.path()).findings().is_empty(), "it was told once, and has a mark again");
    }
}

#[test]
fn a_mark_that_is_damaged_or_another_stores_is_told() {
    let directory = crashed();
    fs::write(file(directory.path(), ".mark"), [0; 8192]).unwrap();
    assert_eq!(open(directory.path()).findings(), [Finding::Unmarked { log_gone: false }]);

    let (directory, other) = (crashed(), tempfile::tempdir().unwrap());
    open(other.path()).commit(&[append(1, 1)]).unwrap();
    fs::copy(file(directory.path(), ".mark"), file(other.path(), ".mark")).unwrap();
    let store = open(other.path());
    assert_eq!((store.findings(), store.last()), (&[Finding::Another { last: 30 }][..], Seq(30)));
}

#[test]
fn a_store_that_is_gone_or_an_older_copy_is_told_by_its_mark() {
    let directory = crashed();
    let old = fs::read(file(directory.path(), "")).unwrap();
    drop(open(directory.path()));
    fs::write(file(directory.path(), ""), &old).unwrap();
    assert!(matches!(open(directory.path()).findings(), [Finding::Missing(_)]), "an older copy");
    fs::remove_file(file(directory.path(), "")).unwrap();
    let store = open(directory.path());
    assert_eq!((store.findings(), store.last()), (&[Finding::Another { last: 30 }][..], Seq(30)));

    // An older copy that went on by itself to the same number.
    let (directory, fork) = (crashed(), tempfile::tempdir().unwrap());
    fs::write(file(fork.path(), ""), old).unwrap();
    let mut store = open(fork.path());
    for seq in store.last().0 + 1..=30 {
        store.commit(&[append(seq, 99)]).unwrap();
    }
    drop(store);
    drop(open(directory.path()));
    let id = |directory: &Path| {
        let file = rusqlite::Connection::open(file(directory, "")).unwrap();
        file.query_row("SELECT value FROM anchors WHERE name = 'store'", (), |row| row.get::<_, Vec<u8>>(0))
            .unwrap()
    };
    // Both come from one store here as they would in life.
    let own = id(fork.path());
    let altered = rusqlite::Connection::open(file(directory.path(), "")).unwrap();
    assert_ne!(own, id(directory.path()));
    altered.execute("UPDATE anchors SET value = ?1 WHERE name = 'store'", (own,)).unwrap();
    drop(altered);
    fs::copy(file(fork.path(), ".mark"), file(directory.path(), ".mark")).unwrap();
    assert_eq!(open(directory.path()).findings(), [Finding::Altered { seq: 30 }]);
}

#[test]
fn a_file_that_is_removed_or_replaced_while_the_store_is_open_takes_no_more_commits() {
    for suffix in ["", "-wal"] {
        for replaced in [false, true] {
            let directory = tempfile::tempdir().unwrap();
            let mut store = open(directory.path());
            store.commit(&batch(1)).unwrap();
            let away = directory.path().join("away");
            fs::rename(file(directory.path(), suffix), &away).unwrap();
            if replaced {
                fs::copy(&away, file(directory.path(), suffix)).unwrap();
            }
            for _ in 0..2 {
                let error = store.commit(&batch(2)).unwrap_err();
                assert!(matches!(&error, StoreError::Moved { .. }), "{error}");
                let what = if replaced { "was replaced" } else { "was removed" };
                assert!(error.to_string().contains(what), "{error}");
            }
            // Put back, the same batch is there once, and acknowledged.
            fs::rename(&away, file(directory.path(), suffix)).unwrap();
            store.commit(&batch(2)).unwrap();
            store.commit(&batch(3)).unwrap();
            drop(store);
            let store = open(directory.path());
            assert_eq!((store.findings(), store.last(), faults(&store)), (&[][..], Seq(3), 0));
        }
    }
}

/// The fixtures' sessions are none that a daemon could read: only what the checksums tell counts here.
fn faults(store: &SqliteStore) -> usize {
    let report = verify(store, &mut |_| {}).unwrap();
    report.faults.iter().filter(|fault| !fault.to_string().contains("as this version writes it")).count()
}

#[test]
fn altered_rows_are_told_apart_from_sound_ones_and_never_given_back_as_whole() {
    let cases = [
        ("UPDATE personal SET body = replace(body, '0002', '0003')", Some(Damage::Personal)),
        ("UPDATE personal SET sum = NULL", Some(Damage::Personal)),
        ("UPDATE personal SET body = CAST(x'ff' AS TEXT)", Some(Damage::Personal)),
        ("DELETE FROM personal", Some(Damage::PersonalMissing)),
        ("UPDATE sessions SET body = replace(body, '2', '3')", Some(Damage::Session)),
        ("UPDATE sessions SET sum = zeroblob(32)", Some(Damage::Session)),
        ("UPDATE sessions SET closed_at_ms = 1767225601000", Some(Damage::Session)),
        ("UPDATE sessions SET body = CAST(x'ff' AS TEXT)", Some(Damage::Session)),
    ];
    for (sql, damage) in cases {
        let directory = crashed();
        drop(open(directory.path()));
        let file = rusqlite::Connection::open(file(directory.path(), "")).unwrap();
        assert_eq!(
            file.execute(&format!("{sql} WHERE session_id = ?1"), (session(2).to_string(),)).unwrap(),
            1
        );
        drop(file);
        let store = open(directory.path());
        let restored = store.restore(at(0)).unwrap();
        let damaged: Vec<_> = restored.damaged.iter().map(|row| (row.session_id, Some(row.damage))).collect();
        assert_eq!(damaged, [(session(2), damage)], "{sql}");
        assert_eq!(restored.sessions.len(), 29, "{sql}");
        assert!(faults(&store) > 0, "{sql}");
    }
}

#[test]
fn an_altered_record_breaks_the_chain_at_its_place_alone() {
    for sql in [
        "UPDATE records SET body = replace(body, 'reason 7', 'reason 8')",
        "UPDATE records SET body = CAST(x'ff' AS TEXT)",
        "UPDATE records SET chain = NULL",
    ] {
        let directory = crashed();
        drop(open(directory.path()));
        let file = rusqlite::Connection::open(file(directory.path(), "")).unwrap();
        assert_eq!(file.execute(&format!("{sql} WHERE seq = 7"), ()).unwrap(), 1);
        drop(file);
        let store = open(directory.path());
        let broken: Vec<_> =
            verify(&store, &mut |_| {}).unwrap().faults.iter().map(ToString::to_string).collect();
        assert!(broken.iter().any(|fault| fault.starts_with("record #7:")), "{sql}: {broken:?}");
        assert!(
            broken.iter().all(|fault| !fault.starts_with("record #6:") && !fault.starts_with("record #9:"))
        );
    }
}

#[test]
fn pruning_and_backups_keep_the_chain_and_a_backup_needs_no_mark() {
    for upto in [12, 40] {
        let directory = crashed();
        let mut store = open(directory.path());
        store.commit(&batch(31)).unwrap();
        store.prune_records(at(upto), 500).unwrap();
        assert_eq!(faults(&store), 0, "{upto}");
        drop(store);
        let mut store = open(directory.path());
        assert_eq!((store.findings(), store.last()), (&[][..], Seq(31)), "{upto}");
        store.commit(&batch(32)).unwrap();
        assert_eq!(faults(&store), 0, "{upto}");

        let elsewhere = tempfile::tempdir().unwrap();
        store.back_up(&file(elsewhere.path(), "")).unwrap();
        store.commit(&batch(33)).unwrap();
        store.close().unwrap();
        drop(store);
        let copy = open(elsewhere.path());
        assert_eq!((copy.findings(), copy.last(), faults(&copy)), (&[][..], Seq(32), 0));
        drop(copy);
        // Brought back to where the original was, it is known to be older.
        fs::copy(file(elsewhere.path(), ""), file(directory.path(), "")).unwrap();
        assert_eq!(open(directory.path()).findings(), [Finding::Missing(33..=33)]);
    }
}

#[test]
fn pruning_a_store_that_lost_its_end_does_not_settle_that() {
    let directory = crashed();
    fs::write(file(directory.path(), "-wal"), []).unwrap();
    let mut store = open(directory.path());
    let found = store.findings().to_vec();
    store.prune_records(at(100), 500).unwrap();
    drop(store);
    assert_eq!(open(directory.path()).findings(), found);
}

#[test]
fn a_row_whose_last_write_never_came_to_the_disk_is_known_by_the_record_of_it() {
    for (table, damage) in [("sessions", Damage::Session), ("personal", Damage::Personal)] {
        let directory = crashed();
        let mut store = open(directory.path());
        // The session is changed again; one of its two rows stays as it was.
        store
            .commit(&[append(31, 2), Write::Session(snapshot(2, None)), Write::Personal(person(2))])
            .unwrap();
        store
            .commit(&[append(32, 3), Write::Session(snapshot(3, None)), Write::Personal(person(3))])
            .unwrap();
        drop(store);
        let old = crashed();
        drop(open(old.path()));
        let file_of = |directory: &Path| rusqlite::Connection::open(file(directory, "")).unwrap();
        let read = format!("SELECT body, sum, as_of FROM {table} WHERE session_id = ?1");
        let before: (String, Vec<u8>, i64) = file_of(old.path())
            .query_row(&read, (session(2).to_string(),), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap();
        let write = format!("UPDATE {table} SET body = ?2, sum = ?3, as_of = ?4 WHERE session_id = ?1");
        file_of(directory.path())
            .execute(&write, (session(2).to_string(), before.0, before.1, before.2))
            .unwrap();
        let store = open(directory.path());
        let restored = store.restore(at(0)).unwrap();
        let damaged: Vec<_> = restored.damaged.iter().map(|row| (row.session_id, row.damage)).collect();
        assert_eq!(damaged, [(session(2), damage)], "{table}");
        assert!(faults(&store) > 0, "{table}: verify says so too");
    }
}

#[test]
fn a_commit_whose_mark_cannot_be_written_is_not_acknowledged_and_not_done_twice() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = open(directory.path());
    store.commit(&batch(1)).unwrap();
    let mark = file(directory.path(), ".mark");
    fs::remove_file(&mark).unwrap();
    fs::create_dir(&mark).unwrap();
    for _ in 0..2 {
        let error = store.commit(&batch(2)).unwrap_err();
        assert!(matches!(&error, StoreError::Io { .. }) && error.to_string().contains("the mark"), "{error}");
    }
    fs::remove_dir(&mark).unwrap();
    store.commit(&batch(2)).unwrap();
    store.commit(&batch(3)).unwrap();
    drop(store);
    let store = open(directory.path());
    assert_eq!((store.findings(), store.last(), faults(&store)), (&[][..], Seq(3), 0));
}
