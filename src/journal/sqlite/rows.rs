//! Rows as they lie in the file, for those who look whether they are sound.

use rusqlite::OptionalExtension;

use super::{SqliteStore, read::unreadable};
use crate::journal::{StateRow, StoreError};

/// A record's row, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place.
    pub seq: u64,
    /// Its time, milliseconds since 1970.
    pub at_ms: i64,
    /// The fact's name.
    pub kind: String,
    /// The session that it is looked up by.
    pub session_id: Option<String>,
    /// The agent.
    pub agent_id: Option<String>,
    /// The record.
    pub body: String,
}

/// A session's snapshot with its personal row, unread.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRows {
    /// The session.
    pub session_id: String,
    /// Absent while it is open.
    pub closed_at_ms: Option<i64>,
    /// The snapshot.
    pub body: String,
    /// The personal row.
    pub personal: Option<String>,
}

/// How many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Records.
    pub records: u64,
    /// Sessions.
    pub sessions: u64,
    /// Personal rows.
    pub personal: u64,
}

impl std::fmt::Debug for SessionRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionRows({}, …)", self.session_id)
    }
}

impl SqliteStore {
    /// Everything that SQLite's own checks find wrong, at most a hundred things.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let mut check = self.conn.prepare("PRAGMA integrity_check(100)")?;
        let told = check.query_map((), |row| row.get::<_, String>(0))?;
        let mut faults = told.filter(|line| line.as_deref() != Ok("ok")).collect::<Result<Vec<_>, _>>()?;
        let mut orphans = self.conn.prepare("PRAGMA foreign_key_check")?;
        let orphans = orphans.query_map((), |row| row.get::<_, String>(0))?.count();
        if orphans > 0 {
            faults.push(format!("{orphans} personal rows belong to no session"));
        }
        Ok(faults)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let count = |table: &str| -> Result<u64, StoreError> {
            let sql = format!("SELECT count(*) FROM {table}");
            let rows: i64 = self.conn.query_row(&sql, (), |row| row.get(0))?;
            u64::try_from(rows).map_err(unreadable)
        };
        Ok(Counts { records: count("records")?, sessions: count("sessions")?, personal: count("personal")? })
    }

    /// The last place in use when records were last pruned; `None` where none ever were.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn high_water(&self) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT value FROM meta WHERE name = 'high_water'";
        let place: Option<i64> = self.conn.query_row(sql, (), |row| row.get(0)).optional()?;
        place.map(|place| u64::try_from(place).map_err(unreadable)).transpose()
    }

    /// The first rows of records after a place, in order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rows(&self, after: u64, limit: u32) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.conn.prepare(
            "SELECT seq, at_ms, kind, session_id, agent_id, body FROM records WHERE seq > ?1 ORDER BY seq LIMIT ?2",
        )?;
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let rows = statement.query_and_then((after, limit), |row| {
            let seq = u64::try_from(row.get::<_, i64>(0)?).map_err(unreadable)?;
            Ok(Row {
                seq,
                at_ms: row.get(1)?,
                kind: row.get(2)?,
                session_id: row.get(3)?,
                agent_id: row.get(4)?,
                body: row.get(5)?,
            })
        })?;
        rows.collect()
    }

    /// The first sessions whose ids sort after a text, in order.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn session_rows(&self, after: &str, limit: u32) -> Result<Vec<SessionRows>, StoreError> {
        let mut statement = self.conn.prepare(
            "SELECT session_id, sessions.closed_at_ms, sessions.body, personal.body
             FROM sessions LEFT JOIN personal USING (session_id)
             WHERE session_id > ?1 ORDER BY session_id LIMIT ?2",
        )?;
        let rows = statement.query_map((after, limit), |row| {
            Ok(SessionRows {
                session_id: row.get(0)?,
                closed_at_ms: row.get(1)?,
                body: row.get(2)?,
                personal: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
    /// Everything that is kept beside sessions, by key.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn state_rows(&self) -> Result<Vec<StateRow>, StoreError> {
        let mut statement = self.conn.prepare("SELECT key, body FROM state ORDER BY key")?;
        let rows = statement.query_map((), |row| Ok(StateRow { key: row.get(0)?, body: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
