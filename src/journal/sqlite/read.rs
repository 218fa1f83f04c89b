//! Reading back: a page of records, one session's story, what a start needs.

use callbackd_api::{
    ids::{Seq, SessionId},
    record::Record,
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{SqliteStore, column};
use crate::journal::{MAX_PAGE, Page, PersonalRow, Restored, SessionRow, StoreError};

/// [`Fact::Called`] and [`Fact::Refused`], as the column has them.
///
/// [`Fact::Called`]: callbackd_api::record::Fact::Called
/// [`Fact::Refused`]: callbackd_api::record::Fact::Refused
const CALLS: [&str; 2] = ["audit.called", "audit.refused"];

impl SqliteStore {
    /// The records after a place, at most `limit` or [`MAX_PAGE`].
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn records(&self, after: Seq, limit: u32) -> Result<Page, StoreError> {
        let records = self.select(
            "SELECT body FROM records WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            (column(after), limit.min(MAX_PAGE)),
        )?;
        Ok(Page { records, oldest_kept: self.oldest_kept()? })
    }

    /// The first records of one session, at most `limit` or [`MAX_PAGE`], in the order of their places.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn records_of(&self, session_id: SessionId, limit: u32) -> Result<Vec<Record>, StoreError> {
        self.select(
            "SELECT body FROM records WHERE session_id = ?1 ORDER BY seq LIMIT ?2",
            (session_id.to_string(), limit.min(MAX_PAGE)),
        )
    }

    /// What layers called for since a moment, in the order of their places.
    ///
    /// Goes back from the last record and ends at the first one that is older.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn calls_since(&self, since: Timestamp) -> Result<Vec<Record>, StoreError> {
        let mut statement = self.conn.prepare("SELECT at_ms, kind, body FROM records ORDER BY seq DESC")?;
        let mut rows = statement.query(())?;
        let mut calls: Vec<Record> = Vec::new();
        while let Some(row) = rows.next()? {
            if row.get::<_, i64>(0)? < since.as_millisecond() {
                break;
            }
            if CALLS.contains(&row.get::<_, String>(1)?.as_str()) {
                calls.push(serde_json::from_str(&row.get::<_, String>(2)?).map_err(unreadable)?);
            }
        }
        calls.reverse();
        Ok(calls)
    }

    /// What is known of the person behind a session, unless erased.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn personal_of(&self, session_id: SessionId) -> Result<Option<PersonalRow>, StoreError> {
        let sql = "SELECT body FROM personal WHERE session_id = ?1";
        let body = self.conn.query_row(sql, (session_id.to_string(),), |row| row.get(0)).optional()?;
        Ok(body.map(|body| PersonalRow { session_id, body }))
    }

    fn select(&self, sql: &str, params: impl Params) -> Result<Vec<Record>, StoreError> {
        let mut statement = self.conn.prepare(sql)?;
        let bodies = statement.query_map(params, |row| row.get::<_, String>(0))?;
        bodies.map(|body| serde_json::from_str(&body?).map_err(unreadable)).collect()
    }

    fn oldest_kept(&self) -> Result<Seq, StoreError> {
        let first: Option<i64> = self.conn.query_row("SELECT min(seq) FROM records", (), |row| row.get(0))?;
        first.map_or(Ok(Seq(self.last.0.saturating_add(1))), place)
    }

    /// See [`Store::restore`].
    ///
    /// # Errors
    /// See [`StoreError`].
    ///
    /// [`Store::restore`]: crate::journal::Store::restore
    pub fn restore(&self, closed_since: Timestamp) -> Result<Restored, StoreError> {
        let mut statement = self.conn.prepare(
            "SELECT session_id, sessions.closed_at_ms, sessions.body, personal.body
             FROM sessions LEFT JOIN personal USING (session_id)
             WHERE sessions.closed_at_ms IS NULL OR sessions.closed_at_ms >= ?1
             ORDER BY session_id",
        )?;
        let rows = statement.query_and_then((closed_since.as_millisecond(),), session)?;
        let sessions = rows.collect::<Result<_, _>>()?;
        Ok(Restored { seq: self.last, sessions, state: self.state_rows()? })
    }

    /// The last place used, also where its record was pruned.
    pub(super) fn last_used(conn: &Connection) -> Result<Seq, StoreError> {
        let last_kept: Option<i64> = conn.query_row("SELECT max(seq) FROM records", (), |row| row.get(0))?;
        let high_water: Option<i64> = conn
            .query_row("SELECT value FROM meta WHERE name = 'high_water'", (), |row| row.get(0))
            .optional()?;
        last_kept.max(high_water).map_or(Ok(Seq::default()), place)
    }
}

fn session(row: &Row<'_>) -> Result<(SessionRow, Option<PersonalRow>), StoreError> {
    let session_id: SessionId = row.get::<_, String>(0)?.parse().map_err(unreadable)?;
    let closed_at =
        row.get::<_, Option<i64>>(1)?.map(Timestamp::from_millisecond).transpose().map_err(unreadable)?;
    let personal = row.get::<_, Option<String>>(3)?.map(|body| PersonalRow { session_id, body });
    Ok((SessionRow { session_id, closed_at, body: row.get(2)? }, personal))
}

fn place(seq: i64) -> Result<Seq, StoreError> {
    u64::try_from(seq).map(Seq).map_err(unreadable)
}

pub(super) fn unreadable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt { detail: error.to_string() }
}
