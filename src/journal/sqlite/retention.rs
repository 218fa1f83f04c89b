//! Forgetting: what is due goes in steps of a bounded size, so that commits never wait long.

use jiff::Timestamp;
use rusqlite::Transaction;

use super::{
    SqliteStore, anchor, column,
    read::{octets, place, text},
    sums,
};
use crate::journal::{Retention, StoreError, Tidied};

/// Most rows of each kind that one [`SqliteStore::tidy`] removes.
const STEP: u32 = 500;

impl SqliteStore {
    /// See [`Store::tidy`].
    ///
    /// # Errors
    /// See [`StoreError`].
    ///
    /// [`Store::tidy`]: crate::journal::Store::tidy
    pub fn tidy(&mut self, retention: Retention) -> Result<Tidied, StoreError> {
        let personal = self.erase_personal(retention.personal, STEP)?;
        let sessions = self.prune_sessions(retention.records, STEP)?;
        let records = self.prune_records(retention.records, STEP)?;
        let full_step = |removed| u32::try_from(removed).is_ok_and(|removed| removed >= STEP);
        Ok(Tidied {
            personal,
            sessions,
            records,
            more: [personal, sessions, records].into_iter().any(full_step),
        })
    }

    /// Erases the personal rows of up to `limit` sessions closed before a moment; returns how many. What was erased
    /// is overwritten in the file, and the log that may still hold it is emptied. Where the session says something else of
    /// its end, nothing is erased.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn erase_personal(&mut self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let erased = self.conn.execute(
            "DELETE FROM personal WHERE session_id IN
             (SELECT session_id FROM personal WHERE closed_at_ms < ?1
              AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.session_id = personal.session_id
                              AND sessions.closed_at_ms IS NOT personal.closed_at_ms)
              ORDER BY closed_at_ms LIMIT ?2)",
            (before.as_millisecond(), limit),
        )?;
        self.checkpoint()?;
        Ok(erased)
    }

    /// Removes up to `limit` sessions closed before a moment, with what is left of their personal rows; returns how
    /// many. Their records stay, and so does a row that is not as it was written: nobody knows whether it is closed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn prune_sessions(&mut self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let transaction = self.conn.transaction()?;
        let due = sound_and_due(&transaction, before, limit)?;
        let mut delete = transaction.prepare("DELETE FROM sessions WHERE rowid = ?1")?;
        for rowid in &due {
            delete.execute((rowid,))?;
        }
        drop(delete);
        transaction.commit()?;
        Ok(due.len())
    }

    /// Removes up to `limit` of the first records, as far as they are older than a moment; returns how many.
    ///
    /// A record that is not older keeps all that follow it, so no hole appears where the clock was set back. Their
    /// places are never used again.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn prune_records(&mut self, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
        let end = self.end_in_file();
        let transaction = self.conn.transaction()?;
        let Some(newest_due) = newest_due(&transaction, before, limit)? else { return Ok(0) };
        transaction.execute(
            "INSERT INTO meta (name, value) VALUES ('high_water', ?1)
             ON CONFLICT DO UPDATE SET value = excluded.value",
            (column(end),),
        )?;
        let store = &self.anchor.store;
        for (name, seq) in [("end", end), ("pruned", place(newest_due)?)] {
            if let Some(chain) = anchor::chain_at(&transaction, store, seq)? {
                anchor::keep(&transaction, name, seq, &chain)?;
            }
        }
        let removed = transaction.execute("DELETE FROM records WHERE seq <= ?1", (newest_due,))?;
        transaction.commit()?;
        Ok(removed)
    }
}

fn sound_and_due(
    transaction: &Transaction<'_>,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let mut oldest = transaction.prepare(
        "SELECT rowid, session_id, closed_at_ms, body, sum, as_of FROM sessions WHERE closed_at_ms < ?1 ORDER BY closed_at_ms",
    )?;
    let mut rows = oldest.query((before.as_millisecond(),))?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut due = Vec::new();
    while due.len() < limit
        && let Some(row) = rows.next()?
    {
        let (Some(id), Some(body)) = (text(row, 1)?, text(row, 3)?) else { continue };
        let sum = sums::of_session(&id, row.get(2)?, row.get(5)?, &body);
        if sums::stored(octets(row, 4)?) == Some(sum) {
            due.push(row.get(0)?);
        }
    }
    Ok(due)
}

fn newest_due(
    transaction: &Transaction<'_>,
    before: Timestamp,
    limit: u32,
) -> Result<Option<i64>, StoreError> {
    let mut oldest = transaction.prepare("SELECT seq, at_ms FROM records ORDER BY seq LIMIT ?1")?;
    let mut rows = oldest.query((limit,))?;
    let mut newest_due = None;
    while let Some(row) = rows.next()? {
        if row.get::<_, i64>(1)? >= before.as_millisecond() {
            break;
        }
        newest_due = Some(row.get(0)?);
    }
    Ok(newest_due)
}
