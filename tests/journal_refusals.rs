//! Files that are not fit are refused in words and left as they are.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
#![expect(clippy::disallowed_methods, reason = "these tests look into the files themselves")]

mod journal_fixtures;

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use callbackd::{
    journal::{OpenError, SqliteStore, Write},
    offline::verify,
};
use journal_fixtures::{append, person, snapshot};
use rusqlite::Connection;

fn open(path: &Path) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(path)
}

/// Refuses to open, leaves the octets alone, and would say the same again.
fn refusal(path: &Path) -> OpenError {
    let before = fs::read(path).unwrap();
    let error = open(path).unwrap_err();
    let again = open(path).unwrap_err();
    assert_eq!(error.to_string(), again.to_string());
    assert!(fs::read(path).unwrap() == before, "the file was altered");
    error
}

/// A closed store of some pages.
fn filled(directory: &Path) -> PathBuf {
    let path = directory.join("journal.db");
    let mut store = open(&path).unwrap();
    for n in 1..200 {
        store.commit(&[append(n, n), Write::Session(snapshot(n, None)), Write::Personal(person(n))]).unwrap();
    }
    path
}

#[test]
fn a_second_instance_is_told_who_holds_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let first = open(&path).unwrap();
    let error = open(&path).unwrap_err();
    assert!(
        matches!(error, OpenError::Locked { pid: Some(pid), .. } if pid == std::process::id()),
        "{error}"
    );
    assert!(error.to_string().contains(&format!("in use by process {}", std::process::id())), "{error}");
    drop(first);
    open(&path).unwrap();
}

#[test]
fn a_store_in_use_under_another_name_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let _first = open(&path).unwrap();
    let alias = directory.path().join("alias.db");
    symlink(&path, &alias).unwrap();
    let error = open(&alias).unwrap_err();
    assert!(matches!(error, OpenError::Locked { pid: None, .. }), "{error}");
}

#[test]
fn nobody_else_reads_an_open_store() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let _store = open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    let read = other.query_row("SELECT count(*) FROM records", (), |row| row.get::<_, i64>(0));
    assert_eq!(read.unwrap_err().sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy));
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    for content in [b"short".as_slice(), &[0; 4096], &b"Dear diary, ".repeat(1_000)] {
        fs::write(&path, content).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
    }
}

#[test]
fn another_programs_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')").unwrap();
    drop(other);
    let error = refusal(&path);
    assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
}

#[test]
fn a_directory_in_the_stores_place_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    fs::create_dir(&path).unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
}

#[test]
fn a_later_format_is_refused_by_its_number() {
    let directory = tempfile::tempdir().unwrap();
    let path = filled(directory.path());
    let later = Connection::open(&path).unwrap();
    later.pragma_update(None, "user_version", 7).unwrap();
    drop(later);
    let error = refusal(&path);
    assert!(matches!(error, OpenError::Newer { found: 7, known: 3, .. }), "{error}");
    assert!(error.to_string().contains("has format 7"), "{error}");
}

#[test]
fn a_truncated_store_is_refused_at_any_length() {
    let directory = tempfile::tempdir().unwrap();
    let whole = fs::read(filled(directory.path())).unwrap();
    for length in [0, 10, 99, 100, 512, 4_096, 5_000, whole.len() / 2, whole.len() - 4_096] {
        let path = directory.path().join(format!("{length}.db"));
        fs::write(&path, &whole[..length]).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, OpenError::Torn { .. }), "{length} octets: {error}");
    }
}

#[test]
fn an_overwritten_page_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let path = filled(directory.path());
    let whole = fs::read(&path).unwrap();
    for page in 1..whole.len() / 4_096 {
        let mut damaged = whole.clone();
        damaged[page * 4_096..(page + 1) * 4_096].fill(0xa5);
        fs::write(&path, damaged).unwrap();
        let before = fs::read(&path).unwrap();
        match open(&path) {
            Err(OpenError::Torn { .. }) => {
                assert!(fs::read(&path).unwrap() == before, "the file was altered");
            }
            Err(error) => panic!("page {page}: {error}"),
            // What opening it does not need, looking at everything finds.
            Ok(store) => {
                let report = verify(&store, &mut |_| {});
                assert!(report.is_err() || report.is_ok_and(|report| report.faulty > 0), "page {page}");
            }
        }
    }
}

#[test]
fn the_log_of_a_store_that_is_refused_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let path = filled(directory.path());
    let mut store = open(&path).unwrap();
    store.commit(&[append(200, 200)]).unwrap();
    let mut damaged = fs::read(&path).unwrap();
    damaged[100..4_096].fill(0xa5);
    let copy = directory.path().join("copy.db");
    let log = directory.path().join("copy.db-wal");
    fs::write(&copy, damaged).unwrap();
    // A log that does not hold the page that is damaged.
    let mut frames = fs::read(directory.path().join("journal.db-wal")).unwrap();
    frames.truncate(32);
    fs::write(&log, &frames).unwrap();

    let error = refusal(&copy);
    assert!(matches!(error, OpenError::Torn { .. }), "{error}");
    assert!(fs::read(&log).unwrap() == frames, "the log was altered");
}

#[test]
fn a_log_without_its_store_is_not_thrown_away() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let log = directory.path().join("journal.db-wal");
    fs::write(&log, "somebody moved the store and forgot me").unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, OpenError::Torn { .. }), "{error}");
    assert!(log.exists() && !path.exists());
}

#[test]
fn a_link_to_nowhere_is_not_taken_for_a_first_start() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    symlink(directory.path().join("not/mounted.db"), &path).unwrap();
    let error = open(&path).unwrap_err();
    assert!(
        matches!(&error, OpenError::Denied { source, .. } if source.kind() == io::ErrorKind::NotFound),
        "{error}"
    );
    assert!(path.is_symlink());
}

#[test]
fn what_a_broken_off_creation_left_is_cleared_away() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    fs::write(directory.path().join("journal.db.new"), "half a page").unwrap();
    fs::write(directory.path().join("journal.db.new-journal"), "its journal").unwrap();
    open(&path).unwrap();
    assert!(!directory.path().join("journal.db.new-journal").exists());
}

#[test]
fn a_missing_directory_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("not/here");
    let error = open(&missing.join("journal.db")).unwrap_err();
    assert!(matches!(&error, OpenError::NoDirectory { directory } if *directory == missing), "{error}");
    assert!(error.to_string().contains(missing.to_str().unwrap()), "{error}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_directory_that_cannot_be_written_is_named() {
    // Not even root makes files here.
    let error = open(Path::new("/sys/journal.db")).unwrap_err();
    assert!(matches!(error, OpenError::Denied { .. }), "{error}");
    assert!(error.to_string().contains("/sys/journal.db"), "{error}");
}
