//! The store: one SQLite file that one process writes.
//!
//! It runs with a write-ahead log and `synchronous = FULL`, so what [`SqliteStore::commit`] acknowledged survives `kill -9`
//! and power loss. The file is locked for as long as the store is open; nobody else can even read it.

mod anchor;
mod backup;
mod check;
mod error;
mod mark;
mod open;
mod place;
mod read;
mod retention;
mod rows;
mod sums;
#[cfg(test)]
mod tests;
mod watch;

use std::path::Path;

use callbackd_api::{
    ids::{Seq, SessionId},
    record::Record,
};
use jiff::Timestamp;
use rusqlite::{Connection, Statement, Transaction};

use self::{anchor::Anchor, open::Lock, sums::Sum};
pub use self::{
    error::OpenError,
    open::judge_header,
    rows::{Chained, Counts, Row, SessionRows},
};
use super::{
    Checked, Checking, Finding, History, Page, PersonalRow, Restored, Retention, SessionRow, StateRow, Store,
    StoreError, Tidied, Write,
};

/// SQLite's integers have a sign.
const MAX_SEQ: Seq = Seq(i64::MAX.unsigned_abs());

/// An open store.
#[derive(Debug)]
pub struct SqliteStore {
    conn: Connection,
    last: Seq,
    /// The chain at the last record.
    chain: Sum,
    anchor: Anchor,
    /// Let go of only after the connection is closed: fields are dropped in this order.
    _lock: Lock,
}

impl SqliteStore {
    /// The last place used.
    #[must_use]
    pub fn last(&self) -> Seq {
        self.last
    }

    /// What does not fit in this store, as far as opening it showed.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        self.anchor.findings()
    }

    /// See [`Store::commit`]. The mark beside the store has moved when this returns.
    ///
    /// # Errors
    /// See there.
    pub fn commit(&mut self, batch: &[Write]) -> Result<(), StoreError> {
        if !self.awaits_mark(batch) {
            let last = last_place(self.last, batch)?;
            self.put_in_use()?;
            let transaction = self.conn.transaction()?;
            let mut statements = Statements::prepare(&transaction, self.last, self.chain)?;
            statements.write(batch)?;
            let chain = statements.chain;
            drop(statements);
            transaction.commit()?;
            (self.last, self.chain) = (last, chain);
        }
        self.move_mark()
    }

    /// Moves everything from the write-ahead log into the database and empties the log.
    ///
    /// # Errors
    /// The log then stays and is still valid.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        let busy: bool = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
        if busy {
            return Err(StoreError::Other { detail: "the write-ahead log is in use".to_owned() });
        }
        Ok(())
    }
}

impl Store for SqliteStore {
    fn restore(&mut self, closed_since: Timestamp) -> Result<Restored, StoreError> {
        Self::restore(self, closed_since)
    }

    fn calls_since(&mut self, since: Timestamp) -> Result<Vec<Record>, StoreError> {
        Self::calls_since(self, since)
    }

    fn commit(&mut self, batch: &[Write]) -> Result<(), StoreError> {
        Self::commit(self, batch)
    }

    fn records(&mut self, after: Seq, limit: u32) -> Result<Page, StoreError> {
        Self::records(self, after, limit)
    }

    fn history(&mut self, session_id: SessionId, limit: u32) -> Result<History, StoreError> {
        let records = self.records_of(session_id, limit)?;
        Ok(History { records, personal: self.personal_of(session_id)? })
    }

    fn tidy(&mut self, retention: Retention) -> Result<Tidied, StoreError> {
        Self::tidy(self, retention)
    }

    fn check(&mut self, from: Checking) -> Result<Checked, StoreError> {
        Self::check(self, from)
    }

    fn back_up(&mut self, to: &Path) -> Result<(), StoreError> {
        Self::back_up(self, to)
    }

    fn close(&mut self) -> Result<(), StoreError> {
        self.put_out_of_use()?;
        self.checkpoint()
    }
}

/// The last place after `batch`, or [`StoreError::Misuse`] if its places do not increase.
fn last_place(last: Seq, batch: &[Write]) -> Result<Seq, StoreError> {
    batch.iter().try_fold(last, |last, write| match write {
        Write::Record(record) if record.seq > last && record.seq <= MAX_SEQ => Ok(record.seq),
        Write::Record(record) => Err(StoreError::Misuse {
            detail: format!("record {} cannot come after record {}", record.seq.0, last.0),
        }),
        Write::Session(_) | Write::Personal(_) | Write::State(_) => Ok(last),
    })
}

/// A place as SQLite holds it: places beyond [`MAX_SEQ`] never get into a store.
fn column(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

/// What a batch is written with, prepared once for all of it.
struct Statements<'conn> {
    /// At the record that was written last.
    chain: Sum,
    /// Its place.
    last: i64,
    record: Statement<'conn>,
    session: Statement<'conn>,
    personal: Statement<'conn>,
    personal_end: Statement<'conn>,
    state: Statement<'conn>,
}

impl<'conn> Statements<'conn> {
    fn prepare(transaction: &'conn Transaction<'_>, last: Seq, chain: Sum) -> Result<Self, StoreError> {
        Ok(Self {
            chain,
            last: column(last),
            record: transaction.prepare(
                "INSERT INTO records (seq, at_ms, kind, session_id, agent_id, body, chain)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?,
            session: transaction.prepare(
                "INSERT INTO sessions (session_id, closed_at_ms, body, sum, as_of) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE
                 SET closed_at_ms = excluded.closed_at_ms, body = excluded.body, sum = excluded.sum, as_of = excluded.as_of",
            )?,
            personal: transaction.prepare(
                "INSERT INTO personal (session_id, closed_at_ms, body, sum, as_of)
                 VALUES (?1, (SELECT closed_at_ms FROM sessions WHERE session_id = ?1), ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET body = excluded.body, sum = excluded.sum, as_of = excluded.as_of",
            )?,
            personal_end: transaction
                .prepare("UPDATE personal SET closed_at_ms = ?2 WHERE session_id = ?1")?,
            state: transaction.prepare(
                "INSERT INTO state (key, body, sum) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET body = excluded.body, sum = excluded.sum",
            )?,
        })
    }

    fn write(&mut self, batch: &[Write]) -> Result<(), StoreError> {
        batch.iter().try_for_each(|write| match write {
            Write::Record(record) => self.write_record(record),
            Write::Session(row) => self.write_session(row),
            Write::Personal(row) => self.write_personal(row),
            Write::State(row) => self.write_state(row),
        })
    }

    fn write_record(&mut self, record: &Record) -> Result<(), StoreError> {
        let body = serde_json::to_string(record)
            .map_err(|error| StoreError::Misuse { detail: error.to_string() })?;
        let seq = column(record.seq);
        self.chain = sums::link(&self.chain, seq, &body);
        self.last = seq;
        self.record.execute((
            seq,
            record.at.as_millisecond(),
            record.fact.kind(),
            record.session_id.map(|id| id.to_string()),
            record.agent_id.as_ref().map(|id| id.as_str()),
            body,
            self.chain,
        ))?;
        Ok(())
    }

    fn write_session(&mut self, row: &SessionRow) -> Result<(), StoreError> {
        let session_id = row.session_id.to_string();
        let closed_at_ms = row.closed_at.map(Timestamp::as_millisecond);
        let sum = sums::of_session(&session_id, closed_at_ms, Some(self.last), &row.body);
        self.session.execute((&session_id, closed_at_ms, &row.body, sum, self.last))?;
        if closed_at_ms.is_some() {
            self.personal_end.execute((&session_id, closed_at_ms))?;
        }
        Ok(())
    }

    fn write_personal(&mut self, row: &PersonalRow) -> Result<(), StoreError> {
        let session_id = row.session_id.to_string();
        let sum = sums::of_personal(&session_id, Some(self.last), &row.body);
        self.personal.execute((session_id, &row.body, sum, self.last))?;
        Ok(())
    }

    fn write_state(&mut self, row: &StateRow) -> Result<(), StoreError> {
        self.state.execute((&row.key, &row.body, sums::of_state(&row.key, &row.body)))?;
        Ok(())
    }
}
