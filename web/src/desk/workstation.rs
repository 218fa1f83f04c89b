//! One agent's workstation, as far as this program knows it. Pure: notifications go in, what to ask next comes out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use callbackd_api::{
    client::Notification,
    ids::{AgentId, Device, SessionId},
    params::Draft,
    record::{Fact, Record},
    views::{AgentView, Controls, Gap, Lagged, LinkView, QueueView, SessionView},
    words::{AgentReason, AgentState, LinkState, SessionState, Word},
};
use serde_json::Value;

use super::login::Login;

/// Records that are kept for the page: more than one callback has.
const RECORDS: usize = 40;

/// One agent's workstation.
#[derive(Debug, Clone)]
pub struct Workstation {
    agent: AgentId,
    connection: Connection,
    login: Login,
    /// The agent as last reported.
    view: Option<AgentView>,
    /// Did the agent want offers, as last reported?
    ready: bool,
    /// The agent's own sessions.
    sessions: BTreeMap<SessionId, SessionView>,
    /// The callback controls of those that are open.
    controls: BTreeMap<SessionId, Controls>,
    /// Offers whose number the rules refuse by now: they can only be dropped.
    refused: BTreeSet<SessionId>,
    /// What happened, oldest first.
    records: VecDeque<Record>,
    /// Is there a link to the switch, if this program is told of it?
    link_up: Option<bool>,
    /// The queues that this program's agents serve, as looked at last.
    queues: Vec<QueueView>,
    /// The last place of the journal that was reported.
    seq: u64,
    /// Counts what is published: of two pages the one with the higher number is the later.
    edition: u64,
    /// Place of the last answer about the agent: reports of places before it are older than that.
    answered: u64,
}

/// The connection to the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// There was none yet.
    Awaited,
    /// It is up.
    Up,
    /// It was up and is down.
    Down,
}

/// What to ask the daemon after something was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// How this session stands.
    Session(SessionId),
    /// How all sessions stand.
    Sessions,
    /// A new subscription after this place: something was missed.
    Subscription(u64),
}

impl Workstation {
    /// One of which nothing is known; its pages are numbered from `edition`.
    #[must_use]
    pub fn new(agent: AgentId, edition: u64) -> Self {
        Self {
            agent,
            connection: Connection::Awaited,
            login: Login::Out,
            view: None,
            ready: false,
            sessions: BTreeMap::new(),
            controls: BTreeMap::new(),
            refused: BTreeSet::new(),
            records: VecDeque::new(),
            link_up: None,
            queues: Vec::new(),
            seq: 0,
            edition,
            answered: 0,
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn agent(&self) -> &AgentId {
        &self.agent
    }

    /// The connection to the daemon.
    #[must_use]
    pub fn connection(&self) -> Connection {
        self.connection
    }

    /// The agent's log-in through this program.
    #[must_use]
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// The agent as last reported.
    #[must_use]
    pub fn view(&self) -> Option<&AgentView> {
        self.view.as_ref()
    }

    /// Did the agent want offers, as last reported?
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// The agent's own sessions.
    #[must_use]
    pub fn sessions(&self) -> &BTreeMap<SessionId, SessionView> {
        &self.sessions
    }

    /// The callback controls of a session.
    #[must_use]
    pub fn controls(&self, id: SessionId) -> Option<&Controls> {
        self.controls.get(&id)
    }

    /// Do the rules refuse the number of this offer?
    #[must_use]
    pub fn is_refused(&self, id: SessionId) -> bool {
        self.refused.contains(&id)
    }

    /// Is the link to the switch known to be down?
    #[must_use]
    pub fn is_link_down(&self) -> bool {
        self.link_up == Some(false)
    }

    /// The last place of the journal that was reported.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The number of this page.
    #[must_use]
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// The next page begins.
    pub fn turn_page(&mut self) {
        self.edition += 1;
    }

    /// Everything was asked for anew on a new connection.
    pub fn connected(&mut self) {
        self.connection = Connection::Up;
    }

    /// The connection is gone.
    pub fn disconnected(&mut self) {
        if self.connection == Connection::Up {
            self.connection = Connection::Down;
        }
    }

    /// A subscription that begins with the present began at this place.
    pub fn subscribed(&mut self, seq: u64) {
        self.seq = self.seq.max(seq);
    }

    /// A notification of the daemon.
    pub fn receive(&mut self, notification: &Notification) -> Option<Ask> {
        match notification.method.as_str() {
            "events.lagged" => {
                let lagged: Lagged = serde_json::from_value(notification.params.clone()).ok()?;
                Some(Ask::Subscription(lagged.seq))
            }
            "events.gap" => {
                let gap: Gap = serde_json::from_value(notification.params.clone()).ok()?;
                self.seq = self.seq.max(gap.seq);
                if gap.ahead {
                    // Another journal's places count from now on, however far the old one had come; its records
                    // need not be true.
                    self.seq = gap.seq;
                    self.answered = self.answered.min(gap.seq);
                    self.records.clear();
                }
                Some(Ask::Sessions)
            }
            _ => record(notification).and_then(|record| self.take(record)),
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
        self.records.push_back(record);
        while self.records.len() > RECORDS {
            self.records.pop_front();
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
        self.pass(|login| login.changed(state, reason));
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

    fn pass(&mut self, transition: impl FnOnce(Login) -> Login) {
        self.login = transition(std::mem::replace(&mut self.login, Login::Out));
    }

    /// The log-in was answered; reports of places before it do not count against it.
    pub fn logged_in(&mut self, seq: u64, device: Device, view: AgentView) {
        self.answered = seq;
        self.login = Login::In(device);
        self.view = Some(view);
    }

    /// The agent's present state, as answered.
    pub fn agent_is(&mut self, seq: u64, view: AgentView) {
        self.answered = self.answered.max(seq);
        if view.reason.as_ref().is_some_and(|reason| *reason == AgentReason::LayerLost) {
            self.pass(Login::silenced);
        }
        self.view = Some(view);
    }

    /// The agent's wish for offers was granted.
    pub fn ready_is(&mut self, ready: bool) {
        self.ready = ready;
    }

    /// All agents, as listed: tells where this one is logged in, unless that is here.
    pub fn agents_are(&mut self, agents: Vec<AgentView>) {
        if self.login.device().is_none() {
            self.view = agents.into_iter().find(|agent| agent.agent_id == self.agent);
        }
    }

    /// The agent left.
    pub fn logged_out(&mut self) {
        self.login = Login::Out;
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

    /// The queues, as looked at last.
    #[must_use]
    pub fn queues(&self) -> &[QueueView] {
        &self.queues
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

    /// What happened after this place.
    pub fn records_after(&self, seq: u64) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.seq.0 > seq)
    }

    /// What happened to this session, oldest first.
    pub fn story(&self, id: SessionId) -> impl Iterator<Item = &Record> {
        let of_it = move |record: &&Record| record.session_id == Some(id);
        let records = self.records.iter().filter(of_it);
        records.filter(|record| !matches!(record.fact, Fact::AgentChanged { .. }))
    }
}

/// A notification is a record but for its kind, unless it comes from a later version.
fn record(notification: &Notification) -> Option<Record> {
    let mut members = notification.params.as_object()?.clone();
    members.insert("kind".to_owned(), notification.method.clone().into());
    serde_json::from_value(Value::Object(members)).ok()
}

#[cfg(test)]
mod tests;
