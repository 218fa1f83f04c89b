//! Forgetting on schedule: what is older than `[retention]` permits goes, step by step, between commits.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use crate::{
    config,
    journal::{Retention, StoreError, Tidied},
};

/// How often something due is looked for.
pub(super) const TIDY_EVERY: Duration = Duration::from_secs(3600);

/// A round of housekeeping: asks for one step after the other until nothing more is due.
#[derive(Debug)]
pub(super) struct Tidying {
    kept: config::Retention,
    /// Since when the round goes; every step of it forgets the same.
    round: Option<Timestamp>,
    asked: bool,
    removed: [usize; 3],
}

impl Tidying {
    pub(super) fn new(kept: config::Retention) -> Self {
        Self { kept, round: None, asked: false, removed: [0; 3] }
    }

    /// Another configuration applies from the next round on.
    pub(super) fn configure(&mut self, kept: config::Retention) {
        self.kept = kept;
    }

    /// Begins a round, unless one goes on.
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.round.get_or_insert(now);
    }

    /// The step to ask the store for, unless there is none or it is asked already.
    pub(super) fn next(&mut self) -> Option<Retention> {
        let round = self.round.filter(|_| !self.asked)?;
        self.asked = true;
        let before = |kept: Duration| {
            let kept = SignedDuration::try_from(kept).unwrap_or(SignedDuration::MAX);
            round.checked_sub(kept).unwrap_or(Timestamp::MIN)
        };
        Some(Retention { personal: before(self.kept.personal), records: before(self.kept.records) })
    }

    /// The store has done its step.
    pub(super) fn done(&mut self, result: Result<Tidied, StoreError>) {
        self.asked = false;
        let more = match result {
            Ok(Tidied { personal, sessions, records, more }) => {
                for (sum, removed) in self.removed.iter_mut().zip([personal, sessions, records]) {
                    *sum += removed;
                }
                more
            }
            Err(error) => {
                warn!("What is too old could not be removed and is tried again within the hour: {error}");
                false
            }
        };
        if !more {
            self.round = None;
            let [personal, sessions, records] = std::mem::take(&mut self.removed);
            if personal + sessions + records > 0 {
                info!(personal, sessions, records, "What is too old was removed.");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn tidied(personal: usize, more: bool) -> Result<Tidied, StoreError> {
        Ok(Tidied { personal, sessions: 0, records: 0, more })
    }

    #[test]
    fn a_round_goes_on_until_nothing_more_is_due_and_asks_one_step_at_a_time() {
        let now: Timestamp = "2026-03-31T12:00:00Z".parse().unwrap();
        let mut tidying = Tidying::new(config::Retention { personal: 30 * DAY, records: 400 * DAY });
        assert_eq!(tidying.next(), None, "nobody has begun");
        tidying.begin(now);
        let step = tidying.next().unwrap();
        assert_eq!(step.personal, "2026-03-01T12:00:00Z".parse().unwrap());
        assert_eq!(step.records, "2025-02-24T12:00:00Z".parse().unwrap());
        assert_eq!(tidying.next(), None, "one is asked");
        tidying.done(tidied(500, true));
        tidying.begin(now + SignedDuration::from_hours(1));
        assert_eq!(tidying.next(), Some(step), "the same round");
        tidying.done(tidied(3, false));
        assert_eq!(tidying.next(), None);
    }

    #[test]
    fn a_step_that_fails_ends_the_round() {
        let mut tidying = Tidying::new(config::Retention { personal: DAY, records: DAY });
        tidying.begin(Timestamp::UNIX_EPOCH);
        tidying.next().unwrap();
        tidying.done(Err(StoreError::Full));
        assert_eq!(tidying.next(), None);
        tidying.begin(Timestamp::UNIX_EPOCH);
        assert!(tidying.next().is_some(), "the next round tries again");
    }
}
