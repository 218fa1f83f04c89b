//! Is the store sound, row by row? The daemon's start asks less: it only reads what is open.

use std::ops::RangeInclusive;

use callbackd_api::{ids::SessionId, record::Record};
use serde::de::IgnoredAny;

use super::PAGE;
use crate::{
    journal::{Chained, Finding, Row, SessionRows, SqliteStore, StoreError},
    session::{Personal, Stored},
};

/// Faults that a report names; with more it only counts.
const MOST_FAULTS: usize = 100;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records read.
    pub records: u64,
    /// First and last place kept.
    pub places: Option<RangeInclusive<u64>>,
    /// Earlier places are gone because they were pruned.
    pub pruned: bool,
    /// Sessions read, and how many of them are open.
    pub sessions: u64,
    /// Of these, not closed.
    pub open: u64,
    /// Personal rows read.
    pub personal: u64,
    /// What is wrong, the first hundred.
    pub faults: Vec<Fault>,
    /// How many faults there are in all.
    pub faulty: u64,
}

/// One thing that is wrong. Its words never quote what is stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Opening it showed that.
    #[error("the store: {0}")]
    Store(Finding),
    /// SQLite says so.
    #[error("the file: {0}")]
    File(String),
    /// Places that no record has. The daemon leaves none out.
    #[error("{}: no such records, though nothing was pruned there", places(.0))]
    Gap(RangeInclusive<u64>),
    /// The last place kept is before one that was in use.
    #[error("records up to #{high_water} were in use, and the last one kept is #{last}")]
    Tail {
        /// The last place in use when records were last pruned.
        high_water: u64,
        /// The last place kept.
        last: u64,
    },
    /// A record cannot be read.
    #[error("record #{seq}: {why}")]
    Record {
        /// Its place.
        seq: u64,
        /// What is wrong with it.
        why: String,
    },
    /// What is kept beside sessions cannot be read.
    #[error("state {key}: {why}")]
    State {
        /// What it is the state of.
        key: String,
        /// What is wrong with it.
        why: String,
    },
    /// A session cannot be read.
    #[error("session {session}: {why}")]
    Session {
        /// Its id, as it is written.
        session: String,
        /// What is wrong with it.
        why: String,
    },
}

fn places(gap: &RangeInclusive<u64>) -> String {
    match (gap.start(), gap.end()) {
        (first, last) if first == last => format!("#{first}"),
        (first, last) => format!("#{first} to #{last}"),
    }
}

/// Reads everything and tells what does not fit. `progress` is told how many rows were read so far.
///
/// # Errors
/// The store fails while it is read.
pub fn verify(store: &SqliteStore, progress: &mut dyn FnMut(u64)) -> Result<Report, StoreError> {
    let mut report = Report::default();
    for finding in store.findings() {
        report.fault(Fault::Store(finding.clone()));
    }
    for fault in store.integrity()? {
        report.fault(Fault::File(fault));
    }
    report.read_records(store, progress)?;
    report.read_sessions(store, progress)?;
    for (row, sound) in store.state_rows()? {
        if !sound {
            report.fault(Fault::State { key: row.key, why: ALTERED.to_owned() });
        } else if let Err(error) = serde_json::from_str::<IgnoredAny>(&row.body) {
            report.fault(Fault::State { key: row.key, why: unreadable(&error) });
        }
    }
    Ok(report)
}

impl Report {
    fn fault(&mut self, fault: Fault) {
        self.faulty += 1;
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    fn read_records(&mut self, store: &SqliteStore, progress: &mut dyn FnMut(u64)) -> Result<(), StoreError> {
        let high_water = store.high_water()?;
        self.pruned = high_water.is_some();
        let mut last = 0;
        loop {
            let rows = store.rows(last, PAGE)?;
            for row in &rows {
                let begins = self.places.is_none() && self.pruned;
                if row.seq != last + 1 && !begins {
                    self.fault(Fault::Gap(last + 1..=row.seq - 1));
                }
                if let Err(why) = judge_record(row) {
                    self.fault(Fault::Record { seq: row.seq, why });
                }
                let first = self.places.as_ref().map_or(row.seq, |places| *places.start());
                self.places = Some(first..=row.seq);
                self.records += 1;
                last = row.seq;
            }
            progress(self.records);
            if rows.is_empty() {
                break;
            }
        }
        match high_water {
            Some(high_water) if last > 0 && last < high_water => {
                self.fault(Fault::Tail { high_water, last });
            }
            _ => {}
        }
        Ok(())
    }

    fn read_sessions(
        &mut self,
        store: &SqliteStore,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        let mut after = i64::MIN;
        loop {
            let rows = store.session_rows(after, PAGE)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.rowid;
            for row in &rows {
                self.sessions += 1;
                self.open += u64::from(row.closed_at_ms.is_none());
                self.personal += u64::from(row.personal.is_some());
                if let Err(why) = judge_session(row) {
                    self.fault(Fault::Session { session: row.session_id.clone(), why });
                }
            }
            progress(self.records + self.sessions);
        }
    }
}

/// What a checksum tells.
const ALTERED: &str = "is not as it was written: its checksum is wrong";

/// The columns beside a record's body are there to look it up: they must say the same.
fn judge_record(row: &Row) -> Result<(), String> {
    let record: Record = serde_json::from_str(&row.body).map_err(|error| unreadable(&error))?;
    let same = |column: &str, same: bool| match same {
        true => Ok(()),
        false => Err(format!("its column {column} says something else than the record")),
    };
    same("seq", record.seq.0 == row.seq)?;
    same("at_ms", record.at.as_millisecond() == row.at_ms)?;
    same("kind", record.fact.kind() == row.kind)?;
    same("session_id", record.session_id.map(|id| id.to_string()) == row.session_id)?;
    same("agent_id", record.agent_id.as_ref().map(|id| id.as_str()) == row.agent_id.as_deref())?;
    match row.chained {
        Chained::Broken => {
            Err("the chain is broken: it is not as it was written, or another came before it".to_owned())
        }
        Chained::Fits | Chained::Begins | Chained::Gap | Chained::Unchained => Ok(()),
    }
}

fn judge_session(row: &SessionRows) -> Result<(), String> {
    let id: SessionId = row.session_id.parse().map_err(|_| "its id is no session's id".to_owned())?;
    if !row.session_sound {
        return Err(ALTERED.to_owned());
    }
    if !row.personal_sound {
        return Err(format!("its personal row {ALTERED}"));
    }
    if row.personal.is_none() && row.closed_at_ms.is_none() {
        return Err("it is open and its personal row is gone".to_owned());
    }
    let stored: Stored = serde_json::from_str(&row.body).map_err(|error| unreadable(&error))?;
    if stored.session_id() != id {
        return Err("its snapshot is another session's".to_owned());
    }
    if stored.over_at().map(|at| at.as_millisecond()) != row.closed_at_ms {
        return Err("its column closed_at_ms says something else than the snapshot".to_owned());
    }
    match &row.personal {
        Some(personal) => match serde_json::from_str::<Personal>(personal) {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("its personal row {}", unreadable(&error))),
        },
        None => Ok(()),
    }
}

/// Where, not what: serde's own words might quote a number.
fn unreadable(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "is not as this version writes it",
        _ => "is no JSON",
    };
    format!("{what}, at character {}", error.column())
}
