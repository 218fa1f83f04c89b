//! One agent's place, as far as this program knows it. Pure: what the daemon tells goes in, what to ask next comes out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use callbackd_api::words::{AgentReason, AgentState, LinkState, SessionState, Word};
use callbackd_api::{
    client::Notification, ids::AgentId, ids::Device, ids::SessionId, params::Draft, record::Fact,
    record::Record, views::AgentView, views::Controls, views::Gap, views::Lagged, views::LinkView,
    views::QueueView, views::SessionView,
};
use serde_json::Value;

/// Things that happened that are kept for the page: more than one callback has.
const TOLD: usize = 40;

/// One agent's place.
#[derive(Debug, Clone)]
pub struct Booth {
    /// Whose it is.
    pub agent: AgentId,
    /// The extension at which this program logged the agent in; `None` while it has not.
    pub seat: Option<Device>,
    /// The agent as the daemon last told.
    pub view: Option<AgentView>,
    /// The daemon gave the agent up for lost, or another program took the agent over.
    pub lost: Option<Lost>,
    /// Did the agent want offers, as last told?
    pub ready: bool,
    /// The agent's own sessions.
    pub sessions: BTreeMap<SessionId, SessionView>,
    /// The callback controls of those that are open.
    pub controls: BTreeMap<SessionId, Controls>,
    /// Offers whose number the rules refuse by now: they can only be dropped.
    pub refused: BTreeSet<SessionId>,
    /// What happened, oldest first.
    pub told: VecDeque<Record>,
    /// Is there a link to the switch, if this program is told of it?
    pub link_up: Option<bool>,
    /// The queues that this program's agents serve, as looked at last.
    pub queues: Vec<QueueView>,
    /// Is there a connection to the daemon?
    pub connected: bool,
    /// Was there one before?
    pub met: bool,
    /// The last place of the journal that was told.
    pub seq: u64,
    /// Counts what is published: of two pages the one with the higher number is the later.
    pub edition: u64,
    /// Place of the last answer about the agent: what is told of places before it is older than that.
    answered: u64,
}

/// Why the agent has to log in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nobody said for too long that the browser is there.
    Silence,
    /// Another program logged the agent in.
    TakenOver,
}

/// What to ask the daemon after something was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// How this session stands.
    Session(SessionId),
    /// How all sessions stand.
    Sessions,
    /// To be told again, after this place: something was missed.
    Subscription(u64),
}

impl Booth {
    /// A place of which nothing is known.
    #[must_use]
    pub fn new(agent: AgentId) -> Self {
        Self {
            agent,
            seat: None,
            view: None,
            lost: None,
            ready: false,
            sessions: BTreeMap::new(),
            controls: BTreeMap::new(),
            refused: BTreeSet::new(),
            told: VecDeque::new(),
            link_up: None,
            queues: Vec::new(),
            connected: false,
            met: false,
            seq: 0,
            edition: 0,
            answered: 0,
        }
    }

    /// The daemon told something.
    pub fn hear(&mut self, told: &Notification) -> Option<Ask> {
        match told.method.as_str() {
            "events.lagged" => {
                let lagged: Lagged = serde_json::from_value(told.params.clone()).ok()?;
                Some(Ask::Subscription(lagged.seq))
            }
            "events.gap" => {
                let gap: Gap = serde_json::from_value(told.params.clone()).ok()?;
                self.seq = self.seq.max(gap.seq);
                if gap.ahead {
                    // Another journal's places count from now on, however far the old one had come; what the old one told
                    // need not be true.
                    self.seq = gap.seq;
                    self.answered = self.answered.min(gap.seq);
                    self.told.clear();
                }
                Some(Ask::Sessions)
            }
            _ => record(told).and_then(|record| self.take(record)),
        }
    }

    /// Takes a record once, whatever is replayed.
    fn take(&mut self, record: Record) -> Option<Ask> {
        if record.seq.0 <= self.seq {
            return None;
        }
        self.seq = record.seq.0;
        let ours = record.agent_id.as_ref() == Some(&self.agent);
        let held = record.session_id.is_some_and(|id| self.sessions.contains_key(&id));
        let ask = match &record.fact {
            Fact::LinkChanged { state, .. } => {
                self.link_up = Some(*state == LinkState::Up);
                None
            }
            Fact::AgentChanged { state, reason, device } if ours => {
                if record.seq.0 > self.answered {
                    self.agent_changed(state, reason.as_ref(), device.clone(), record.session_id);
                }
                // A session that went back to the queue is not told as ours any more, but the agent's state is.
                (!self.sessions.is_empty()).then_some(Ask::Sessions)
            }
            _ if ours || held => record.session_id.map(Ask::Session),
            _ => return None,
        };
        self.told.push_back(record);
        while self.told.len() > TOLD {
            self.told.pop_front();
        }
        ask
    }

    fn agent_changed(
        &mut self,
        state: &Word<AgentState>,
        reason: Option<&Word<AgentReason>>,
        device: Option<Device>,
        session: Option<SessionId>,
    ) {
        match state {
            Word::Known(AgentState::Ready) => self.ready = true,
            Word::Known(AgentState::NotReady | AgentState::LoggedOut) => self.ready = false,
            Word::Known(AgentState::Offered | AgentState::OnSession | AgentState::WrapUp)
            | Word::Other(_) => {}
        }
        if self.seat.is_some() {
            match reason {
                Some(Word::Known(AgentReason::LayerLost)) => self.lost = Some(Lost::Silence),
                Some(Word::Known(AgentReason::TakenOver)) => self.lost = Some(Lost::TakenOver),
                _ => {}
            }
            if *state == AgentState::LoggedOut {
                self.seat = None;
            }
        }
        if let Some(view) = &mut self.view {
            if view.state != *state {
                view.waits_for = None;
            }
            view.state.clone_from(state);
            view.reason = reason.filter(|_| *state == AgentState::NotReady).cloned();
            view.device = device;
            view.session_id = session;
        }
    }

    /// The log-in was answered; nothing told before it counts against it.
    pub fn logged_in(&mut self, seq: u64, device: Device, view: AgentView) {
        self.answered = seq;
        self.seat = Some(device);
        self.lost = None;
        self.view = Some(view);
    }

    /// The agent's present state, as answered.
    pub fn agent_is(&mut self, seq: u64, view: AgentView) {
        self.answered = self.answered.max(seq);
        if view.reason.as_ref().is_some_and(|reason| *reason == AgentReason::LayerLost) && self.seat.is_some()
        {
            self.lost = self.lost.or(Some(Lost::Silence));
        }
        self.view = Some(view);
    }

    /// The agent left.
    pub fn logged_out(&mut self) {
        self.seat = None;
        self.lost = None;
        self.ready = false;
        if let Some(view) = &mut self.view {
            view.state = AgentState::LoggedOut.into();
            view.reason = None;
        }
    }

    /// How a session stands: kept while it is the agent's and open.
    pub fn session_is(&mut self, view: SessionView) {
        let id = view.session_id;
        // An attempt that fails leads back to the same controls.
        if !matches!(
            view.state,
            Word::Known(SessionState::Open | SessionState::Dialing | SessionState::Unknown)
        ) {
            self.controls.remove(&id);
        }
        if view.agent_id.as_ref() == Some(&self.agent) && view.state != SessionState::Closed {
            self.sessions.insert(id, view);
        } else {
            self.forget(id);
        }
    }

    /// All sessions of the agent, as listed.
    pub fn sessions_are(&mut self, views: Vec<SessionView>) {
        self.sessions.clear();
        for view in views {
            self.session_is(view);
        }
        let sessions = &self.sessions;
        self.controls.retain(|id, _| sessions.contains_key(id));
        self.refused.retain(|id| sessions.contains_key(id));
    }

    /// The session is nobody's, or not there any more.
    pub fn forget(&mut self, id: SessionId) {
        self.sessions.remove(&id);
        self.controls.remove(&id);
        self.refused.remove(&id);
    }

    /// The rules refuse the number of an offer.
    pub fn number_refused(&mut self, id: SessionId) {
        self.refused.insert(id);
    }

    /// The controls, as shown by the daemon.
    pub fn controls_are(&mut self, controls: Controls) {
        self.controls.insert(controls.session_id, controls);
    }

    /// Open sessions whose controls are not known: after a restart of this program.
    pub fn without_controls(&self) -> impl Iterator<Item = SessionId> {
        let open = self.sessions.values().filter(|session| session.state == SessionState::Open);
        open.map(|session| session.session_id).filter(|id| !self.controls.contains_key(id))
    }

    /// How the queues are now.
    pub fn queues_are(&mut self, queues: Vec<QueueView>) {
        self.queues = queues;
    }

    /// The agent's own queues among them.
    pub fn own_queues(&self) -> impl Iterator<Item = &QueueView> {
        let own = self.view.as_ref().map(|view| view.queues.as_slice()).unwrap_or_default();
        self.queues.iter().filter(|queue| own.contains(&queue.queue))
    }

    /// Does the session's note and outcome stand as this draft would have them?
    #[must_use]
    pub fn has_written(&self, draft: &Draft) -> bool {
        let Some(session) = self.sessions.get(&draft.session_id) else { return false };
        let same =
            |wanted: Option<&str>, had: Option<&str>| wanted.is_none_or(|w| w == had.unwrap_or_default());
        let note = session.note.as_ref().map(|note| note.expose());
        same(draft.note.as_ref().map(|note| note.expose()), note)
            && same(draft.disposition.as_deref(), session.disposition.as_deref())
    }

    /// The link, where the daemon's status is shown to this program.
    pub fn link_is(&mut self, link: &LinkView) {
        self.link_up = Some(link.state == LinkState::Up);
    }

    /// Is the agent logged in through this program, as far as anybody knows?
    #[must_use]
    pub fn is_seated(&self) -> bool {
        self.seat.is_some() && self.lost != Some(Lost::TakenOver)
    }

    /// What happened after this place.
    pub fn told_after(&self, seq: u64) -> impl Iterator<Item = &Record> {
        self.told.iter().filter(move |record| record.seq.0 > seq)
    }

    /// What happened to this session, oldest first.
    pub fn story(&self, id: SessionId) -> impl Iterator<Item = &Record> {
        let of_it = move |record: &&Record| record.session_id == Some(id);
        let told = self.told.iter().filter(of_it);
        told.filter(|record| !matches!(record.fact, Fact::AgentChanged { .. }))
    }
}

/// A notification is a record but for its kind, unless it comes from a later version.
fn record(told: &Notification) -> Option<Record> {
    let mut members = told.params.as_object()?.clone();
    members.insert("kind".to_owned(), told.method.clone().into());
    serde_json::from_value(Value::Object(members)).ok()
}

#[cfg(test)]
mod tests;
