//! Are the files that are written still the ones that a restart will find?

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use super::place::beside;
use crate::journal::StoreError;

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// Of what is found under a name.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let found = fs::metadata(path)?;
        Ok(Self { device: found.dev(), inode: found.ino() })
    }
}

/// The database and its log.
#[derive(Debug)]
pub(super) struct Watch {
    files: [(PathBuf, Option<Identity>); 2],
}

impl Watch {
    /// Nothing is known of the files yet.
    pub(super) fn new(path: &Path) -> Self {
        Self { files: [(path.to_owned(), None), (beside(path, "-wal"), None)] }
    }

    /// Remembers the files that are not remembered yet. They are open by now.
    pub(super) fn remember(&mut self) {
        for (path, known) in &mut self.files {
            *known = known.or_else(|| Identity::of(path).ok());
        }
    }

    /// Are they still where they were?
    ///
    /// # Errors
    /// [`StoreError::Moved`]: what was written is lost as soon as this process ends.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        for (path, known) in &self.files {
            let there = Identity::of(path);
            if known.is_some() && there.as_ref().ok() != known.as_ref() {
                let what = if there.is_ok() { "was replaced by another" } else { "was removed" };
                return Err(StoreError::Moved { detail: format!("{} {what}", path.display()) });
            }
        }
        Ok(())
    }
}
