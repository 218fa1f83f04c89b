//! The store as a value, with the semantics of the one in a file: a batch is there as a whole or not at all.

use std::collections::BTreeMap;

use callbackd::journal::{PersonalRow, Restored, SessionRow, StateRow, Write};
use callbackd_api::{
    ids::{Seq, SessionId},
    record::{Fact, Record},
};
use jiff::Timestamp;

use super::chance::Chance;

#[derive(Debug, Default)]
pub(crate) struct Disk {
    pub(crate) records: Vec<Record>,
    pub(crate) sessions: BTreeMap<SessionId, (SessionRow, Option<PersonalRow>)>,
    state: BTreeMap<String, StateRow>,
    /// Commits fail from now on.
    pub(crate) fails: bool,
    /// A failed commit that may yet be found after a crash.
    limbo: Option<Vec<Write>>,
    /// What a crash found to be there.
    taken: Vec<Write>,
}

impl Disk {
    pub(crate) fn last(&self) -> Seq {
        self.records.last().map_or(Seq(0), |record| record.seq)
    }

    pub(crate) fn record(&self, seq: Seq) -> Option<&Record> {
        self.records.get(usize::try_from(seq.0.checked_sub(1)?).ok()?)
    }

    /// What is wrong with the batch, if anything is.
    pub(crate) fn commit(&mut self, batch: &[Write]) -> Result<(), String> {
        self.limbo = None;
        for write in batch {
            match write {
                Write::Record(record) => {
                    let (got, wanted) = (record.seq.0, self.last().0 + 1);
                    if got != wanted {
                        return Err(format!("record {got} is written where {wanted} was to come"));
                    }
                    self.records.push(Record::clone(record));
                }
                Write::Session(row) => {
                    let personal = self.sessions.remove(&row.session_id).and_then(|(_, personal)| personal);
                    // Milliseconds are kept.
                    let closed_at =
                        row.closed_at.and_then(|at| Timestamp::from_millisecond(at.as_millisecond()).ok());
                    self.sessions.insert(row.session_id, (SessionRow { closed_at, ..row.clone() }, personal));
                }
                Write::State(row) => {
                    self.state.insert(row.key.clone(), row.clone());
                }
                Write::Personal(row) => match self.sessions.get_mut(&row.session_id) {
                    Some(entry) => entry.1 = Some(row.clone()),
                    None => {
                        return Err(format!("a personal row of the unknown session {}", row.session_id));
                    }
                },
            }
        }
        Ok(())
    }

    /// The disk reported an error: the batch may be there after a crash all the same.
    pub(crate) fn failed(&mut self, batch: &[Write]) {
        self.limbo = Some(batch.to_vec());
    }

    /// The process is gone, and perhaps the batch that was under way is on disk.
    pub(crate) fn crash(&mut self, under_way: Option<Vec<Write>>, chance: &mut Chance) {
        let batch = self.limbo.take().or(under_way);
        if let Some(batch) = batch.filter(|_| chance.percent(50)) {
            let fits = batch
                .iter()
                .all(|write| !matches!(write, Write::Record(record) if record.seq <= self.last()));
            if fits && self.commit(&batch).is_ok() {
                self.taken = batch;
            }
        }
    }

    /// The batch that the last crash left on disk without a word, once.
    pub(crate) fn taken(&mut self) -> Vec<Write> {
        std::mem::take(&mut self.taken)
    }

    pub(crate) fn restore(&self, closed_since: Timestamp) -> Restored {
        let kept = |row: &SessionRow| row.closed_at.is_none_or(|at| at >= closed_since);
        let sessions = self.sessions.values().filter(|(row, _)| kept(row)).cloned().collect();
        Restored {
            seq: self.last(),
            sessions,
            state: self.state.values().cloned().collect(),
            ..Restored::default()
        }
    }

    /// Goes back from the last record and ends at the first one that is older.
    pub(crate) fn calls_since(&self, since: Timestamp) -> Vec<Record> {
        let young = self.records.iter().rev().take_while(|record| record.at >= since);
        let mut calls: Vec<Record> =
            young.filter(|record| matches!(record.fact, Fact::Called { .. })).cloned().collect();
        calls.reverse();
        calls
    }

    /// Records after a place.
    pub(crate) fn after(&self, place: Seq) -> &[Record] {
        let place = usize::try_from(place.0).unwrap_or(usize::MAX).min(self.records.len());
        &self.records[place..]
    }
}
