//! Refused calls: the first is recorded, and how many followed it within a minute. Whoever is refused all the time leaves two
//! records a minute behind, not a full disk.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use callbackd_api::{
    record::Fact,
    views::Refused,
    words::{MethodName, Reason},
};
use jiff::Timestamp;

use crate::ids::Now;

/// So long refusals of one kind are counted after the first one.
const SPAN: Duration = Duration::from_secs(60);

/// Refusals of the last minute. There are at most as many kinds as users, methods, reasons and rules.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    counted: HashMap<Kind, Counted>,
    /// In the order in which they are over.
    order: VecDeque<(Duration, Kind)>,
}

/// What makes two refusals the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind {
    uid: u32,
    method: MethodName,
    reason: Reason,
    rule: Option<String>,
}

#[derive(Debug)]
struct Counted {
    since: Timestamp,
    times: u64,
}

impl Refusals {
    /// Counts one more. Is it to be recorded by itself? The first one of its kind is, unless it concerns a session that never
    /// was: its record would tell of one.
    pub(super) fn count(&mut self, now: Now, uid: u32, method: MethodName, refused: &Refused) -> bool {
        let kind = Kind { uid, method, reason: refused.reason, rule: refused.rule.clone() };
        if let Some(counted) = self.counted.get_mut(&kind) {
            counted.times += 1;
            return false;
        }
        let recorded = refused.reason != Reason::NoSuchSession;
        self.order.push_back((now.mono + SPAN, kind.clone()));
        self.counted.insert(kind, Counted { since: now.wall, times: u64::from(!recorded) });
        recorded
    }

    /// When the next count is over.
    pub(super) fn due(&self) -> Option<Duration> {
        self.order.front().map(|(over, _)| *over)
    }

    /// What was counted and is over.
    pub(super) fn take_due(&mut self, now: Now) -> Vec<Fact> {
        let mut facts = Vec::new();
        while self.due().is_some_and(|over| over <= now.mono)
            && let Some((_, kind)) = self.order.pop_front()
        {
            let counted = self.counted.remove(&kind);
            let Kind { uid, method, reason, rule } = kind;
            if let Some(Counted { since, times }) = counted.filter(|counted| counted.times > 0) {
                facts.push(Fact::Refused {
                    method: method.into(),
                    uid,
                    reason: reason.into(),
                    rule,
                    times,
                    since,
                });
            }
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Now {
        let wall = Timestamp::from_second(1_000_000 + i64::try_from(seconds).unwrap()).unwrap();
        Now { wall, mono: Duration::from_secs(seconds) }
    }

    fn times(facts: &[Fact]) -> Vec<(u32, u64)> {
        let times = |fact: &Fact| match fact {
            Fact::Refused { uid, times, .. } => (*uid, *times),
            _ => unreachable!(),
        };
        facts.iter().map(times).collect()
    }

    #[test]
    fn the_first_is_recorded_and_the_others_of_a_minute_are_counted() {
        let mut refusals = Refusals::default();
        let refused = Refused::new(Reason::NotAllowed, "no");
        let count = |refusals: &mut Refusals, second, uid| {
            refusals.count(at(second), uid, MethodName::AgentLogIn, &refused)
        };
        assert_eq!((0..1_000).filter(|_| count(&mut refusals, 0, 7)).count(), 1);
        assert!(count(&mut refusals, 1, 8), "another user's");
        assert_eq!(refusals.due(), Some(Duration::from_secs(60)));
        assert!(refusals.take_due(at(59)).is_empty());
        assert_eq!(times(&refusals.take_due(at(60))), [(7, 999)]);
        assert!(refusals.take_due(at(61)).is_empty(), "one alone was recorded already");
        assert_eq!(refusals.due(), None);
        assert!(count(&mut refusals, 62, 7), "another minute");
    }

    #[test]
    fn calls_about_sessions_that_never_were_are_only_counted() {
        let mut refusals = Refusals::default();
        let refused = Refused::new(Reason::NoSuchSession, "no");
        assert!((0..5).all(|_| !refusals.count(at(0), 7, MethodName::SessionOpen, &refused)));
        assert_eq!(times(&refusals.take_due(at(60))), [(7, 5)]);
    }

    #[test]
    fn rules_are_told_apart() {
        let mut refusals = Refusals::default();
        let by =
            |rule: &str| Refused { rule: Some(rule.to_owned()), ..Refused::new(Reason::RateLimited, "no") };
        for rule in ["limits.per-layer-minute", "limits.per-number-hour"] {
            assert!(refusals.count(at(0), 7, MethodName::CallbackRequest, &by(rule)), "{rule}");
        }
    }
}
