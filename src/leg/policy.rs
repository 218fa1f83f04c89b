//! How long the steps of a call attempt may take, and when it is given up.

use std::time::Duration;

/// Policy of one outbound leg. Times are on the monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Accepted until off hook (45 s).
    pub prompt: Duration,
    /// Ringing until answered (60 s).
    pub ring: Duration,
    /// For the switch to say, when `prompt` or `ring` is over, where the call stands (10 s).
    pub verdict: Duration,
    /// From ClearConnection until the switch reports the phone free (10 s).
    pub clearing: Duration,
    /// A call to be hung up that the switch has not named yet (15 s).
    pub abandoning: Duration,
    /// After networkReached, where no answer is ever reported (25 s).
    pub assumed_answer: Duration,
    /// A leg unchanged for this long is checked by a snapshot (5 min).
    pub stale: Duration,
    /// MakeCalls in all, where the switch refuses in passing (3).
    pub attempts: u32,
    /// Wait after a passing refusal, times the attempts so far (2 s).
    pub hold_off: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            prompt: Duration::from_secs(45),
            ring: Duration::from_secs(60),
            verdict: Duration::from_secs(10),
            clearing: Duration::from_secs(10),
            abandoning: Duration::from_secs(15),
            assumed_answer: Duration::from_secs(25),
            stale: Duration::from_secs(300),
            attempts: 3,
            hold_off: Duration::from_secs(2),
        }
    }
}
