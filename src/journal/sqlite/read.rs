//! Reading back: a page of records, one session's story, what a start needs.

use callbackd_api::{
    ids::{Seq, SessionId},
    record::Record,
    words::Damage,
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, types::ValueRef};

use super::{SqliteStore, column, sums};
use crate::journal::{DamagedRow, Finding, MAX_PAGE, Page, PersonalRow, Restored, SessionRow, StoreError};

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
            if text(row, 1)?.is_some_and(|kind| CALLS.contains(&kind.as_str())) {
                // A damaged one is told by `check`, and keeps nobody from starting.
                calls.extend(text(row, 2)?.and_then(|body| serde_json::from_str(&body).ok()));
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
        let mut restored = Restored { seq: self.last, ..Restored::default() };
        let mut unusable = 0_u64;
        for (which, since) in [("IS NULL AND ?1 NOT NULL", 0), (">= ?1", closed_since.as_millisecond())] {
            // By the index of the ends: sessions that were closed long ago are not looked at.
            let mut statement = self.conn.prepare(&format!(
                "SELECT session_id, sessions.closed_at_ms, sessions.body, sessions.sum, personal.body, personal.sum,
                        sessions.as_of, personal.as_of
                 FROM sessions LEFT JOIN personal USING (session_id) WHERE sessions.closed_at_ms {which}"
            ))?;
            let mut rows = statement.query((since,))?;
            while let Some(row) = rows.next()? {
                match self.session(row)? {
                    Judged::Sound(session) => restored.sessions.push(*session),
                    Judged::Damaged(row) => restored.damaged.push(row),
                    Judged::Unusable => unusable += 1,
                }
            }
        }
        restored.sessions.sort_by_key(|(row, _)| row.session_id);
        restored.damaged.sort_by_key(|row| row.session_id);
        restored.findings = self.findings().to_vec();
        if unusable > 0 {
            restored.findings.push(Finding::Rows { rows: unusable });
        }
        for (row, sound) in self.state_rows()? {
            match sound {
                true => restored.state.push(row),
                false => restored.findings.push(Finding::State { key: row.key }),
            }
        }
        Ok(restored)
    }

    /// What may become of the rows of one session.
    fn session(&self, row: &Row<'_>) -> Result<Judged, StoreError> {
        let Some(id) = text(row, 0)? else { return Ok(Judged::Unusable) };
        let Ok(session_id) = id.parse::<SessionId>() else { return Ok(Judged::Unusable) };
        let closed_at_ms = row.get::<_, Option<i64>>(1).unwrap_or_default();
        let body = text(row, 2)?;
        let damaged =
            |damage, body: Option<String>| Ok(Judged::Damaged(DamagedRow { session_id, damage, body }));
        let (as_of, personal_as_of) = (row.get(6).unwrap_or_default(), row.get(7).unwrap_or_default());
        let sum = body.as_ref().map(|body| sums::of_session(&id, closed_at_ms, as_of, body));
        let (Some(text_of_it), true) = (&body, sum.is_some() && sum == sums::stored(octets(row, 3)?)) else {
            return damaged(Damage::Session, body);
        };
        if closed_at_ms.is_none() && self.is_stale(&id, as_of)? {
            return damaged(Damage::Session, body);
        }
        let closed_at = closed_at_ms.map(Timestamp::from_millisecond).transpose();
        let Ok(closed_at) = closed_at else { return damaged(Damage::Contradiction, body) };
        let person = text(row, 4)?;
        let kept = !matches!(row.get_ref(4)?, ValueRef::Null);
        let sum = person.as_ref().map(|person| sums::of_personal(&id, personal_as_of, person));
        let sound = sum.is_some() && sum == sums::stored(octets(row, 5)?);
        match (kept, sound, closed_at) {
            (true, false, Some(_)) => return Ok(Judged::Unusable),
            (true, true, None) if personal_as_of != as_of => return damaged(Damage::Personal, body),
            (true, false, None) => return damaged(Damage::Personal, body),
            (false, _, None) => return damaged(Damage::PersonalMissing, body),
            (true, true, _) | (false, _, Some(_)) => {}
        }
        let personal = person.map(|body| PersonalRow { session_id, body });
        Ok(Judged::Sound(Box::new((
            SessionRow { session_id, closed_at, body: text_of_it.clone() },
            personal,
        ))))
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

/// What may become of a session's rows.
enum Judged {
    Sound(Box<(SessionRow, Option<PersonalRow>)>),
    Damaged(DamagedRow),
    /// Nobody can say whose rows these are, or nobody needs them any more.
    Unusable,
}

/// A column's text; none where it holds something else, or octets that are no text.
pub(super) fn text(row: &Row<'_>, column: usize) -> Result<Option<String>, StoreError> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(octets) => String::from_utf8(octets.to_vec()).ok(),
        _ => None,
    })
}

/// A column's octets; none where it holds something else.
pub(super) fn octets(row: &Row<'_>, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(match row.get_ref(column)? {
        ValueRef::Blob(octets) => Some(octets.to_vec()),
        _ => None,
    })
}

pub(super) fn place(seq: i64) -> Result<Seq, StoreError> {
    u64::try_from(seq).map(Seq).map_err(unreadable)
}

pub(super) fn unreadable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt { detail: error.to_string() }
}
