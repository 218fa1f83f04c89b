//! The offer gate: who gets the next request.

use callbackd_api::{
    ids::{AgentId, SessionId},
    record::{Fact, NotOffered},
    words::{DeviceState, Obstacle},
};
use jiff::Timestamp;

use super::{Switchboard, book::after, ledger::About};
use crate::{
    agent::{self, Agent},
    ids::Now,
    session::Session,
};

/// Most agents that one [`Fact::OfferConsidered`] names.
const MOST_NOT_OFFERED: usize = 16;

impl Switchboard {
    /// Offers waiting requests, oldest first, as long as somebody can take one.
    pub(super) fn offer(&mut self, now: Now) {
        self.floor.set_opening(None);
        if self.book.total().waiting > 0 && self.store_works {
            while let Some((id, agent)) = self.next_offer(now) {
                self.offer_to(now, id, agent);
            }
        }
        for id in self.book.take_newly_queued() {
            if self.book.session(id).is_some_and(|s| s.is_queued() && !s.is_scheduled(now.wall)) {
                self.consider(now, id, None);
            }
        }
    }

    /// Of the queues that are open and that somebody free serves, the one whose first request is the oldest.
    fn next_offer(&mut self, now: Now) -> Option<(SessionId, AgentId)> {
        self.book.wait_again(&self.settings.policy, now.wall);
        let mut opening = None;
        let free: Vec<&Agent> = self.floor.agents().filter(|agent| self.obstacle(agent).is_none()).collect();
        let mut found: Option<(Timestamp, SessionId, AgentId)> = None;
        for (at, session) in self.book.heads().filter(|_| !free.is_empty()) {
            if session.is_overdue(self.settings.policy.request_expiry, now.wall) {
                continue;
            }
            let Some(hours) = self.queue(session).map(|queue| &queue.hours) else { continue };
            if !hours.is_open(now.wall) {
                opening = opening.into_iter().chain(hours.opens_at(now.wall)).min();
                continue;
            }
            let agent = agent::next(free.iter().copied(), &session.request().queue, session.passed_over());
            let earlier = found.as_ref().is_none_or(|found| (at, session.id()) < (found.0, found.1));
            if let Some(agent) = agent.filter(|_| earlier) {
                found = Some((at, session.id(), agent.id.clone()));
            }
        }
        self.floor.set_opening(opening);
        found.map(|(_, id, agent)| (id, agent))
    }

    fn offer_to(&mut self, now: Now, id: SessionId, agent: AgentId) {
        let Some(until) = after(now.wall, self.settings.policy.offer) else { return };
        self.consider(now, id, Some(&agent));
        let _ = self.transition(now, id, |session, out| session.offer(agent, until, out));
    }

    /// Keeps what the gate sees of the queue's agents: once when a session is offered, once when it finds nobody.
    fn consider(&mut self, now: Now, id: SessionId, chosen: Option<&AgentId>) {
        let Some(session) = self.book.session(id) else { return };
        let closed = self.queue(session).is_some_and(|queue| !queue.hours.is_open(now.wall));
        let of_queue =
            self.settings.agents.iter().filter(|agent| agent.queues.contains(&session.request().queue));
        let others = of_queue.filter(|agent| !closed && Some(&agent.id) != chosen);
        let others: Vec<&Agent> = others.filter_map(|agent| self.floor.agent(&agent.id)).collect();
        let shown = others.iter().take(MOST_NOT_OFFERED);
        let fact = Fact::OfferConsidered {
            queue: session.request().queue.clone(),
            closed,
            more: u64::try_from(others.len().saturating_sub(MOST_NOT_OFFERED)).unwrap_or(u64::MAX),
            others: shown.map(|agent| self.not_offered(session, agent)).collect(),
        };
        let about = About { agent: chosen.cloned(), ..self.about(id) };
        self.ledger.record(now, about, fact);
    }

    fn not_offered(&self, session: &Session, agent: &Agent) -> NotOffered {
        let obstacle = match self.obstacle(agent) {
            _ if !agent.is_logged_in() => Obstacle::LoggedOut,
            _ if !agent.queues.contains(&session.request().queue) => Obstacle::OtherQueues,
            Some(obstacle) => obstacle,
            None if session.passed_over() == Some(&agent.id) => Obstacle::LetPass,
            None => Obstacle::OthersFirst,
        };
        let why = match (obstacle, agent.reason()) {
            (Obstacle::NotReady, Some(reason)) => format!("the agent is not ready ({reason})"),
            (Obstacle::NotReady, None) => {
                format!("the agent is {}", agent.state_name().word().replace('_', " "))
            }
            (obstacle, _) => obstacle.sentence().to_owned(),
        };
        NotOffered { agent_id: agent.id.clone(), why, obstacle: Some(obstacle.into()) }
    }

    /// Why this agent gets no offer just now; `None` if one may come.
    pub(super) fn obstacle(&self, agent: &Agent) -> Option<Obstacle> {
        if agent.ready_since().is_none() {
            return Some(Obstacle::NotReady);
        }
        if agent.client().is_none() {
            return Some(Obstacle::LayerAway);
        }
        let device = agent.device()?;
        if self.book.is_used(device) {
            return Some(Obstacle::PhoneBeingFreed);
        }
        match self.phones.state(device).unwrap_or(DeviceState::NotMonitored) {
            DeviceState::Idle => None,
            DeviceState::Unknown if self.settings.switch.offer_when_unknown => None,
            DeviceState::Busy => Some(Obstacle::PhoneInUse),
            DeviceState::Unknown => Some(Obstacle::PhoneUnknown),
            DeviceState::OutOfService => Some(Obstacle::PhoneOutOfService),
            DeviceState::NotMonitored => Some(Obstacle::PhoneNotMonitored),
        }
    }
}
