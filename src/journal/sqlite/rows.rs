//! Rows as they lie in the file, for those who look whether they are sound.

use callbackd_api::ids::Seq;
use rusqlite::{OptionalExtension, types::ValueRef};

use super::{
    SqliteStore, anchor,
    read::{octets, unreadable},
    sums::{self, Sum},
};
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
    /// Does it follow from the record before it?
    pub chained: Chained,
}

/// How a record hangs on the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chained {
    /// It is as it was written, and so is what came before it.
    Fits,
    /// It is not, or another record came before it.
    Broken,
    /// Nobody can tell: the one before it is not kept.
    Begins,
    /// Nobody can tell: those before it are missing.
    Gap,
    /// An earlier format wrote it, without a chain.
    Unchained,
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
    /// Is the snapshot as it was written?
    pub session_sound: bool,
    /// Is the personal row?
    pub personal_sound: bool,
    /// Where the row lies.
    pub rowid: i64,
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

    /// The first rows of records after a place, in order. What is no text is given as far as it is.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn rows(&self, after: u64, limit: u32) -> Result<Vec<Row>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut before = self.link_before(after)?;
        let mut statement = self.conn.prepare(
            "SELECT seq, at_ms, kind, session_id, agent_id, body, chain FROM records WHERE seq > ?1 ORDER BY seq LIMIT ?2",
        )?;
        let mut found = statement.query((after, limit))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let place = row.get::<_, i64>(0)?;
            let body = lossy(row, 5)?.unwrap_or_default();
            let (chained, link) = self.chained(before, place, &body, octets(row, 6)?)?;
            before = Some((place, link));
            rows.push(Row {
                seq: u64::try_from(place).map_err(unreadable)?,
                at_ms: row.get(1).unwrap_or_default(),
                kind: lossy(row, 2)?.unwrap_or_default(),
                session_id: lossy(row, 3)?,
                agent_id: lossy(row, 4)?,
                body,
                chained,
            });
        }
        Ok(rows)
    }

    /// The last place up to this one that is kept, or was when records were pruned, and the chain there.
    fn link_before(&self, seq: i64) -> Result<Option<(i64, Option<Sum>)>, StoreError> {
        let kept = "SELECT seq, chain FROM records WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1";
        let pruned = "SELECT seq, value FROM anchors WHERE name = 'pruned' AND ?1 NOT NULL";
        for sql in [kept, pruned] {
            let link = |row: &rusqlite::Row<'_>| {
                Ok((
                    row.get::<_, i64>(0)?,
                    sums::stored(row.get::<_, Option<Vec<u8>>>(1).unwrap_or_default()),
                ))
            };
            if let Some(found) = self.conn.query_row(sql, (seq,), link).optional()? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// How a record hangs on what came before it; its own chain, for the next one.
    fn chained(
        &self,
        before: Option<(i64, Option<Sum>)>,
        seq: i64,
        body: &str,
        chain: Option<Vec<u8>>,
    ) -> Result<(Chained, Option<Sum>), StoreError> {
        let Some(octets) = chain else {
            // Behind one that has a chain, every record has one.
            let lost = matches!(before, Some((_, Some(_))));
            return Ok((if lost { Chained::Broken } else { Chained::Unchained }, None));
        };
        let own = sums::stored(Some(octets));
        let root = sums::root(&self.anchor.store);
        let fits = |before: &Sum| Some(sums::link(before, seq, body)) == own;
        let chained = match before {
            Some((_, Some(before))) if fits(&before) => Chained::Fits,
            Some((place, _))
                if place != seq - 1 && self.lost_before(seq)?.is_some_and(|lost| fits(&lost)) =>
            {
                Chained::Fits
            }
            Some((place, _)) if place != seq - 1 => Chained::Gap,
            Some((_, None)) | None if fits(&root) => Chained::Fits,
            None if seq > 1 => Chained::Begins,
            Some(_) | None => Chained::Broken,
        };
        Ok((chained, own))
    }

    /// The chain at the record before this one, where that was lost and told so.
    fn lost_before(&self, seq: i64) -> Result<Option<Sum>, StoreError> {
        let Ok(before) = u64::try_from(seq - 1) else { return Ok(None) };
        anchor::kept(&self.conn, &anchor::gap(before), Seq(before))
    }

    /// Is there a record that tells of a later change of a session than its row shows? The permit to dial is one: a row from
    /// before it would let the number be dialled again. A call's progress is none, since a refused hold changes no row.
    pub(super) fn is_stale(&self, session_id: &str, as_of: Option<i64>) -> Result<bool, StoreError> {
        // Rows of earlier formats do not say.
        let Some(as_of) = as_of else { return Ok(false) };
        let mut newest = self.conn.prepare(
            "SELECT seq FROM records WHERE session_id = ?1 AND kind <> 'session.call_progress'
             AND (kind GLOB 'session.*' OR kind GLOB 'audit.leg_*')
             ORDER BY seq DESC LIMIT 1",
        )?;
        let newest: Option<i64> = newest.query_row((session_id,), |row| row.get(0)).optional()?;
        Ok(newest.is_some_and(|newest| newest > as_of))
    }

    /// The first sessions whose rows lie behind one, in the order in which they lie.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn session_rows(&self, after: i64, limit: u32) -> Result<Vec<SessionRows>, StoreError> {
        let mut statement = self.conn.prepare(
            "SELECT session_id, sessions.closed_at_ms, sessions.body, personal.body, sessions.sum, personal.sum, sessions.rowid,
                    sessions.as_of, personal.as_of
             FROM sessions LEFT JOIN personal USING (session_id)
             WHERE sessions.rowid > ?1 ORDER BY sessions.rowid LIMIT ?2",
        )?;
        let rows = statement.query_and_then((after, limit), |row| {
            let session_id = lossy(row, 0)?.unwrap_or_default();
            let closed_at_ms = row.get(1).unwrap_or_default();
            let (body, personal) = (lossy(row, 2)?.unwrap_or_default(), lossy(row, 3)?);
            let (as_of, personal_as_of) = (row.get(7).unwrap_or_default(), row.get(8).unwrap_or_default());
            let sum = sums::of_session(&session_id, closed_at_ms, as_of, &body);
            let personal_sum =
                personal.as_ref().map(|body| sums::of_personal(&session_id, personal_as_of, body));
            let stale = closed_at_ms.is_none() && self.is_stale(&session_id, as_of)?;
            Ok(SessionRows {
                session_sound: sums::stored(octets(row, 4)?) == Some(sum) && !stale,
                personal_sound: sums::stored(octets(row, 5)?) == personal_sum
                    && (closed_at_ms.is_some() || personal.is_none() || personal_as_of == as_of),
                rowid: row.get(6)?,
                session_id,
                closed_at_ms,
                body,
                personal,
            })
        })?;
        rows.collect()
    }

    /// Everything that is kept beside sessions, by key, and whether it is as it was written.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn state_rows(&self) -> Result<Vec<(StateRow, bool)>, StoreError> {
        let mut statement = self.conn.prepare("SELECT key, body, sum FROM state ORDER BY key")?;
        let rows = statement.query_and_then((), |row| {
            let (key, body) = (lossy(row, 0)?.unwrap_or_default(), lossy(row, 1)?.unwrap_or_default());
            let sound = sums::stored(octets(row, 2)?) == Some(sums::of_state(&key, &body));
            Ok((StateRow { key, body }, sound))
        })?;
        rows.collect()
    }
}

/// A column's text with what is no text replaced; absent where it holds nothing or something else.
fn lossy(row: &rusqlite::Row<'_>, column: usize) -> Result<Option<String>, StoreError> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(octets) => Some(String::from_utf8_lossy(octets).into_owned()),
        _ => None,
    })
}
