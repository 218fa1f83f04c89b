//! Our own invokes that the switch has not answered, or answers too late.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::output::Token;
use crate::InvokeId;
use crate::service::Operation;

/// Timed-out invokes remembered, so that a late answer still finds its caller. The oldest is forgotten first.
pub(super) const LATE_LIMIT: usize = 256;

/// The largest invoke id used; the smallest is 1. Some switches keep ids in 16 bits.
const LARGEST_ID: i64 = 0x7fff;

/// Whose invoke it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Caller(Token),
    Probe,
}

/// An invoke that was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub(super) purpose: Purpose,
    pub(super) operation: Operation,
    pub(super) at: Duration,
    pub(super) deadline: Duration,
}

/// What became of the invoke that an answer names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Match {
    InTime(Sent),
    Late(Sent),
}

#[derive(Debug, Default)]
pub(super) struct Pending {
    last: i64,
    waiting: BTreeMap<InvokeId, Sent>,
    late: VecDeque<(InvokeId, Sent)>,
}

impl Pending {
    /// Callers' invokes that wait for an answer; probes do not count.
    pub(super) fn outstanding(&self) -> usize {
        self.waiting.values().filter(|sent| matches!(sent.purpose, Purpose::Caller(_))).count()
    }

    pub(super) fn is_probing(&self) -> bool {
        self.waiting.values().any(|sent| sent.purpose == Purpose::Probe)
    }

    /// Keeps `sent` under the next free id: ascending, 1 after 32767, never one that is still remembered.
    pub(super) fn insert(&mut self, sent: Sent) -> InvokeId {
        let id = loop {
            self.last = if self.last >= LARGEST_ID { 1 } else { self.last + 1 };
            let id = InvokeId(self.last);
            if !self.remembers(id) {
                break id;
            }
        };
        self.waiting.insert(id, sent);
        id
    }

    /// Whether an answer to `id` has a meaning still.
    pub(super) fn remembers(&self, id: InvokeId) -> bool {
        self.waiting.contains_key(&id) || self.late.iter().any(|(late, _)| *late == id)
    }

    /// Takes out the invoke that an answer belongs to.
    pub(super) fn take(&mut self, id: InvokeId) -> Option<Match> {
        if let Some(sent) = self.waiting.remove(&id) {
            return Some(Match::InTime(sent));
        }
        let place = self.late.iter().position(|(late, _)| *late == id)?;
        self.late.remove(place).map(|(_, sent)| Match::Late(sent))
    }

    pub(super) fn next_deadline(&self) -> Option<(Duration, InvokeId)> {
        self.waiting.iter().map(|(id, sent)| (sent.deadline, *id)).min()
    }

    /// Gives up waiting for `id`; a later answer will be a [`Match::Late`].
    pub(super) fn expire(&mut self, id: InvokeId) -> Option<Sent> {
        let sent = self.waiting.remove(&id)?;
        if self.late.len() >= LATE_LIMIT {
            self.late.pop_front();
        }
        self.late.push_back((id, sent));
        Some(sent)
    }

    /// Everything still unanswered, in the order of its ids.
    pub(super) fn into_unanswered(self) -> impl Iterator<Item = (InvokeId, Sent)> {
        self.waiting.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(deadline: u64) -> Sent {
        let (at, deadline) = (Duration::ZERO, Duration::from_secs(deadline));
        Sent {
            purpose: Purpose::Caller(Token(deadline.as_secs())),
            operation: Operation::MakeCall,
            at,
            deadline,
        }
    }

    #[test]
    fn ids_ascend_and_return_to_1_past_those_still_remembered() {
        let mut pending = Pending::default();
        let (first, second, third) =
            (pending.insert(sent(1)), pending.insert(sent(2)), pending.insert(sent(3)));
        assert_eq!([first, second, third], [InvokeId(1), InvokeId(2), InvokeId(3)]);
        pending.take(first);
        pending.expire(second);
        for expected in 4..=LARGEST_ID {
            let id = pending.insert(sent(9));
            assert_eq!(id, InvokeId(expected));
            pending.take(id);
        }
        assert_eq!(pending.insert(sent(9)), InvokeId(1));
        assert_eq!(pending.insert(sent(9)), InvokeId(4), "2 may still be answered late, 3 is waiting");
    }

    #[test]
    fn an_expired_invoke_is_matched_late_and_once() {
        let mut pending = Pending::default();
        let id = pending.insert(sent(1));
        assert_eq!(pending.next_deadline(), Some((Duration::from_secs(1), id)));
        assert!(pending.expire(id).is_some());
        assert_eq!(pending.next_deadline(), None);
        assert!(matches!(pending.take(id), Some(Match::Late(_))));
        assert!(pending.take(id).is_none());
    }

    #[test]
    fn the_oldest_of_too_many_expired_invokes_is_forgotten() {
        let mut pending = Pending::default();
        let first = pending.insert(sent(1));
        pending.expire(first);
        for _ in 0..LATE_LIMIT {
            let id = pending.insert(sent(1));
            pending.expire(id);
        }
        assert!(pending.take(first).is_none());
        assert_eq!(pending.late.len(), LATE_LIMIT);
    }
}
