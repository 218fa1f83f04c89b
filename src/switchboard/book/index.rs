//! What would otherwise take a walk over all sessions: who waits, what is due, whose it is, what was asked for before.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use callbackd_api::ids::{AgentId, QueueName, SessionId, StatusToken};
use jiff::{SignedDuration, Timestamp};

use crate::session::{Party, Policy, Session};

/// Views of the sessions, kept true by [`Index::update`] after every change.
#[derive(Debug, Default)]
pub(super) struct Index {
    entries: HashMap<SessionId, Entry>,
    queues: HashMap<QueueName, Line>,
    due: BTreeSet<(Timestamp, SessionId)>,
    total: Load,
    /// How many sessions promise a call to each party.
    parties: HashMap<Party, usize>,
    owned: HashMap<AgentId, BTreeSet<SessionId>>,
    keys: HashMap<u32, HashMap<String, SessionId>>,
    tokens: HashMap<StatusToken, SessionId>,
}

/// Sessions that are not closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::switchboard) struct Load {
    /// Wait for an agent.
    pub(in crate::switchboard) waiting: usize,
    /// Wait for the time that the customer wants to be called at.
    pub(in crate::switchboard) scheduled: usize,
    /// Are with an agent.
    pub(in crate::switchboard) active: usize,
}

impl Load {
    pub(in crate::switchboard) fn open(self) -> usize {
        self.waiting + self.scheduled + self.active
    }

    fn of(&mut self, standing: Standing) -> Option<&mut usize> {
        match standing {
            Standing::Waiting(_) => Some(&mut self.waiting),
            Standing::Scheduled => Some(&mut self.scheduled),
            Standing::Active => Some(&mut self.active),
            Standing::Closed => None,
        }
    }

    fn add(&mut self, standing: Standing) {
        if let Some(count) = self.of(standing) {
            *count += 1;
        }
    }

    fn take(&mut self, standing: Standing) {
        if let Some(count) = self.of(standing) {
            *count -= 1;
        }
    }
}

/// Where a session stands in its queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// In line, by this time.
    Waiting(Timestamp),
    Scheduled,
    Active,
    Closed,
}

impl Standing {
    fn in_line(self) -> Option<Timestamp> {
        match self {
            Self::Waiting(at) => Some(at),
            _ => None,
        }
    }
}

/// One queue.
#[derive(Debug, Default)]
struct Line {
    waiting: BTreeSet<(Timestamp, SessionId)>,
    load: Load,
}

/// Under what a session is found.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    queue: QueueName,
    standing: Standing,
    due: Option<Timestamp>,
    /// As long as a call is promised.
    party: Option<Party>,
    /// Until it is closed.
    owner: Option<AgentId>,
    key: Option<(u32, String)>,
    token: Option<StatusToken>,
}

impl Entry {
    fn of(session: &Session, policy: &Policy, now: Timestamp) -> Self {
        let open = !session.is_closed();
        let standing = match (session.is_queued(), session.is_scheduled(now)) {
            (_, true) => Standing::Scheduled,
            (true, false) => Standing::Waiting(session.request().created_at),
            (false, _) if open => Standing::Active,
            (false, _) => Standing::Closed,
        };
        let key = session.request().idempotency_key.clone();
        Self {
            queue: session.request().queue.clone(),
            standing,
            due: match session.over_at() {
                Some(at) => after(at, policy.closed_kept),
                None if standing == Standing::Scheduled => session.request().window.not_before,
                None => session.deadline(policy.request_expiry),
            },
            party: session.is_promised().then(|| session.party()),
            owner: session.agent().filter(|_| open).cloned(),
            key: key.map(|key| (session.request().requested_by, key)),
            token: session.request().status_token.clone(),
        }
    }
}

impl Index {
    pub(super) fn update(&mut self, session: &Session, policy: &Policy, now: Timestamp) {
        let entry = Entry::of(session, policy, now);
        if self.entries.get(&session.id()) != Some(&entry) {
            self.remove(session.id());
            self.insert(session.id(), entry);
        }
    }

    fn insert(&mut self, id: SessionId, entry: Entry) {
        let line = self.queues.entry(entry.queue.clone()).or_default();
        line.waiting.extend(entry.standing.in_line().map(|at| (at, id)));
        line.load.add(entry.standing);
        self.total.add(entry.standing);
        self.due.extend(entry.due.map(|at| (at, id)));
        if let Some(party) = &entry.party {
            *self.parties.entry(party.clone()).or_default() += 1;
        }
        if let Some(owner) = &entry.owner {
            self.owned.entry(owner.clone()).or_default().insert(id);
        }
        if let Some((uid, key)) = &entry.key {
            let keys = self.keys.entry(*uid).or_default();
            // A start may read an earlier session of the same key after the later one: ids follow the clock, clocks are set back.
            if entry.standing != Standing::Closed || !keys.contains_key(key) {
                keys.insert(key.clone(), id);
            }
        }
        self.tokens.extend(entry.token.clone().map(|token| (token, id)));
        self.entries.insert(id, entry);
    }

    pub(super) fn remove(&mut self, id: SessionId) {
        let Some(entry) = self.entries.remove(&id) else { return };
        self.leave_line(id, &entry);
        if let Some(at) = entry.due {
            self.due.remove(&(at, id));
        }
        self.total.take(entry.standing);
        if let Some(party) = &entry.party
            && let Some(count) = self.parties.get_mut(party)
        {
            *count -= 1;
            if *count == 0 {
                self.parties.remove(party);
            }
        }
        if let Some(owner) = &entry.owner
            && let Some(owned) = self.owned.get_mut(owner)
        {
            owned.remove(&id);
            if owned.is_empty() {
                self.owned.remove(owner);
            }
        }
        self.forget_names(id, &entry);
    }

    fn leave_line(&mut self, id: SessionId, entry: &Entry) {
        if let Some(line) = self.queues.get_mut(&entry.queue) {
            line.load.take(entry.standing);
            if let Some(at) = entry.standing.in_line() {
                line.waiting.remove(&(at, id));
            }
            if line.load.open() == 0 {
                self.queues.remove(&entry.queue);
            }
        }
    }

    /// The key may name a later session by now.
    fn forget_names(&mut self, id: SessionId, entry: &Entry) {
        if let Some((uid, key)) = &entry.key
            && let Some(keys) = self.keys.get_mut(uid)
            && keys.get(key) == Some(&id)
        {
            keys.remove(key);
            if keys.is_empty() {
                self.keys.remove(uid);
            }
        }
        if let Some(token) = &entry.token {
            self.tokens.remove(token);
        }
    }

    /// The session that waits longest in each queue, with the time of its request.
    pub(super) fn heads(&self) -> impl Iterator<Item = (Timestamp, SessionId)> + '_ {
        self.queues.values().filter_map(|line| line.waiting.first().copied())
    }

    /// The session that waits longest in this queue, with the time of its request.
    pub(super) fn head(&self, queue: &QueueName) -> Option<(Timestamp, SessionId)> {
        self.queues.get(queue)?.waiting.first().copied()
    }

    /// Sessions of a queue.
    pub(super) fn load(&self, queue: &QueueName) -> Load {
        self.queues.get(queue).map_or(Load::default(), |line| line.load)
    }

    /// Sessions of all queues.
    pub(super) fn total(&self) -> Load {
        self.total
    }

    /// Place in its queue, from 1, of a session that waits there. Counted from the nearer end.
    pub(super) fn place(&self, session: &Session) -> Option<usize> {
        let waiting = &self.queues.get(&session.request().queue)?.waiting;
        let key = (session.request().created_at, session.id());
        waiting.get(&key)?;
        let mut ahead = waiting.range(..key);
        let mut behind = waiting.range(key..).skip(1);
        (0..=waiting.len()).find_map(|steps| match (ahead.next(), behind.next()) {
            (None, _) => Some(steps + 1),
            (_, None) => Some(waiting.len() - steps),
            _ => None,
        })
    }

    /// Sessions whose state ends by itself at or before this moment.
    pub(super) fn due(&self, now: Timestamp, most: usize) -> Vec<SessionId> {
        self.due.iter().take_while(|(at, _)| *at <= now).map(|(_, id)| *id).take(most).collect()
    }

    /// The next such moment.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Sessions that promise a call to this party.
    pub(super) fn promised_to(&self, party: &Party) -> usize {
        self.parties.get(party).copied().unwrap_or(0)
    }

    /// Sessions of an agent that are not closed, oldest first.
    pub(super) fn owned_by(&self, agent: &AgentId) -> impl Iterator<Item = SessionId> + '_ {
        self.owned.get(agent).into_iter().flatten().copied()
    }

    /// What this layer asked for under this key.
    pub(super) fn keyed(&self, uid: u32, key: &str) -> Option<SessionId> {
        self.keys.get(&uid)?.get(key).copied()
    }

    /// The session that the customer's page holds.
    pub(super) fn by_token(&self, token: &StatusToken) -> Option<SessionId> {
        self.tokens.get(token).copied()
    }
}

/// `at + span`, or the end of time.
pub(in crate::switchboard) fn after(at: Timestamp, span: Duration) -> Option<Timestamp> {
    at.checked_add(SignedDuration::try_from(span).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dialplan::Destination,
        session::{Customer, Request, Window},
    };

    fn policy() -> Policy {
        let hour = Duration::from_secs(3600);
        Policy { request_expiry: hour, closed_kept: Duration::from_secs(60), ..Policy::default() }
    }

    fn later(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The n-th session; one in three is of another queue, one in four has a key, one in five waits for its time.
    fn request(n: u64) -> Request {
        let at = Timestamp::from_second(1_000 + i64::try_from(n).unwrap()).unwrap();
        // Of the same telephones, each other one is known by the number of a former plan.
        let code = if n.is_multiple_of(2) { "4420794600" } else { "4417194600" };
        let queue = if n.is_multiple_of(3) { "service" } else { "sales" };
        Request {
            id: format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap(),
            queue: queue.parse().unwrap(),
            requested_by: 33,
            created_at: at,
            idempotency_key: (n.is_multiple_of(4)).then(|| format!("key {n}")),
            status_token: Some(format!("token {n}").parse().unwrap()),
            destination: Destination::External(format!("+{code}{:02}", n % 7).parse().unwrap()),
            extension: n.is_multiple_of(6).then(|| callbackd_api::ids::Private::new("12")),
            counted: Vec::new(),
            customer: Customer::default(),
            window: Window { not_before: n.is_multiple_of(5).then(|| later(3_000)), not_after: None },
            first_chance: at,
        }
    }

    fn session(n: u64) -> Session {
        Session::queue(request(n), &mut Vec::new())
    }

    /// Everything the index tells, against a walk over all sessions.
    fn assert_true(index: &Index, sessions: &[Session], now: Timestamp) {
        let load = |sessions: &[&Session]| {
            let scheduled = sessions.iter().filter(|session| session.is_scheduled(now)).count();
            let waiting = sessions.iter().filter(|session| session.is_queued()).count() - scheduled;
            Load { waiting, scheduled, active: sessions.len() - waiting - scheduled }
        };
        for session in sessions {
            let same = |other: &&Session| {
                other.is_queued()
                    && !other.is_scheduled(now)
                    && other.request().queue == session.request().queue
            };
            let place = sessions.iter().filter(same).position(|other| other.id() == session.id());
            assert_eq!(index.place(session), place.map(|place| place + 1));
            let line = sessions
                .iter()
                .filter(|other| !other.is_closed() && other.request().queue == session.request().queue);
            assert_eq!(index.load(&session.request().queue), load(&line.collect::<Vec<_>>()));
            let promised = |other: &&Session| other.is_promised() && other.party() == session.party();
            assert_eq!(index.promised_to(&session.party()), sessions.iter().filter(promised).count());
            if let Some(key) = &session.request().idempotency_key {
                assert_eq!(index.keyed(33, key), Some(session.id()));
                assert_eq!(index.keyed(34, key), None, "another layer's");
            }
            assert_eq!(index.by_token(session.request().status_token.as_ref().unwrap()), Some(session.id()));
        }
        let owned: Vec<SessionId> = index.owned_by(&"ann".parse().unwrap()).collect();
        let of_ann = |session: &&Session| !session.is_closed() && session.agent().is_some();
        assert_eq!(owned, sessions.iter().filter(of_ann).map(Session::id).collect::<Vec<_>>());
        let open = sessions.iter().filter(|session| !session.is_closed());
        assert_eq!(index.total(), load(&open.collect::<Vec<_>>()));
    }

    #[test]
    fn it_tells_what_a_walk_over_all_sessions_tells() {
        let (mut index, policy) = (Index::default(), policy());
        let mut sessions: Vec<Session> = (0..40).map(session).collect();
        let now = later(2_000);
        sessions.iter().for_each(|session| index.update(session, &policy, now));
        assert_true(&index, &sessions, now);
        assert!(index.place(&sessions[10]).is_none(), "it waits for its time");
        for n in [0_usize, 5, 9, 12, 20, 21, 33, 39] {
            sessions[n].offer("ann".parse().unwrap(), now, &mut Vec::new()).unwrap();
            index.update(&sessions[n], &policy, now);
            assert_true(&index, &sessions, now);
        }
        for n in [5_usize, 8, 20, 38] {
            sessions[n].withdraw(now, &mut Vec::new()).unwrap();
            index.update(&sessions[n], &policy, now);
            assert_true(&index, &sessions, now);
        }
        sessions[9].requeue(callbackd_api::words::QueuedReason::OfferMissed, &mut Vec::new()).unwrap();
        index.update(&sessions[9], &policy, now);
        assert_true(&index, &sessions, now);
        let now = later(3_000);
        let is_due =
            |session: &&Session| session.is_queued() && index.due(now, usize::MAX).contains(&session.id());
        let due: Vec<&Session> = sessions.iter().filter(is_due).collect();
        assert_eq!(due.len(), 5, "those whose time has come");
        due.into_iter().for_each(|session| index.update(session, &policy, now));
        assert_true(&index, &sessions, now);
        while !sessions.is_empty() {
            index.remove(sessions.swap_remove(sessions.len() / 2).id());
            sessions.sort_by_key(|session| session.id());
            assert_true(&index, &sessions, now);
        }
        assert!(index.entries.is_empty() && index.queues.is_empty() && index.due.is_empty());
        assert!(index.parties.is_empty() && index.owned.is_empty() && index.keys.is_empty());
        assert!(index.tokens.is_empty());
    }

    #[test]
    fn a_key_that_is_used_again_stays_with_the_later_session() {
        let (mut index, policy, now) = (Index::default(), policy(), later(2_000));
        let mut first = session(4);
        let second = Request { idempotency_key: first.request().idempotency_key.clone(), ..request(8) };
        let second = Session::queue(second, &mut Vec::new());
        index.update(&first, &policy, now);
        index.update(&second, &policy, now);
        first.withdraw(now, &mut Vec::new()).unwrap();
        index.update(&first, &policy, now);
        assert_eq!(index.keyed(33, "key 4"), Some(second.id()), "read after it");
        index.remove(first.id());
        assert_eq!(index.keyed(33, "key 4"), Some(second.id()));
    }
}
