//! Looking at everything that is stored, step by step, so that commits never wait long and a start does not wait at all.

use callbackd_api::words::Damage;

use super::{Chained, SqliteStore};
use crate::journal::{Checked, Checking, DamagedRow, StoreError};

/// Rows that one [`SqliteStore::check`] reads.
const STEP: u32 = 200;

impl SqliteStore {
    /// See [`Store::check`].
    ///
    /// # Errors
    /// See [`StoreError`].
    ///
    /// [`Store::check`]: crate::journal::Store::check
    pub fn check(&self, from: Checking) -> Result<Checked, StoreError> {
        match from {
            Checking::Records { after } => self.check_records(after),
            Checking::Sessions { after } => self.check_sessions(after),
        }
    }

    fn check_records(&self, after: u64) -> Result<Checked, StoreError> {
        let rows = self.rows(after, STEP)?;
        let broken = || rows.iter().filter(|row| matches!(row.chained, Chained::Broken | Chained::Gap));
        let next = match rows.last() {
            Some(last) => Checking::Records { after: last.seq },
            None => Checking::Sessions { after: i64::MIN },
        };
        Ok(Checked {
            next: Some(next),
            records: broken().count(),
            first: broken().map(|row| row.seq).next(),
            ..Checked::default()
        })
    }

    fn check_sessions(&self, after: i64) -> Result<Checked, StoreError> {
        let mut rows = self.session_rows(after, STEP)?;
        for row in rows.iter_mut().filter(|row| row.closed_at_ms.is_none()) {
            // What the index lost, no start has seen.
            row.session_sound &= self.is_found_open(row.rowid)?;
        }
        let damaged = rows.iter().filter(|row| !row.session_sound);
        let sessions = damaged.filter_map(|row| {
            let session_id = row.session_id.parse().ok()?;
            Some(DamagedRow { session_id, damage: Damage::Session, body: Some(row.body.clone()) })
        });
        Ok(Checked {
            next: rows.last().map(|last| Checking::Sessions { after: last.rowid }),
            rows: rows.iter().filter(|row| !row.session_sound || !row.personal_sound).count(),
            sessions: sessions.collect(),
            ..Checked::default()
        })
    }

    /// Does the index by which a start finds open sessions have this one?
    fn is_found_open(&self, rowid: i64) -> Result<bool, StoreError> {
        let mut indexed = self.conn.prepare(
            "SELECT 1 FROM sessions INDEXED BY sessions_by_end WHERE closed_at_ms IS NULL AND rowid = ?1",
        )?;
        Ok(indexed.exists((rowid,))?)
    }
}
