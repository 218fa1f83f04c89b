//! A copy of the store while it is open.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use rusqlite::Connection;

use super::{
    SqliteStore,
    place::{beside, directory},
};
use crate::journal::StoreError;

impl SqliteStore {
    /// See [`Store::back_up`]. The copy needs no log beside it, and grows under another name: `to` with `.part` appended.
    ///
    /// # Errors
    /// See there.
    ///
    /// [`Store::back_up`]: crate::journal::Store::back_up
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        let draft = beside(to, ".part");
        if fs::symlink_metadata(to).is_ok() {
            return Err(disk(to, &ErrorKind::AlreadyExists.into()));
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft);
        let file = file.map_err(|error| disk(&draft, &error))?;
        let copied = self
            .copy_into(&draft, &file)
            .and_then(|()| fs::rename(&draft, to).map_err(|error| disk(to, &error)));
        if copied.is_err() {
            let _ = fs::remove_file(&draft);
        }
        copied?;
        File::open(directory(to)).and_then(|it| it.sync_all()).map_err(|error| disk(to, &error))
    }

    fn copy_into(&self, draft: &Path, file: &File) -> Result<(), StoreError> {
        let Some(name) = draft.to_str() else {
            return Err(StoreError::Other {
                detail: "SQLite takes only UTF-8 for the name of a copy".to_owned(),
            });
        };
        self.conn.execute("VACUUM INTO ?1", (name,))?;
        // No mark belongs to a copy, and no log.
        let copy = Connection::open(draft)?;
        copy.execute_batch(
            "PRAGMA journal_mode = OFF; DELETE FROM meta WHERE name IN ('marked', 'in_use');",
        )?;
        copy.close().map_err(|(_, error)| error)?;
        // SQLite does not wait for the disk here.
        file.sync_all().map_err(|error| disk(draft, &error))
    }
}

fn disk(path: &Path, error: &io::Error) -> StoreError {
    let detail = format!("{}: {error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { detail },
        _ => StoreError::Other { detail },
    }
}
