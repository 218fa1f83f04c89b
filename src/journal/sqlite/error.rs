//! What can be wrong with the file of a store, in words for the person who can mend it.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

use crate::{exit, journal::StoreError};

/// Why a store is not opened. The file itself has not been altered.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process works with it.
    #[error("{} is in use by {}: stop that one first, or give this one another store", .path.display(), holder(.pid))]
    Locked {
        /// The store.
        path: PathBuf,
        /// Who holds it, where known.
        pid: Option<u32>,
    },
    /// There is none, and none is to be made.
    #[error("there is no store at {}: [store] path in the daemon's configuration says where it is", .path.display())]
    Absent {
        /// Where one was looked for.
        path: PathBuf,
    },
    /// There is nowhere to put it.
    #[error("the directory {} does not exist: create it, owned by the daemon's user", .directory.display())]
    NoDirectory {
        /// The directory.
        directory: PathBuf,
    },
    /// The operating system refuses.
    #[error("{} cannot be read and written ({source}): {}", .path.display(), remedy(.source))]
    Denied {
        /// The file.
        path: PathBuf,
        /// In the system's words.
        source: io::Error,
    },
    /// Somebody else's file.
    #[error("{} is not a store of callbackd: {why}; it was left as it is, move it away or name another path", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: String,
    },
    /// Part of it is missing or overwritten.
    #[error("{} is damaged: {detail}; it was left as it is, restore it from a backup or move it away", .path.display())]
    Torn {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        detail: String,
    },
    /// Written by a later version of the daemon.
    #[error(
        "{} has format {found}, this version knows formats up to {known}: \
         start the version of callbackd that wrote it, or a later one", .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The latest format known here.
        known: u32,
    },
    /// It failed while being opened.
    #[error("{} cannot be opened: {source}", .path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: StoreError,
    },
}

impl OpenError {
    pub(super) fn denied(path: &Path, source: io::Error) -> Self {
        Self::Denied { path: path.to_owned(), source }
    }

    pub(super) fn foreign(path: &Path, why: impl Into<String>) -> Self {
        Self::Foreign { path: path.to_owned(), why: why.into() }
    }

    pub(super) fn torn(path: &Path, detail: impl Into<String>) -> Self {
        Self::Torn { path: path.to_owned(), detail: detail.into() }
    }

    pub(super) fn failed(path: &Path, source: impl Into<StoreError>) -> Self {
        let path = path.to_owned();
        match source.into() {
            StoreError::Corrupt { detail } => Self::Torn { path, detail },
            source => Self::Failed { path, source },
        }
    }

    /// A failure of SQLite before the lock of the database itself is known to be ours.
    pub(super) fn unopened(path: &Path, error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy) => Self::Locked { path: path.to_owned(), pid: None },
            _ => Self::failed(path, error),
        }
    }
}

/// What a person can do about it.
fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        _ if exit::lacks_descriptors(error) => "let the daemon open more files, by LimitNOFILE= or ulimit -n",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space on that disk",
        ErrorKind::ReadOnlyFilesystem => "mount that file system for writing, or name another path",
        ErrorKind::PermissionDenied => "check the owner and mode of the file and of its directory",
        _ => "look at the file, at its directory and at the kernel's log",
    }
}

fn holder(pid: &Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

/// What SQLite says, as every store says it.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let detail = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Io { detail },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt { detail },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { detail },
            Some(ErrorCode::ConstraintViolation) => Self::Misuse { detail },
            _ => Self::Other { detail },
        }
    }
}
