//! How often a name or an address may fail to sign in. Pure, bounded; time is an argument.

use std::{collections::HashMap, time::Duration};

/// Failures that cost nothing: people mistype.
const FREE: u32 = 5;
/// The first pause after them; it doubles with each failure more.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause: nobody is locked out by somebody else for longer than that.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// Failures are forgotten after so long a silence.
const FORGOTTEN: Duration = Duration::from_secs(900);
/// Names and addresses that are remembered.
pub const MOST: usize = 4096;

/// Failures by name and by address.
#[derive(Debug, Default)]
pub struct Attempts(HashMap<String, Failures>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Duration,
}

impl Failures {
    fn pause(self) -> Duration {
        match self.count.checked_sub(FREE) {
            None => Duration::ZERO,
            Some(beyond) => (FIRST_PAUSE * 2_u32.saturating_pow(beyond.min(16))).min(LONGEST_PAUSE),
        }
    }
}

impl Attempts {
    /// How long this one still has to wait.
    #[must_use]
    pub fn wait(&self, now: Duration, who: &str) -> Option<Duration> {
        let failures = self.0.get(who)?;
        let left = (failures.last + failures.pause()).saturating_sub(now);
        (!left.is_zero()).then_some(left)
    }

    /// It failed again.
    pub fn failed(&mut self, now: Duration, who: &str) {
        self.0.retain(|_, failures| now.saturating_sub(failures.last) < FORGOTTEN);
        if self.0.len() >= MOST && !self.0.contains_key(who) {
            let oldest = self.0.iter().min_by_key(|(_, f)| (f.count, f.last)).map(|(who, _)| who.clone());
            oldest.and_then(|oldest| self.0.remove(&oldest));
        }
        let failures = self.0.entry(who.to_owned()).or_insert(Failures { count: 0, last: now });
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
    }

    /// It was right this time.
    pub fn passed(&mut self, who: &str) {
        self.0.remove(who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    #[test]
    fn a_few_failures_are_free_then_each_waits_longer_and_never_for_ever() {
        let mut attempts = Attempts::default();
        for _ in 0..4 {
            attempts.failed(S, "ann");
            assert_eq!(attempts.wait(S, "ann"), None);
        }
        attempts.failed(S, "ann");
        assert_eq!(attempts.wait(S, "ann"), Some(2 * S));
        assert_eq!(attempts.wait(3 * S, "ann"), None);
        attempts.failed(3 * S, "ann");
        assert_eq!(attempts.wait(3 * S, "ann"), Some(4 * S));
        for _ in 0..100 {
            attempts.failed(10 * S, "ann");
        }
        assert_eq!(attempts.wait(10 * S, "ann"), Some(LONGEST_PAUSE));
        assert_eq!(attempts.wait(10 * S, "bob"), None);
        attempts.passed("ann");
        assert_eq!(attempts.wait(10 * S, "ann"), None);
    }

    #[test]
    fn the_table_is_bounded_and_forgets_the_least_suspicious() {
        let mut attempts = Attempts::default();
        for _ in 0..10 {
            attempts.failed(S, "robot");
        }
        for n in 0..2 * MOST {
            attempts.failed(S, &n.to_string());
        }
        assert_eq!(attempts.0.len(), MOST);
        assert!(attempts.wait(S, "robot").is_some());
        attempts.failed(1000 * S, "ann");
        assert_eq!(attempts.0.len(), 1, "old failures are forgotten");
    }
}
