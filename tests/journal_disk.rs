//! A disk that is full or fails: nothing of a batch is written, and everything is once the disk is well again.
//!
//! Each test runs again in a child process whose disk is small, or whose files may not grow.

mod journal_fixtures;

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output},
};

use callbackd::{
    ids::Seq,
    journal::{MAX_PAGE, Store, StoreError},
};
use journal_fixtures::{append, at};
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

/// Commits batches until one fails; returns the store, the last place written and why no more were.
fn fill(store: &mut Store) -> (u64, StoreError) {
    let mut last = 0;
    loop {
        let batch: Vec<_> = (last + 1..=last + 50).map(|seq| append(seq, seq)).collect();
        match store.commit(&batch) {
            Ok(()) => last += 50,
            Err(error) => return (last, error),
        }
    }
}

fn count(store: &Store) -> u64 {
    let mut last = Seq(0);
    while let Some(record) = store.records(last, MAX_PAGE).unwrap().records.last() {
        assert!(record.seq > last);
        last = record.seq;
    }
    last.0
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
    let (mut store, _) = Store::open(&directory.join("journal.db"), at(0)).unwrap();
    let (last, error) = fill(&mut store);
    assert_eq!(error, StoreError::Full);
    assert_eq!(count(&store), last);

    fs::remove_file(ballast).unwrap();
    store.commit(&[append(last + 1, 1)]).unwrap();
    drop(store);
    let (store, restored) = Store::open(&directory.join("journal.db"), at(0)).unwrap();
    assert_eq!((restored.seq.0, count(&store)), (last + 1, last + 1));
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
    let (mut store, _) = Store::open(&directory.join("journal.db"), at(0)).unwrap();
    let (last, error) = fill(&mut store);
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
    assert_eq!(count(&store), last);

    let maximum = getrlimit(Resource::Fsize).maximum;
    setrlimit(Resource::Fsize, Rlimit { current: maximum, maximum }).unwrap();
    store.commit(&[append(last + 1, 1)]).unwrap();
    drop(store);
    let (store, restored) = Store::open(&directory.join("journal.db"), at(0)).unwrap();
    assert_eq!((restored.seq.0, count(&store)), (last + 1, last + 1));
}
