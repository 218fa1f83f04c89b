//! What would otherwise take a walk over all sessions: who waits, and what is due.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::settings::Timers;
use crate::{ids::SessionId, session::Session};

/// Sorted views of the sessions, kept true by [`Index::update`] after every change.
#[derive(Debug, Default)]
pub(super) struct Index {
    queued: BTreeSet<(Timestamp, SessionId)>,
    due: BTreeSet<(Timestamp, SessionId)>,
    entries: HashMap<SessionId, Entry>,
    open: usize,
}

#[derive(Debug, Default, Clone, Copy)]
struct Entry {
    queued: Option<Timestamp>,
    due: Option<Timestamp>,
    open: bool,
}

impl Index {
    pub(super) fn update(&mut self, session: &Session, timers: &Timers) {
        self.remove(session.id);
        let due = match session.closed_at() {
            Some(at) => after(at, timers.closed_kept),
            None => session.deadline(timers.request_expiry),
        };
        let queued = session.is_queued().then_some(session.created_at);
        let entry = Entry { queued, due, open: !session.is_closed() };
        self.queued.extend(queued.map(|at| (at, session.id)));
        self.due.extend(due.map(|at| (at, session.id)));
        self.open += usize::from(entry.open);
        self.entries.insert(session.id, entry);
    }

    pub(super) fn remove(&mut self, id: SessionId) {
        let Some(entry) = self.entries.remove(&id) else { return };
        if let Some(at) = entry.queued {
            self.queued.remove(&(at, id));
        }
        if let Some(at) = entry.due {
            self.due.remove(&(at, id));
        }
        self.open -= usize::from(entry.open);
    }

    /// Waiting sessions, oldest request first.
    pub(super) fn queued(&self) -> impl Iterator<Item = SessionId> + '_ {
        self.queued.iter().map(|(_, id)| *id)
    }

    /// Sessions whose state ends by itself at or before this moment.
    pub(super) fn due(&self, now: Timestamp) -> Vec<SessionId> {
        self.due.iter().take_while(|(at, _)| *at <= now).map(|(_, id)| *id).collect()
    }

    /// The next such moment.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Sessions that wait for an agent.
    pub(super) fn waiting(&self) -> usize {
        self.queued.len()
    }

    /// Sessions that are not closed.
    pub(super) fn open(&self) -> usize {
        self.open
    }
}

/// `at + span`, or the end of time.
pub(super) fn after(at: Timestamp, span: Duration) -> Option<Timestamp> {
    at.checked_add(SignedDuration::try_from(span).ok()?).ok()
}
