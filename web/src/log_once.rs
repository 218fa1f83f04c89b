//! What is told to the operator though anybody can cause it: once, or ever more rarely. So nobody floods the log.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// Different things that are told; of more, nothing.
const MOST: usize = 16;

/// Each thing once, and no more than sixteen things.
#[derive(Debug)]
pub struct LogOnce<T>(Mutex<BTreeSet<T>>);

impl<T> Default for LogOnce<T> {
    fn default() -> Self {
        Self(Mutex::new(BTreeSet::new()))
    }
}

impl<T: Ord> LogOnce<T> {
    /// Is this to be told now?
    pub fn is_new(&self, what: T) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.len() < MOST && told.insert(what)
    }
}

/// How often something happened.
#[derive(Debug, Default)]
pub struct Tally(AtomicU64);

impl Tally {
    /// Once more; the count where it is to be told: at the first time, the tenth, the hundredth and so on.
    pub fn count(&self) -> Option<u64> {
        let count = self.0.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let zeros = count.checked_ilog10().unwrap_or_default();
        (10_u64.checked_pow(zeros) == Some(count)).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_told_once_and_no_more_than_some_things_are() {
        let told = LogOnce::default();
        assert!(told.is_new(0) && !told.is_new(0));
        assert_eq!((1..1000).filter(|n| told.is_new(*n)).count(), MOST - 1);
    }

    #[test]
    fn what_happens_often_is_told_ever_more_rarely() {
        let tally = Tally::default();
        let told: Vec<u64> = (0..2000).filter_map(|_| tally.count()).collect();
        assert_eq!(told, [1, 10, 100, 1000]);
    }
}
