//! The floor: the agents, and what is known of the queues that they serve.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use callbackd_api::{
    ids::{AgentId, Device, QueueName, SessionId},
    record::Fact,
    views::Refused,
    words::Reason,
};
use jiff::Timestamp;

use super::{book::Load, settings};
use crate::{
    agent::Agent,
    ids::{ClientId, Now},
    session::{Session, State},
};

/// Agents and queues.
#[derive(Debug, Default)]
pub(super) struct Floor {
    agents: BTreeMap<AgentId, Agent>,
    /// Queues that were reported full.
    full: BTreeSet<QueueName>,
    /// When a queue with waiting requests opens next.
    opening: Option<Timestamp>,
}

/// Agents.
impl Floor {
    /// Adds those agents that are not there yet.
    pub(super) fn employ(&mut self, agents: &[settings::Agent]) {
        for agent in agents {
            self.agents.entry(agent.id.clone()).or_insert_with(|| Agent::new(agent.id.clone()));
        }
    }

    /// Removes an agent.
    pub(super) fn dismiss(&mut self, id: &AgentId) {
        self.agents.remove(id);
    }

    pub(super) fn agent(&self, id: &AgentId) -> Option<&Agent> {
        self.agents.get(id)
    }

    pub(super) fn agent_mut(&mut self, id: &AgentId) -> Option<&mut Agent> {
        self.agents.get_mut(id)
    }

    /// An agent who is logged in.
    pub(super) fn seated(&mut self, id: &AgentId) -> Result<&mut Agent, Refused> {
        self.agents.get_mut(id).filter(|agent| agent.is_logged_in()).ok_or_else(|| {
            let detail = format!("agent {id} is logged out; call agent.log_in first");
            Refused { state: Some("logged_out".to_owned()), ..Refused::new(Reason::WrongState, detail) }
        })
    }

    /// Every agent, by id.
    pub(super) fn agents(&self) -> impl Iterator<Item = &Agent> + '_ {
        self.agents.values()
    }

    /// Those who are logged in, by id.
    pub(super) fn logged_in(&self) -> impl Iterator<Item = &Agent> + '_ {
        self.agents().filter(|agent| agent.is_logged_in())
    }

    /// Who sits at a device.
    pub(super) fn occupants<'a>(&'a self, device: &'a Device) -> impl Iterator<Item = &'a Agent> + 'a {
        self.agents().filter(move |agent| agent.device() == Some(device))
    }

    /// A connection is gone: its agents have the grace time.
    pub(super) fn layer_lost(&mut self, now: Now, client: ClientId) {
        for agent in self.agents.values_mut().filter(|agent| agent.client() == Some(client)) {
            agent.layer_lost(now.mono);
        }
    }

    /// When agents are lost whose layer or browser does not come back.
    pub(super) fn losses(
        &self,
        grace: Duration,
        present: Duration,
    ) -> impl Iterator<Item = (&AgentId, Duration)> + '_ {
        self.agents.iter().filter_map(move |(id, agent)| Some((id, agent.lost_at(grace, present)?)))
    }

    /// Agents do what their session says. Returns whose state changed.
    pub(super) fn follow(&mut self, now: Now, session: &Session) -> Vec<AgentId> {
        let owner = session.agent().filter(|_| !session.is_closed());
        let mut changed = Vec::new();
        for agent in self.agents.values_mut() {
            let before = agent.state_name();
            if owner == Some(&agent.id) && agent.is_logged_in() {
                match session.state() {
                    State::Offered { .. } => agent.offered(session.id()),
                    State::WrapUp { .. } => agent.wraps_up(session.id()),
                    _ => agent.takes(session.id()),
                }
            } else if agent.session() == Some(session.id()) {
                agent.freed(now.mono);
            }
            if agent.state_name() != before {
                changed.push(agent.id.clone());
            }
        }
        changed
    }

    /// The session that the agent has, if any.
    pub(super) fn session(&self, id: &AgentId) -> Option<SessionId> {
        self.agents.get(id).and_then(Agent::session)
    }
}

/// Queues.
impl Floor {
    /// When a queue with waiting requests opens next.
    pub(super) fn opening(&self) -> Option<Timestamp> {
        self.opening
    }

    pub(super) fn set_opening(&mut self, opening: Option<Timestamp>) {
        self.opening = opening;
    }

    /// Reports when a queue became full, and when there is room again: once for each, not once for each request at the brink.
    pub(super) fn watch_queue(&mut self, queue: &settings::Queue, load: Load) -> Option<Fact> {
        let waiting = load.waiting + load.scheduled;
        let most = queue.max_waiting;
        let was_full = self.full.contains(&queue.name);
        // A tenth must be free before it counts as room.
        let full = if was_full { waiting > most - most.div_ceil(10) } else { waiting >= most };
        if full == was_full {
            return None;
        }
        match full {
            true => self.full.insert(queue.name.clone()),
            false => self.full.remove(&queue.name),
        };
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        Some(Fact::QueueChanged {
            queue: queue.name.clone(),
            full,
            waiting: count(waiting),
            max_waiting: count(most),
        })
    }
}
