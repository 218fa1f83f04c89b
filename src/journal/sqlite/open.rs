//! Opening a store: lock, judge, migrate, read back. A file that is not fit is left exactly as it was found.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    OpenError, SqliteStore,
    anchor::{self, Anchor},
    place::{beside, directory},
};

/// `PRAGMA application_id`: marks the file as ours ("CBKD").
pub(super) const APPLICATION_ID: u32 = 0x4342_4b44;
/// Where the application id stands in the file (SQLite file format, section 1.3).
const APPLICATION_ID_AT: std::ops::Range<usize> = 68..72;
const HEADER_LENGTH: u64 = 100;
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Number n of these leads from format n - 1 to format n, which is kept in `PRAGMA user_version`.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/001.sql"),
    include_str!("../migrations/002.sql"),
    include_str!("../migrations/003.sql"),
];
/// The first format whose rows have checksums.
const CHECKED_FORMAT: u32 = 3;

impl SqliteStore {
    /// Opens the store at `path` and creates it if there is none.
    ///
    /// `path` with `.lock` appended is locked meanwhile and holds this process's id. Takes as long for a large store as for
    /// a small one: rows are judged when they are read, and [`SqliteStore::check`] reads them all.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let lock = Lock::acquire(path)?;
        if is_absent(path)? {
            create(path)?;
        }
        Self::open_locked(path, lock)
    }

    /// Opens the store at `path` as [`SqliteStore::open`] does, but never makes one.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_existing(path: &Path) -> Result<Self, OpenError> {
        // Asked first: a mistyped path leaves no lock behind.
        if is_absent(path)? {
            return Err(OpenError::Absent { path: path.to_owned() });
        }
        let lock = Lock::acquire(path)?;
        Self::open_locked(path, lock)
    }

    fn open_locked(path: &Path, lock: Lock) -> Result<Self, OpenError> {
        judge_header(path)?;
        let log_gone = !beside(path, "-wal").exists();
        let mut conn = connect(path).map_err(|error| OpenError::unopened(path, error))?;
        judge_content(path, &conn)?;
        put_to_work(&mut conn).map_err(|error| OpenError::failed(path, error))?;
        let failed = |error| OpenError::failed(path, error);
        let end = Self::last_used(&conn).map_err(failed)?;
        let (anchor, last, chain) = Anchor::find(path, &conn, end, log_gone)?;
        Ok(Self { conn, last, chain, anchor, _lock: lock })
    }
}

/// Keeps a second instance away, with words; SQLite's own lock would do so without.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    fn acquire(path: &Path) -> Result<Self, OpenError> {
        let lock_path = beside(path, ".lock");
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&lock_path);
        let mut file = file.map_err(|source| match source.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                OpenError::NoDirectory { directory: directory(path) }
            }
            _ => OpenError::denied(&lock_path, source),
        })?;
        if !file.metadata().is_ok_and(|found| found.is_file()) {
            // Reading from a pipe would wait for ever.
            return Err(OpenError::foreign(&lock_path, "it is not a regular file"));
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(OpenError::Locked { path: path.to_owned(), pid: read_pid(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(OpenError::denied(&lock_path, source)),
        }
        // The id only helps to explain a refusal; a disk too full for it must not keep the daemon from starting.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", process::id()));
        Ok(Self { _file: file })
    }
}

fn read_pid(lock: &mut File) -> Option<u32> {
    let mut text = String::new();
    lock.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// No store, and none that left its log behind.
fn is_absent(path: &Path) -> Result<bool, OpenError> {
    match fs::symlink_metadata(path) {
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(source) => return Err(OpenError::denied(path, source)),
    }
    let log = beside(path, "-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(OpenError::torn(
            path,
            format!("it is gone, but its log {} is still there", log.display()),
        ));
    }
    Ok(true)
}

/// Builds an empty store under another name and moves it into place, so that half of one is never found.
fn create(path: &Path) -> Result<(), OpenError> {
    let draft = beside(path, ".new");
    let denied = |source| OpenError::denied(&draft, source);
    for leftover in [&draft, &beside(&draft, "-journal"), &beside(&draft, "-wal")] {
        remove(leftover).map_err(denied)?;
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).map_err(denied)?;
    lay_out(&draft).map_err(|error| OpenError::failed(&draft, error))?;
    fs::rename(&draft, path).map_err(denied)?;
    File::open(directory(path)).and_then(|directory| directory.sync_all()).map_err(denied)
}

fn lay_out(draft: &Path) -> rusqlite::Result<()> {
    let mut conn = connect(draft)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    put_to_work(&mut conn)?;
    conn.close().map_err(|(_, error)| error)
}

/// Is it a store of ours? Asked before SQLite sees the file, which might repair what it takes for its own.
///
/// # Errors
///
/// It is none, or cannot be looked at.
pub fn judge_header(path: &Path) -> Result<(), OpenError> {
    let denied = |source| OpenError::denied(path, source);
    if !fs::metadata(path).map_err(denied)?.is_file() {
        return Err(OpenError::foreign(path, "it is not a regular file"));
    }
    // Opened for writing too: SQLite would quietly make do with a file that can only be read.
    let file = OpenOptions::new().read(true).write(true).open(path).map_err(denied)?;
    let mut header = Vec::new();
    file.take(HEADER_LENGTH).read_to_end(&mut header).map_err(denied)?;

    let magic = header.get(..MAGIC.len()).unwrap_or(&header);
    if !MAGIC.starts_with(magic) {
        return Err(OpenError::foreign(path, "it is not an SQLite database"));
    }
    match header.get(APPLICATION_ID_AT) {
        None => Err(OpenError::torn(path, format!("only {} octets are left of it", header.len()))),
        Some(id) if id == APPLICATION_ID.to_be_bytes() => Ok(()),
        Some(_) => Err(OpenError::foreign(path, "it is the SQLite database of another program")),
    }
}

/// Is it of a format known here?
fn judge_content(path: &Path, conn: &Connection) -> Result<(), OpenError> {
    let unopened = |error| OpenError::unopened(path, error);
    let found = format_of(conn).map_err(unopened)?;
    let known = latest_format();
    if found > known {
        return Err(OpenError::Newer { path: path.to_owned(), found, known });
    }
    Ok(())
}

/// A connection that has not yet written anything, and would not even tidy up on being closed.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.busy_timeout(Duration::ZERO)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;",
    )?;
    Ok(conn)
}

/// Brings a file that was found fit to the latest format and into write-ahead mode.
fn put_to_work(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    let found = format_of(conn)?;
    for (format, migration) in (1_u32..).zip(MIGRATIONS).filter(|(format, _)| *format > found) {
        let transaction = conn.transaction()?;
        transaction.execute_batch(migration)?;
        if format == CHECKED_FORMAT {
            anchor::begin(&transaction)?;
        }
        transaction.pragma_update(None, "user_version", format)?;
        transaction.commit()?;
    }
    conn.pragma_update(None, "journal_mode", "WAL")
}

fn format_of(conn: &Connection) -> rusqlite::Result<u32> {
    conn.pragma_query_one(None, "user_version")
}

fn latest_format() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
        .or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}
