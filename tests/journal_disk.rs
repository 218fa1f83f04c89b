//! A disk that is full or fails: nothing of a batch is written, and everything is once the disk is well again.
//!
//! Each test runs again in a child process whose disk is small, or whose files may not grow.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
#![expect(clippy::disallowed_methods, reason = "these tests look into the files themselves")]

mod journal_fixtures;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use callbackd::journal::{MAX_PAGE, SqliteStore, StoreError, Write};
use callbackd_api::ids::Seq;
use journal_fixtures::{append, at, person, snapshot};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

const DIRECTORY: &str = "JOURNAL_DISK_DIRECTORY";

/// Runs `test` of this file again, after a line of shell.
fn again(test: &str, prepare: &str, runner: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let script = format!("{prepare}; exec \"$0\" --exact {test} --nocapture");
    let (program, arguments) = runner.split_first().unwrap();
    let mut command = Command::new(program);
    command.args(arguments).args(["sh", "-c", &script]).arg(env::current_exe().unwrap());
    command.env(DIRECTORY, directory.path()).output().unwrap()
}

fn child_directory() -> Option<PathBuf> {
    env::var_os(DIRECTORY).map(PathBuf::from)
}

/// Fifty records and a session.
fn batch(after: u64) -> Vec<Write> {
    let session = [Write::Session(snapshot(after, None)), Write::Personal(person(after))];
    (after + 1..=after + 50).map(|seq| append(seq, seq)).chain(session).collect()
}

/// Commits until it fails; returns the last place written and why no more were.
fn fill(store: &mut SqliteStore) -> (u64, StoreError) {
    let mut last = 0;
    loop {
        match store.commit(&batch(last)) {
            Ok(()) => last += 50,
            Err(error) => return (last, error),
        }
    }
}

/// Reads all records, which have no gaps, and returns the last place.
fn read_through(store: &SqliteStore) -> u64 {
    let mut last = 0;
    loop {
        let records = store.records(Seq(last), MAX_PAGE).unwrap().records;
        if records.is_empty() {
            return last;
        }
        for record in records {
            last += 1;
            assert_eq!(record.seq, Seq(last));
        }
    }
}

/// The batch that failed is written now, and is still there after a restart.
fn goes_on(mut store: SqliteStore, directory: &Path, last: u64) {
    store.commit(&batch(last)).unwrap();
    drop(store);
    let store = SqliteStore::open(&directory.join("journal.db")).unwrap();
    let restored = store.restore(at(0)).unwrap();
    assert_eq!((restored.seq, read_through(&store)), (Seq(last + 50), last + 50));
    assert_eq!(restored.sessions.last(), Some(&(snapshot(last, None), Some(person(last)))));
}

#[test]
fn a_full_disk_takes_nothing_and_goes_on_once_there_is_room() {
    let Some(directory) = child_directory() else {
        let mount = format!("mount -t tmpfs -o size=4m none \"${DIRECTORY}\" || exit 77");
        let unshare = ["unshare", "--user", "--map-root-user", "--mount"];
        let child = again("a_full_disk_takes_nothing_and_goes_on_once_there_is_room", &mount, &unshare);
        let said = String::from_utf8_lossy(&child.stderr);
        if child.status.code() == Some(77) || said.contains("unshare") {
            eprintln!("not tested, no small disk can be mounted here: {said}");
            return;
        }
        assert!(child.status.success(), "{said}");
        return;
    };
    let ballast = directory.join("ballast");
    fs::write(&ballast, vec![1; 1 << 20]).unwrap();
    let mut store = SqliteStore::open(&directory.join("journal.db")).unwrap();
    let (last, error) = fill(&mut store);
    assert_eq!(error, StoreError::Full);
    assert_eq!(read_through(&store), last);

    drop(store);
    let store = SqliteStore::open(&directory.join("journal.db")).unwrap();
    let restored = store.restore(at(0)).unwrap();
    assert_eq!((restored.seq.0, read_through(&store)), (last, last), "a restart needs no room");

    fs::remove_file(ballast).unwrap();
    goes_on(store, &directory, last);
}

#[test]
fn a_failing_disk_takes_nothing_and_goes_on_once_it_works() {
    let Some(directory) = child_directory() else {
        // Beyond this size a write fails with EFBIG instead of ending the process.
        let limit = "trap '' XFSZ; ulimit -S -f 2000";
        let child = again("a_failing_disk_takes_nothing_and_goes_on_once_it_works", limit, &["env"]);
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        return;
    };
    let mut store = SqliteStore::open(&directory.join("journal.db")).unwrap();
    let (last, error) = fill(&mut store);
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
    assert_eq!(read_through(&store), last);

    let maximum = getrlimit(Resource::Fsize).maximum;
    setrlimit(Resource::Fsize, Rlimit { current: maximum, maximum }).unwrap();
    goes_on(store, &directory, last);
}
