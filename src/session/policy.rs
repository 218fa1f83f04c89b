//! How long a session may stay in its states, and what its call attempts may take.

use std::time::Duration;

use super::WriteUp;
use crate::leg;

/// Policy of all sessions. Times are on the wall clock, because they must survive a restart; those of `leg` are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// An offer not taken lapses after this (20 s). Below `request_expiry`.
    pub offer: Duration,
    /// After a restart an open session waits this long for its agent (60 s).
    pub reclaim: Duration,
    /// A request that nobody took expires after this (24 h).
    pub request_expiry: Duration,
    /// Closed sessions can still be asked for this long (24 h).
    pub closed_kept: Duration,
    /// Time to write up, unless the queue has its own (30 s).
    pub wrap_up: Duration,
    /// A write-up ends no sooner than this after something was typed (30 s).
    pub wrap_up_typing: Duration,
    /// Nor later than this after the call, however long somebody types (5 min).
    pub wrap_up_most: Duration,
    /// The steps of one call attempt.
    pub leg: leg::Policy,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            offer: Duration::from_secs(20),
            reclaim: Duration::from_secs(60),
            request_expiry: Duration::from_secs(24 * 3600),
            closed_kept: Duration::from_secs(24 * 3600),
            wrap_up: Duration::from_secs(30),
            wrap_up_typing: Duration::from_secs(30),
            wrap_up_most: Duration::from_secs(300),
            leg: leg::Policy::default(),
        }
    }
}

impl Policy {
    /// How long a session of a queue may be written up; `own` is the queue's own time.
    #[must_use]
    pub fn write_up(&self, own: Option<Duration>) -> WriteUp {
        WriteUp { span: own.unwrap_or(self.wrap_up), typing: self.wrap_up_typing, most: self.wrap_up_most }
    }
}
