//! The book: sessions and their legs, under everything by which they are looked up.

mod index;
mod legs;
mod rates;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use callbackd_api::{
    ids::{AgentId, Device, LegId, QueueName, SessionId, StatusToken},
    views::Refused,
    words::SessionState,
};
use jiff::{SignedDuration, Timestamp};

pub(super) use self::index::{Load, after};
pub use self::rates::{LAYER_SPAN, REQUEST_SPAN};
use self::{index::Index, legs::LiveLegs, rates::Rates};
use super::methods::no_such_session;
use crate::{
    dialplan::NumberClass,
    ids::Now,
    leg::{self, Answers, Call, Leg},
    session::{self, Party, Policy, Session, Wrong},
};

/// Every session, and what was counted for them.
#[derive(Debug, Default)]
pub(super) struct Book {
    sessions: BTreeMap<SessionId, Session>,
    index: Index,
    legs: LiveLegs,
    rates: Rates,
    /// Who types in which session, as long as it is kept.
    typing: HashMap<SessionId, Typing>,
    /// Sessions whose rows are to be written.
    changed: BTreeSet<SessionId>,
    /// Sessions that joined a queue and that the offer gate has not looked at since.
    newly_queued: Vec<SessionId>,
}

/// Pauses up to this do not make a new record of who types.
const TYPING_PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The last draft of a session.
#[derive(Debug)]
struct Typing {
    at: Timestamp,
    /// Whose program, and for whom.
    who: (u32, Option<String>),
}

impl Typing {
    fn goes_on(&self, now: Timestamp) -> bool {
        let pause = now.duration_since(self.at);
        !pause.is_negative() && pause < TYPING_PAUSE
    }
}

/// Why a session stays as it is.
#[derive(Debug)]
pub(super) enum Unmoved {
    /// There is none of this id.
    Unknown,
    /// It is in another state.
    Wrong(SessionState),
}

impl Unmoved {
    /// The answer to the caller; `wrong` words the one about the state.
    pub(super) fn refuse(self, wrong: impl FnOnce(SessionState) -> Refused) -> Refused {
        match self {
            Self::Unknown => no_such_session(),
            Self::Wrong(state) => wrong(state),
        }
    }
}

/// What one input made of a leg.
#[derive(Debug)]
pub(super) struct LegStep {
    pub(super) session: SessionId,
    /// As it is now.
    pub(super) leg: Leg,
    /// Its call before.
    pub(super) call: Option<Call>,
    pub(super) outputs: Vec<leg::Output>,
}

/// Look-ups.
impl Book {
    pub(super) fn session(&self, id: SessionId) -> Option<&Session> {
        self.sessions.get(&id)
    }

    /// The session that a caller names.
    pub(super) fn named(&self, id: SessionId) -> Result<&Session, Refused> {
        self.sessions.get(&id).ok_or_else(no_such_session)
    }

    /// Every session, oldest first.
    pub(super) fn sessions(&self) -> impl Iterator<Item = &Session> + '_ {
        self.sessions.values()
    }

    /// Sessions younger than this one, or all, oldest first.
    pub(super) fn sessions_after(&self, after: Option<SessionId>) -> impl Iterator<Item = &Session> + '_ {
        use std::ops::Bound::{Excluded, Unbounded};
        self.sessions.range((after.map_or(Unbounded, Excluded), Unbounded)).map(|(_, session)| session)
    }

    /// The session that the customer's page holds.
    pub(super) fn by_token(&self, token: &StatusToken) -> Option<&Session> {
        self.sessions.get(&self.index.by_token(token)?)
    }

    /// What this layer asked for under this key.
    pub(super) fn by_key(&self, uid: u32, key: &str) -> Option<&Session> {
        self.sessions.get(&self.index.keyed(uid, key)?)
    }

    /// Sessions of an agent that are not closed, oldest first.
    pub(super) fn owned_by(&self, agent: &AgentId) -> Vec<SessionId> {
        self.index.owned_by(agent).collect()
    }

    /// The session that waits longest in each queue, with the time of its request.
    pub(super) fn heads(&self) -> impl Iterator<Item = (Timestamp, &Session)> + '_ {
        self.index.heads().filter_map(|(at, id)| Some((at, self.sessions.get(&id)?)))
    }

    /// The session that waits longest in this queue.
    pub(super) fn head(&self, queue: &QueueName) -> Option<&Session> {
        self.index.head(queue).and_then(|(_, id)| self.sessions.get(&id))
    }

    /// Open sessions of a queue.
    pub(super) fn load(&self, queue: &QueueName) -> Load {
        self.index.load(queue)
    }

    /// Open sessions of all queues.
    pub(super) fn total(&self) -> Load {
        self.index.total()
    }

    /// Place in its queue, from 1, of a session that waits there.
    pub(super) fn place(&self, session: &Session) -> Option<usize> {
        self.index.place(session)
    }

    /// Sessions that promise a call to this party.
    pub(super) fn promised_to(&self, party: &Party) -> usize {
        self.index.promised_to(party)
    }

    /// A leg that is not ended.
    pub(super) fn leg(&self, id: LegId) -> Option<&Leg> {
        self.session_of(id)?.leg_named(id)
    }

    /// The session of a leg that is not ended.
    pub(super) fn session_of(&self, leg: LegId) -> Option<&Session> {
        self.sessions.get(&self.legs.session(leg)?)
    }

    /// Legs that are not ended.
    pub(super) fn live(&self) -> impl Iterator<Item = &Leg> + '_ {
        self.legs.all().filter_map(|id| self.leg(id))
    }

    /// Legs that are not ended, of one device.
    pub(super) fn legs_at(&self, device: &Device) -> impl Iterator<Item = &Leg> + '_ {
        self.legs.at(device).filter_map(|id| self.leg(id))
    }

    /// Does a device still serve one of our calls?
    pub(super) fn is_used(&self, device: &Device) -> bool {
        self.legs.at(device).next().is_some()
    }

    /// Legs that wait for their permit.
    pub(super) fn planned(&self) -> impl Iterator<Item = &Leg> + '_ {
        self.legs.planned().filter_map(|id| self.leg(id))
    }

    /// What was counted for the limits.
    pub(super) fn rates(&mut self) -> &mut Rates {
        &mut self.rates
    }
}

/// Changes.
impl Book {
    /// Takes a session that the store kept.
    pub(super) fn restore(&mut self, session: Session, policy: &Policy, now: Timestamp) {
        self.index.update(&session, policy, now);
        for leg in session.legs().iter().filter(|leg| !leg.is_ended()) {
            self.legs.add(session.id(), leg);
        }
        self.sessions.insert(session.id(), session);
    }

    /// Counts again what the sessions that the store kept were counted for.
    pub(super) fn recount(&mut self) {
        self.rates.recount(self.sessions.values());
    }

    /// Another policy applies from now on.
    pub(super) fn reindex(&mut self, policy: &Policy, now: Timestamp) {
        for session in self.sessions.values() {
            self.index.update(session, policy, now);
        }
        self.legs.review_all();
    }

    /// Takes a new session.
    pub(super) fn add(&mut self, session: Session, policy: &Policy, now: Timestamp) {
        let id = session.id();
        self.rates.count(&session);
        self.index.update(&session, policy, now);
        self.changed.insert(id);
        self.newly_queued.push(id);
        self.sessions.insert(id, session);
    }

    /// Changes a session without a transition.
    pub(super) fn change<T>(
        &mut self,
        id: SessionId,
        policy: &Policy,
        now: Timestamp,
        change: impl FnOnce(&mut Session) -> T,
    ) -> Option<T> {
        let session = self.sessions.get_mut(&id)?;
        let result = change(session);
        self.changed.insert(id);
        self.index.update(session, policy, now);
        Some(result)
    }

    /// One transition of a session, and what became true by it.
    pub(super) fn transition(
        &mut self,
        id: SessionId,
        policy: &Policy,
        now: Timestamp,
        transition: impl FnOnce(&mut Session, &mut Vec<session::Output>) -> Result<(), Wrong>,
    ) -> Result<Vec<session::Output>, Unmoved> {
        let session = self.sessions.get_mut(&id).ok_or(Unmoved::Unknown)?;
        let mut outputs = Vec::new();
        transition(session, &mut outputs).map_err(|wrong| Unmoved::Wrong(wrong.state))?;
        self.changed.insert(id);
        self.index.update(session, policy, now);
        if outputs.iter().any(|output| matches!(output, session::Output::Queued { .. })) {
            self.newly_queued.push(id);
        }
        Ok(outputs)
    }

    /// The agent's edit of a number counts for these classes as well.
    pub(super) fn count_edit(&mut self, id: SessionId, now: Timestamp, classes: &[NumberClass]) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        session.count(now, classes);
        for class in classes {
            self.rates.count_class(now, *class);
        }
    }

    /// A session has a new leg, which waits for its permit.
    pub(super) fn leg_planned(&mut self, session: SessionId, leg: LegId) {
        if let Some(leg) = self.sessions.get(&session).and_then(|session| session.leg_named(leg)) {
            self.legs.add(session, leg);
        }
    }

    /// One input of a leg.
    pub(super) fn step_leg(
        &mut self,
        id: LegId,
        policy: &Policy,
        now: Now,
        answers: Answers,
        input: leg::Input<'_>,
    ) -> Option<LegStep> {
        let session_id = self.legs.session(id)?;
        let session = self.sessions.get_mut(&session_id)?;
        let mut outputs = Vec::new();
        let leg = session.leg_mut(id)?;
        let call = leg.call().cloned();
        *leg = leg.clone().handle(now, &policy.leg, answers, input, &mut outputs);
        let leg = leg.clone();
        self.legs.moved(&leg);
        self.changed.insert(session_id);
        // What is to be hung up promises no call any more, though its session still dials.
        self.index.update(session, policy, now.wall);
        Some(LegStep { session: session_id, leg, call, outputs })
    }

    /// The leg is over and its phone free.
    pub(super) fn leg_ended(&mut self, leg: LegId) {
        self.legs.remove(leg);
    }

    /// Forgets a session that is over.
    pub(super) fn forget(&mut self, id: SessionId) {
        self.sessions.remove(&id);
        self.typing.remove(&id);
        self.index.remove(id);
    }

    /// Is this the first draft after a pause, or of somebody else?
    pub(super) fn begins_to_type(
        &mut self,
        id: SessionId,
        now: Timestamp,
        who: &(u32, Option<String>),
    ) -> bool {
        let before = self.typing.insert(id, Typing { at: now, who: who.clone() });
        before.is_none_or(|before| before.who != *who || !before.goes_on(now))
    }

    /// Sessions that joined a queue since the last call.
    pub(super) fn take_newly_queued(&mut self) -> Vec<SessionId> {
        std::mem::take(&mut self.newly_queued)
    }

    /// Sessions that changed since the last call.
    pub(super) fn take_changed(&mut self) -> impl Iterator<Item = &Session> + '_ {
        std::mem::take(&mut self.changed).into_iter().filter_map(|id| self.sessions.get(&id))
    }

    /// Those whose time had come before the clock was set back wait for it again.
    pub(super) fn wait_again(&mut self, policy: &Policy, now: Timestamp) {
        loop {
            let early: Vec<SessionId> = self
                .heads()
                .filter(|(_, session)| session.is_scheduled(now))
                .map(|(_, session)| session.id())
                .collect();
            if early.is_empty() {
                return;
            }
            for session in early.into_iter().filter_map(|id| self.sessions.get(&id)) {
                self.index.update(session, policy, now);
            }
        }
    }
}

/// Deadlines.
impl Book {
    /// Sessions whose state ends by itself at or before this moment, the earliest first, so many at most.
    pub(super) fn due(&self, now: Timestamp, most: usize) -> Vec<SessionId> {
        self.index.due(now, most)
    }

    /// The next such moment.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.index.next_due()
    }

    /// Legs whose time is over.
    pub(super) fn legs_due(&self, now: Now) -> Vec<LegId> {
        self.legs.due(now.mono)
    }

    /// The next such moment, on the monotonic clock.
    pub(super) fn next_leg_due(&self) -> Option<std::time::Duration> {
        self.legs.next_due()
    }

    /// What the switch reports of calls at this device has changed.
    pub(super) fn review_deadlines(&mut self, device: &Device) {
        self.legs.review(device);
    }

    /// Sets the deadlines of legs that moved since the last call.
    pub(super) fn set_deadlines(&mut self, policy: &Policy, answers: impl Fn(&Device) -> Answers) {
        for id in self.legs.take_moved() {
            let deadline = self.leg(id).and_then(|leg| leg.deadline(&policy.leg, answers(&leg.device)));
            self.legs.set_deadline(id, deadline);
        }
    }
}
