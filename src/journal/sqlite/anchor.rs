//! Where the store's end is anchored: its own id, the mark beside it, and what of this did not fit when it was opened.

use std::{
    io::{self, ErrorKind},
    path::Path,
};

use callbackd_api::ids::Seq;
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::{
    OpenError, SqliteStore, Statement, Write, column,
    mark::{Found, ID, MarkFile},
    sums::{self, Sum},
    watch::Watch,
};
use crate::journal::{Finding, StoreError};

/// Rows per step of giving checksums to what earlier formats wrote.
const STEP: i64 = 1_000;

/// What the end of an open store hangs on.
#[derive(Debug)]
pub(super) struct Anchor {
    /// The store's own id.
    pub(super) store: [u8; ID],
    /// The last place in the file when it was opened; before the last one acknowledged where records are missing.
    pub(super) end: Seq,
    mark: MarkFile,
    /// The store says that it has a mark.
    marked: bool,
    watch: Watch,
    findings: Vec<Finding>,
    /// Something was committed since it was opened.
    in_use: bool,
    /// The last batch is committed, and its mark is still to come.
    unmarked: bool,
}

impl Anchor {
    /// Compares the end of the store with its mark. Returns the last place in use and the chain there as well.
    pub(super) fn find(
        path: &Path,
        conn: &Connection,
        end: Seq,
        log_gone: bool,
    ) -> Result<(Self, Seq, Sum), OpenError> {
        let failed = |error| OpenError::failed(path, error);
        let (mark, found) = MarkFile::read(path).map_err(|source| OpenError::denied(path, source))?;
        let store = id(conn).map_err(failed)?;
        let flag = |name| flag(conn, name).map_err(failed);
        let (marked, was_in_use) = (flag("marked")?, flag("in_use")?);
        let chain = chain_at(conn, &store, end).map_err(failed)?;
        let mut anchor = Self {
            store,
            end,
            mark,
            marked,
            watch: Watch::new(path),
            findings: Vec::new(),
            in_use: false,
            unmarked: false,
        };
        anchor.watch.remember();
        let Found::Mark(mark) = found else {
            if marked || found == Found::Unreadable {
                anchor.findings.push(Finding::Unmarked { log_gone: was_in_use && log_gone });
            }
            return Ok((anchor, end, chain.unwrap_or_else(|| sums::root(&store))));
        };
        let acknowledged = Seq(mark.seq);
        if mark.store != store {
            anchor.findings.push(Finding::Another { last: mark.seq });
            let chain = chain.filter(|_| acknowledged <= end).unwrap_or_else(|| sums::root(&store));
            return Ok((anchor, end.max(acknowledged), chain));
        }
        if acknowledged > end {
            anchor.findings.push(Finding::Missing(end.0.saturating_add(1)..=mark.seq));
            return Ok((anchor, acknowledged, mark.chain));
        }
        let there = chain_at(conn, &store, acknowledged).map_err(failed)?;
        if there.is_some_and(|there| there != mark.chain) {
            anchor.findings.push(Finding::Altered { seq: mark.seq });
        }
        Ok((anchor, end, chain.unwrap_or_else(|| sums::root(&store))))
    }

    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl SqliteStore {
    /// Is this the batch that was committed already, and only its mark was not written?
    pub(super) fn awaits_mark(&self, batch: &[Write]) -> bool {
        let last = batch.iter().rev().find_map(|write| match write {
            Write::Record(record) => Some(record.seq),
            _ => None,
        });
        self.anchor.unmarked && last == Some(self.last)
    }

    /// The last place that this file itself knows of.
    pub(super) fn end_in_file(&self) -> Seq {
        if self.anchor.in_use { self.last } else { self.anchor.end }
    }

    /// Before the first commit: the file itself says from now on that a mark belongs to it, and a log while it is in use.
    pub(super) fn put_in_use(&mut self) -> Result<(), StoreError> {
        if self.anchor.in_use {
            return Ok(());
        }
        if !self.anchor.marked && self.anchor.findings.is_empty() {
            self.anchor
                .mark
                .put(self.anchor.store, self.last.0, self.chain)
                .map_err(|error| failed(&error))?;
        }
        let transaction = self.conn.transaction()?;
        set_flag(&transaction, "marked", true)?;
        set_flag(&transaction, "in_use", true)?;
        if let Some(places) = self.anchor.findings.iter().find_map(Finding::missing) {
            keep(&transaction, &gap(*places.end()), self.last, &self.chain)?;
        }
        transaction.commit()?;
        self.checkpoint()?;
        self.anchor.watch.remember();
        self.anchor.marked = true;
        self.anchor.in_use = true;
        Ok(())
    }

    /// The last thing that is written: whoever copies the file now needs nothing else.
    pub(super) fn put_out_of_use(&mut self) -> Result<(), StoreError> {
        if !self.anchor.in_use {
            return Ok(());
        }
        set_flag(&self.conn, "in_use", false)?;
        self.anchor.in_use = false;
        Ok(())
    }

    /// What is committed is acknowledged, if it lies where a restart finds it.
    pub(super) fn move_mark(&mut self) -> Result<(), StoreError> {
        self.anchor.unmarked = true;
        self.anchor.watch.check()?;
        self.anchor.mark.put(self.anchor.store, self.last.0, self.chain).map_err(|error| failed(&error))?;
        self.anchor.unmarked = false;
        Ok(())
    }
}

fn failed(error: &io::Error) -> StoreError {
    let detail = format!("the mark beside it: {error}");
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { detail },
        _ => StoreError::Io { detail },
    }
}

/// Gives a store its id, and the rows of earlier formats their checksums as they are.
pub(super) fn begin(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute("INSERT INTO anchors (name, seq, value) VALUES ('store', 0, randomblob(16))", ())?;
    let session = |row: &rusqlite::Row<'_>| {
        let (id, end, body): (String, Option<i64>, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(sums::of_session(&id, end, None, &body))
    };
    let personal = |row: &rusqlite::Row<'_>| {
        Ok(sums::of_personal(&row.get::<_, String>(1)?, None, &row.get::<_, String>(3)?))
    };
    let state =
        |row: &rusqlite::Row<'_>| Ok(sums::of_state(&row.get::<_, String>(1)?, &row.get::<_, String>(3)?));
    sum_up(transaction, "sessions", "session_id, closed_at_ms, body", session)?;
    sum_up(transaction, "personal", "session_id, closed_at_ms, body", personal)?;
    sum_up(transaction, "state", "key, NULL, body", state)
}

/// A row that cannot be read stays without a checksum, and so is found damaged.
fn sum_up(
    transaction: &Transaction<'_>,
    table: &str,
    columns: &str,
    sum: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<Sum>,
) -> rusqlite::Result<()> {
    let select = format!("SELECT rowid, {columns} FROM {table} WHERE rowid > ?1 ORDER BY rowid LIMIT ?2");
    let mut select = transaction.prepare(&select)?;
    let mut update: Statement<'_> =
        transaction.prepare(&format!("UPDATE {table} SET sum = ?2 WHERE rowid = ?1"))?;
    let mut after = i64::MIN;
    loop {
        let mut step = Vec::new();
        let mut rows = select.query((after, STEP))?;
        while let Some(row) = rows.next()? {
            after = row.get(0)?;
            step.push((after, sum(row).ok()));
        }
        if step.is_empty() {
            return Ok(());
        }
        for (rowid, sum) in step {
            update.execute((rowid, sum))?;
        }
    }
}

fn id(conn: &Connection) -> Result<[u8; ID], StoreError> {
    let sql = "SELECT value FROM anchors WHERE name = 'store'";
    let id: Option<Vec<u8>> = conn.query_row(sql, (), |row| row.get(0)).optional()?;
    let id = id.and_then(|id| id.try_into().ok());
    id.ok_or_else(|| StoreError::Corrupt { detail: "it has no id".to_owned() })
}

fn flag(conn: &Connection, name: &str) -> Result<bool, StoreError> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    let value: Option<i64> = conn.query_row(sql, (name,), |row| row.get(0)).optional()?;
    Ok(value.is_some_and(|value| value != 0))
}

fn set_flag(conn: &Connection, name: &str, value: bool) -> rusqlite::Result<usize> {
    conn.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        (name, i64::from(value)),
    )
}

/// The chain at a place, as far as it is known: of its record, or as it was when that was pruned.
pub(super) fn chain_at(conn: &Connection, store: &[u8; ID], seq: Seq) -> Result<Option<Sum>, StoreError> {
    if seq == Seq::default() {
        return Ok(Some(sums::root(store)));
    }
    let record: Option<Option<Vec<u8>>> = conn
        .query_row("SELECT chain FROM records WHERE seq = ?1", (column(seq),), |row| row.get(0))
        .optional()?;
    match record {
        // Of an earlier format: the chain begins behind it.
        Some(None) => Ok(Some(sums::root(store))),
        Some(octets) => Ok(sums::stored(octets)),
        None => kept(conn, "end", seq).and_then(|end| match end {
            Some(end) => Ok(Some(end)),
            None => kept(conn, "pruned", seq),
        }),
    }
}

/// What the chain behind a gap hangs on, by the last place that is missing.
pub(super) fn gap(last: u64) -> String {
    format!("gap {last}")
}

/// An anchor of this place.
pub(super) fn kept(conn: &Connection, name: &str, seq: Seq) -> Result<Option<Sum>, StoreError> {
    let sql = "SELECT value FROM anchors WHERE name = ?1 AND seq = ?2";
    let value: Option<Vec<u8>> = conn.query_row(sql, (name, column(seq)), |row| row.get(0)).optional()?;
    Ok(sums::stored(value))
}

/// Keeps an anchor.
pub(super) fn keep(conn: &Connection, name: &str, seq: Seq, chain: &Sum) -> rusqlite::Result<usize> {
    conn.execute(
        "INSERT INTO anchors (name, seq, value) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET seq = excluded.seq, value = excluded.value",
        (name, column(seq), chain),
    )
}
