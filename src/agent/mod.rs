//! One person who takes callbacks: work mode, presence, and who is next.
//!
//! ```text
//! logged_out → not_ready ⇄ ready → offered → on_session → wrap_up → ready | not_ready
//! ```

use std::time::Duration;

use callbackd_api::{
    ids::{AgentId, Device, QueueName, SessionId},
    words::{AgentReason, AgentState, Word},
};

use crate::ids::ClientId;

/// One agent.
#[derive(Debug, Clone)]
pub struct Agent {
    /// The id.
    pub id: AgentId,
    /// The queues served while logged in.
    pub queues: Vec<QueueName>,
    state: State,
    seat: Option<Seat>,
    /// What to become once the session is over.
    after: After,
}

/// Where a logged-in agent is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seat {
    device: Device,
    layer: Layer,
    /// When `agent.present` was last said; `None` if the layer never does.
    present: Option<Duration>,
}

/// The connection that stands for the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Alive(ClientId),
    Lost {
        since: Duration,
    },
    /// Lost for longer than the grace time.
    Gone,
}

/// What the agent is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    LoggedOut,
    NotReady { reason: Option<Word<AgentReason>> },
    Ready { since: Duration },
    Offered { session: SessionId },
    OnSession { session: SessionId },
    WrapUp { session: SessionId },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum After {
    Ready,
    NotReady { reason: Option<Word<AgentReason>> },
}

impl Agent {
    /// An agent as the daemon starts: logged out.
    #[must_use]
    pub fn new(id: AgentId) -> Self {
        Self {
            id,
            queues: Vec::new(),
            state: State::LoggedOut,
            seat: None,
            after: After::NotReady { reason: None },
        }
    }

    /// The state's name on the socket.
    #[must_use]
    pub fn state_name(&self) -> AgentState {
        match self.state {
            State::LoggedOut => AgentState::LoggedOut,
            State::NotReady { .. } => AgentState::NotReady,
            State::Ready { .. } => AgentState::Ready,
            State::Offered { .. } => AgentState::Offered,
            State::OnSession { .. } => AgentState::OnSession,
            State::WrapUp { .. } => AgentState::WrapUp,
        }
    }

    /// Why not ready.
    #[must_use]
    pub fn reason(&self) -> Option<&Word<AgentReason>> {
        match &self.state {
            State::NotReady { reason } => reason.as_ref(),
            _ => None,
        }
    }

    /// Where the agent sits.
    #[must_use]
    pub fn device(&self) -> Option<&Device> {
        self.seat.as_ref().map(|seat| &seat.device)
    }

    /// The connection that stands for the agent, while it lives.
    #[must_use]
    pub fn client(&self) -> Option<ClientId> {
        match self.seat.as_ref()?.layer {
            Layer::Alive(client) => Some(client),
            Layer::Lost { .. } | Layer::Gone => None,
        }
    }

    /// The active session.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        match self.state {
            State::Offered { session } | State::OnSession { session } | State::WrapUp { session } => {
                Some(session)
            }
            State::LoggedOut | State::NotReady { .. } | State::Ready { .. } => None,
        }
    }

    /// Ready for an offer, and since when.
    #[must_use]
    pub fn ready_since(&self) -> Option<Duration> {
        match self.state {
            State::Ready { since } => Some(since),
            _ => None,
        }
    }

    /// Logged in, with or without a living layer?
    #[must_use]
    pub fn is_logged_in(&self) -> bool {
        self.seat.is_some()
    }

    /// Logged in, and the layer is alive or may still come back?
    #[must_use]
    pub fn is_expected(&self) -> bool {
        self.seat.as_ref().is_some_and(|seat| seat.layer != Layer::Gone)
    }

    /// Sits down at a device. A session that the agent still owns goes on.
    /// Returns the connection that loses the agent, if another one had it.
    pub fn log_in(&mut self, device: Device, client: ClientId, queues: Vec<QueueName>) -> Option<ClientId> {
        let loser = self.client().filter(|old| *old != client);
        self.seat = Some(Seat { device, layer: Layer::Alive(client), present: None });
        self.queues = queues;
        match &self.state {
            State::LoggedOut => self.state = State::NotReady { reason: Some(AgentReason::LoggedIn.into()) },
            State::NotReady { reason: Some(reason) } if *reason == AgentReason::LayerLost => {
                self.state = State::NotReady { reason: Some(AgentReason::LoggedIn.into()) };
            }
            _ => {}
        }
        loser
    }

    /// Leaves. The caller has dealt with the session, if there was one.
    pub fn log_out(&mut self) {
        self.state = State::LoggedOut;
        self.seat = None;
    }

    /// Ready as soon as nothing else is going on.
    pub fn ready(&mut self, now: Duration) {
        match self.state {
            State::NotReady { .. } => self.state = State::Ready { since: now },
            State::LoggedOut | State::Ready { .. } => {}
            State::Offered { .. } | State::OnSession { .. } | State::WrapUp { .. } => {
                self.after = After::Ready;
            }
        }
    }

    /// Not ready, at once or as soon as the session is over.
    pub fn not_ready(&mut self, reason: Option<Word<AgentReason>>) {
        match self.state {
            State::NotReady { .. } | State::Ready { .. } => self.state = State::NotReady { reason },
            State::LoggedOut => {}
            State::Offered { .. } | State::OnSession { .. } | State::WrapUp { .. } => {
                self.after = After::NotReady { reason };
            }
        }
    }

    /// A session is shown to the agent.
    pub fn offered(&mut self, session: SessionId) {
        self.after = After::Ready;
        self.state = State::Offered { session };
    }

    /// The agent has a session: took the offer, or owns one from before a restart.
    pub fn takes(&mut self, session: SessionId) {
        if self.session().is_none() {
            self.after = After::NotReady { reason: Some(AgentReason::AfterSession.into()) };
        }
        self.state = State::OnSession { session };
    }

    /// The call is over and is being written up.
    pub fn wraps_up(&mut self, session: SessionId) {
        self.takes(session);
        self.state = State::WrapUp { session };
    }

    /// The session is gone from the agent.
    pub fn freed(&mut self, now: Duration) {
        if self.session().is_none() {
            return;
        }
        self.state = match (&self.seat, std::mem::replace(&mut self.after, After::Ready)) {
            (None, _) => State::LoggedOut,
            (Some(_), After::Ready) => State::Ready { since: now },
            (Some(_), After::NotReady { reason }) => State::NotReady { reason },
        };
    }

    /// The layer says that the agent's browser is there.
    pub fn present(&mut self, now: Duration) {
        if let Some(seat) = self.seat.as_mut().filter(|seat| seat.layer != Layer::Gone) {
            seat.present = Some(now);
        }
    }

    /// The layer is gone; it may come back within the grace time.
    pub fn layer_lost(&mut self, now: Duration) {
        if let Some(seat) = &mut self.seat {
            seat.layer = Layer::Lost { since: now };
        }
    }

    /// When the layer, or the browser behind it, counts as gone for good.
    #[must_use]
    pub fn lost_at(&self, grace: Duration, present: Duration) -> Option<Duration> {
        let seat = self.seat.as_ref()?;
        let layer = match seat.layer {
            Layer::Lost { since } => Some(since + grace),
            Layer::Alive(_) | Layer::Gone => None,
        };
        let browser = seat.present.map(|said| said + present);
        [layer, browser].into_iter().flatten().min()
    }

    /// Gone for good, but still logged in: no offers until the next log-in.
    pub fn abandoned(&mut self) {
        let reason = Some(AgentReason::LayerLost.into());
        match self.state {
            State::LoggedOut => {}
            State::Offered { .. } | State::OnSession { .. } | State::WrapUp { .. } => {
                self.after = After::NotReady { reason };
            }
            State::NotReady { .. } | State::Ready { .. } => self.state = State::NotReady { reason },
        }
        if let Some(seat) = &mut self.seat {
            seat.present = None;
            seat.layer = Layer::Gone;
        }
    }
}

/// Who is next: of the agents that may take it, the longest idle; one that let it pass comes last.
#[must_use]
pub fn next<'a>(
    candidates: impl Iterator<Item = &'a Agent>,
    queue: &QueueName,
    passed_over: Option<&AgentId>,
) -> Option<&'a Agent> {
    candidates
        .filter(|agent| agent.queues.contains(queue))
        .filter_map(|agent| agent.ready_since().map(|since| (agent, since)))
        .min_by_key(|(agent, since)| (Some(&agent.id) == passed_over, *since, agent.id.clone()))
        .map(|(agent, _)| agent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(id: &str, ready: u64) -> Agent {
        let mut agent = Agent::new(id.parse().unwrap());
        agent.log_in("2001".parse().unwrap(), ClientId(1), vec!["sales".parse().unwrap()]);
        agent.ready(Duration::from_secs(ready));
        agent
    }

    fn session() -> SessionId {
        SessionId::new(uuid::Uuid::from_u128(7))
    }

    #[test]
    fn the_longest_idle_is_next_but_not_the_one_who_let_it_pass() {
        let (ann, bob) = (agent("ann", 1), agent("bob", 2));
        let sales = "sales".parse().unwrap();
        let both = [ann.clone(), bob];
        assert_eq!(next(both.iter(), &sales, None).unwrap().id.as_str(), "ann");
        assert_eq!(next(both.iter(), &sales, Some(&ann.id)).unwrap().id.as_str(), "bob");
        assert_eq!(
            next([ann.clone()].iter(), &sales, Some(&ann.id)).unwrap().id.as_str(),
            "ann",
            "nobody else is there"
        );
        assert!(next(both.iter(), &"service".parse().unwrap(), None).is_none());
    }

    #[test]
    fn a_wish_to_be_not_ready_during_a_session_counts_when_it_is_over() {
        let mut ann = agent("ann", 1);
        ann.offered(session());
        ann.takes(session());
        ann.not_ready(Some(Word::Other("lunch".to_owned())));
        assert_eq!(ann.state_name(), AgentState::OnSession);
        ann.freed(Duration::from_secs(9));
        assert_eq!(
            (ann.state_name(), ann.reason()),
            (AgentState::NotReady, Some(&Word::Other("lunch".to_owned())))
        );
    }

    #[test]
    fn another_connection_takes_the_agent_over_and_the_loser_is_named() {
        let mut ann = agent("ann", 1);
        assert_eq!(ann.log_in("2002".parse().unwrap(), ClientId(2), vec![]), Some(ClientId(1)));
        assert_eq!(ann.log_in("2002".parse().unwrap(), ClientId(2), vec![]), None);
    }

    #[test]
    fn a_lost_layer_or_a_silent_browser_is_noticed_in_time() {
        let (grace, present) = (Duration::from_secs(15), Duration::from_secs(30));
        let mut ann = agent("ann", 1);
        assert_eq!(ann.lost_at(grace, present), None, "a layer that never says present is trusted");
        ann.present(Duration::from_secs(100));
        assert_eq!(ann.lost_at(grace, present), Some(Duration::from_secs(130)));
        ann.layer_lost(Duration::from_secs(101));
        assert_eq!(ann.lost_at(grace, present), Some(Duration::from_secs(116)));
        ann.abandoned();
        assert_eq!(
            (ann.state_name(), ann.reason()),
            (AgentState::NotReady, Some(&AgentReason::LayerLost.into()))
        );
        assert_eq!(ann.lost_at(grace, present), None, "once is enough");
    }
}
