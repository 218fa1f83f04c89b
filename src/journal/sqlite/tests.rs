//! What cannot be seen from outside: SQLite's own settings, and a quota of its own.

use callbackd_api::{
    ids::Seq,
    record::{Fact, Record},
};
use jiff::Timestamp;
use tempfile::TempDir;

use super::{Chained, SqliteStore};
use crate::journal::{StateRow, StoreError, Write};

fn store() -> (TempDir, SqliteStore) {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
    (directory, store)
}

fn append(seq: u64) -> Write {
    let fact = Fact::SessionUnknown { detail: "x".repeat(1_000) };
    let at = Timestamp::UNIX_EPOCH;
    Write::Record(Box::new(Record {
        seq: Seq(seq),
        at,
        session_id: None,
        agent_id: None,
        leg_id: None,
        requested_by: None,
        fact,
    }))
}

#[test]
fn an_open_store_is_durable_exclusive_and_forgets_for_good() {
    let (_directory, store) = store();
    let setting = |name: &str| -> String {
        let value = store.conn.pragma_query_one::<rusqlite::types::Value>(None, name).unwrap();
        match value {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{name} is {other:?}"),
        }
    };
    assert_eq!(setting("journal_mode"), "wal");
    assert_eq!(setting("synchronous"), "2", "full");
    assert_eq!(setting("locking_mode"), "exclusive");
    assert_eq!(setting("secure_delete"), "1");
    assert_eq!(setting("foreign_keys"), "1");
    assert_eq!(setting("busy_timeout"), "0");
}

#[test]
fn a_full_store_takes_nothing_of_a_batch_and_goes_on_once_there_is_room() {
    let (_directory, mut store) = store();
    let pages: u32 = store.conn.pragma_query_one(None, "page_count").unwrap();
    store.conn.pragma_update(None, "max_page_count", pages + 4).unwrap();
    store.commit(&[append(1)]).unwrap();
    let batch: Vec<_> = (2..=100).map(append).collect();

    assert_eq!(store.commit(&batch), Err(StoreError::Full));
    assert_eq!(store.records(Seq(0), 10).unwrap().records.len(), 1);
    assert_eq!(store.last(), Seq(1));
    store.commit(&[append(2)]).unwrap();

    store.conn.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    store.commit(&batch[1..]).unwrap();
    assert_eq!(store.records(Seq(0), 1_000).unwrap().records.len(), 100);
}

#[test]
fn a_store_of_the_first_format_is_brought_to_the_latest_and_keeps_what_it_holds() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let first = rusqlite::Connection::open(&path).unwrap();
    first.pragma_update(None, "application_id", super::open::APPLICATION_ID).unwrap();
    first.execute_batch(super::open::MIGRATIONS[0]).unwrap();
    first.pragma_update(None, "user_version", 1).unwrap();
    let Write::Record(record) = append(7) else { panic!("a record") };
    let body = serde_json::to_string(&record).unwrap();
    first.execute("INSERT INTO records VALUES (7, 0, 'session.unknown', NULL, NULL, ?1)", (body,)).unwrap();
    drop(first);

    let mut store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.last(), Seq(7));
    assert_eq!(store.records(Seq(0), 10).unwrap().records, [*record]);
    let row = StateRow { key: "a".to_owned(), body: "{}".to_owned() };
    store.commit(&[append(8), Write::State(row.clone())]).unwrap();
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.restore(Timestamp::UNIX_EPOCH).unwrap().state, [row]);
}

#[test]
fn a_store_of_the_second_format_gets_checksums_and_a_chain_that_begins_behind_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let second = rusqlite::Connection::open(&path).unwrap();
    second.pragma_update(None, "application_id", super::open::APPLICATION_ID).unwrap();
    for (format, migration) in (1_u32..).zip(&super::open::MIGRATIONS[..2]) {
        second.execute_batch(migration).unwrap();
        second.pragma_update(None, "user_version", format).unwrap();
    }
    let Write::Record(record) = append(7) else { panic!("a record") };
    let body = serde_json::to_string(&record).unwrap();
    second.execute("INSERT INTO records VALUES (7, 0, 'session.unknown', NULL, NULL, ?1)", (body,)).unwrap();
    let ids: Vec<String> = (0..2_500).map(|n| format!("01900000-0000-7000-8000-{n:012x}")).collect();
    for id in &ids {
        second.execute("INSERT INTO sessions VALUES (?1, NULL, '{}')", (id,)).unwrap();
        second.execute("INSERT INTO personal VALUES (?1, NULL, '{}')", (id,)).unwrap();
    }
    second.execute("INSERT INTO state VALUES ('a', '{}')", ()).unwrap();
    drop(second);

    let mut store = SqliteStore::open(&path).unwrap();
    let restored = store.restore(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((restored.sessions.len(), restored.damaged.len(), restored.state.len()), (ids.len(), 0, 1));
    assert_eq!(restored.findings, []);
    store.commit(&[append(8)]).unwrap();
    let chained: Vec<_> = store.rows(0, 10).unwrap().iter().map(|row| row.chained).collect();
    assert_eq!(chained, [Chained::Unchained, Chained::Fits]);
    drop(store);

    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.findings(), []);
    store.conn.execute("UPDATE personal SET body = '{ }' WHERE session_id = ?1", (&ids[9],)).unwrap();
    let restored = store.restore(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(restored.damaged.len(), 1, "from now on it is found");
}
