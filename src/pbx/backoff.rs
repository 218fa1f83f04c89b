//! How long to wait before trying the link again.

use std::time::Duration;

/// Jittered exponential back-off: each wait is random between half and all of a span that doubles up to a limit.
#[derive(Debug, Clone)]
pub struct Backoff {
    least: Duration,
    most: Duration,
    tries: u32,
}

impl Backoff {
    /// Starts at `least`, never waits longer than `most`.
    #[must_use]
    pub fn new(least: Duration, most: Duration) -> Self {
        Self { least, most: most.max(least), tries: 0 }
    }

    /// The next wait; `random` spreads daemons that lost the same switch at the same moment.
    pub fn next(&mut self, random: u32) -> Duration {
        let span = self.least.saturating_mul(1 << self.tries.min(16)).min(self.most);
        self.tries = self.tries.saturating_add(1);
        let half = span / 2;
        half + half.mul_f64(f64::from(random) / f64::from(u32::MAX))
    }

    /// The link was up: begin anew.
    pub fn reset(&mut self) {
        self.tries = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_limit_and_start_anew_after_success() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
        let spans: Vec<Duration> = (0..7).map(|_| backoff.next(u32::MAX)).collect();
        assert_eq!(spans, [1, 2, 4, 8, 16, 30, 30].map(Duration::from_secs));
        backoff.reset();
        assert_eq!(backoff.next(0), Duration::from_millis(500), "jitter takes away up to half");
    }

    #[test]
    fn a_thousand_failures_do_not_overflow() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
        assert!((0..1000).all(|_| backoff.next(7) <= Duration::from_secs(30)));
    }
}
