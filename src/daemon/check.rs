//! Looking through the whole store after a start: what serving did not need to read is read while it goes on.

use callbackd_api::ids::Seq;
use tracing::info;

use crate::journal::{Checked, Checking, DamagedRow, Finding, StoreError};

/// Damaged sessions that are handed on to be shown; of more only their number is told.
const MOST_SHOWN: usize = 100;

/// One look through the store, from its first record to its last session.
#[derive(Debug)]
pub(super) struct Look {
    next: Option<Checking>,
    asked: bool,
    /// The last record when the look began.
    end: Seq,
    records: u64,
    first: Option<u64>,
    rows: u64,
    shown: usize,
}

/// What a step means.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Sessions that nobody knew to be damaged.
    pub(super) sessions: Vec<DamagedRow>,
    /// What the whole look found, once it is over.
    pub(super) findings: Vec<Finding>,
}

impl Look {
    pub(super) fn new(end: Seq) -> Self {
        let next = Some(Checking::Records { after: 0 });
        Self { next, asked: false, end, records: 0, first: None, rows: 0, shown: 0 }
    }

    /// The step to ask the store for, unless there is none or it is asked already.
    pub(super) fn next(&mut self) -> Option<Checking> {
        let next = self.next.filter(|_| !self.asked)?;
        self.asked = true;
        Some(next)
    }

    /// The store has done its step.
    pub(super) fn done(&mut self, result: Result<Checked, StoreError>) -> Found {
        self.asked = false;
        let checked = match result {
            Ok(checked) => checked,
            Err(error) => {
                self.next = None;
                return Found {
                    findings: vec![Finding::Unreadable { detail: error.to_string() }],
                    ..Found::default()
                };
            }
        };
        self.next = checked.next;
        self.first = self.first.or(checked.first);
        self.records = self.records.saturating_add(count(checked.records));
        self.rows = self.rows.saturating_add(count(checked.rows));
        let mut sessions = checked.sessions;
        sessions.truncate(MOST_SHOWN - self.shown);
        self.shown += sessions.len();
        let findings = if self.next.is_none() { self.findings() } else { Vec::new() };
        Found { sessions, findings }
    }

    fn findings(&self) -> Vec<Finding> {
        let records = self.first.map(|first| Finding::Records { records: self.records, first });
        let rows = (self.rows > 0).then_some(Finding::Rows { rows: self.rows });
        let findings: Vec<_> = records.into_iter().chain(rows).collect();
        if findings.is_empty() {
            info!(records = self.end.0, "The whole store was looked through and is as it was written.");
        }
        findings
    }

    /// How far it has come, for the status line.
    pub(super) fn progress(&self) -> Option<String> {
        Some(match self.next? {
            Checking::Records { after } => {
                format!("looking through the store, record {after} of {}", self.end.0)
            }
            Checking::Sessions { .. } => "looking through the store's sessions".to_owned(),
        })
    }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(next: Option<Checking>, records: usize, first: Option<u64>) -> Result<Checked, StoreError> {
        Ok(Checked { next, records, first, rows: records, ..Checked::default() })
    }

    #[test]
    fn one_step_is_asked_at_a_time_and_the_sum_is_told_at_the_end() {
        let mut look = Look::new(Seq(400));
        assert_eq!(look.next(), Some(Checking::Records { after: 0 }));
        assert_eq!(look.next(), None, "one is asked");
        let found = look.done(step(Some(Checking::Records { after: 200 }), 2, Some(7)));
        assert!(found.findings.is_empty());
        assert_eq!(look.progress().unwrap(), "looking through the store, record 200 of 400");
        assert_eq!(look.next(), Some(Checking::Records { after: 200 }));
        look.done(step(Some(Checking::Sessions { after: 0 }), 1, Some(300)));
        let found = look.done(step(None, 0, None));
        let expected = [Finding::Records { records: 3, first: 7 }, Finding::Rows { rows: 3 }];
        assert_eq!(found.findings, expected);
        assert_eq!((look.next(), look.progress()), (None, None));
    }

    #[test]
    fn a_store_that_cannot_be_read_on_ends_the_look_with_words() {
        let mut look = Look::new(Seq(9));
        look.next().unwrap();
        let found = look.done(Err(StoreError::Full));
        assert!(matches!(found.findings.as_slice(), [Finding::Unreadable { .. }]));
        assert_eq!(look.next(), None);
    }
}
