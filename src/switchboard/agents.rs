//! Agents sit down, get ready, leave, and are lost.

use callbackd_api::{
    ids::{AgentId, Device, SessionId},
    params::{LogIn, OnAgent, Role, SetState, WorkMode},
    record::Fact,
    views::Refused,
    words::{AgentReason, QueuedReason, Reason, Word},
};

use super::{
    Switchboard,
    command::Caller,
    ledger::About,
    settings::{self, OnLayerLoss, Settings},
};
use crate::{
    agent::Agent,
    ids::{ClientId, Now},
    session::{Session, State, WriteUp},
};

impl Switchboard {
    pub(super) fn log_in(&mut self, now: Now, caller: &Caller, command: LogIn) -> Result<AgentId, Refused> {
        let known = self.may_act_for(caller, &command.agent_id)?;
        if !known.devices.contains(&command.device) {
            let detail = format!(
                "agent {} may not use device {}; [[agents]] lists the devices",
                known.id, command.device
            );
            return Err(Refused::new(Reason::NotAllowed, detail));
        }
        let queues = chosen_queues(known, command.queues)?;
        let other = self.floor.occupants(&command.device).find(|other| other.id != command.agent_id);
        if let Some(other) = other {
            let detail = format!("device {} is in use by agent {}", command.device, other.id);
            return Err(Refused::new(Reason::DeviceUnavailable, detail));
        }
        let id = command.agent_id;
        let owned = self.book.owned_by(&id).first().copied();
        let Some(agent) = self.floor.agent_mut(&id) else { return Err(unknown_agent(&id)) };
        let before = agent.device().cloned();
        if before.as_ref().is_some_and(|before| *before != command.device) && agent.session().is_some() {
            let detail = "finish the session before moving to another device";
            return Err(Refused::new(Reason::WrongState, detail));
        }
        let moved = agent.log_in(command.device.clone(), caller.client, queues).is_some();
        self.watch(now, command.device);
        if let Some(before) = before {
            self.unwatch(&before);
        }
        self.agent_changed(now, &id, moved.then_some(AgentReason::TakenOver));
        if let Some(session) = owned {
            self.book.change(session, &self.settings.policy, now.wall, Session::reclaimed);
            self.follow(now, session, Vec::new());
        }
        Ok(id)
    }

    pub(super) fn set_state(
        &mut self,
        now: Now,
        caller: &Caller,
        command: SetState,
    ) -> Result<AgentId, Refused> {
        self.may_act_for(caller, &command.agent_id)?;
        let agent = self.floor.seated(&command.agent_id)?;
        if command.state == WorkMode::Ready && !agent.is_expected() {
            let detail = format!(
                "the layer of agent {} was lost for too long, so no offer would come: call agent.log_in again",
                command.agent_id
            );
            return Err(Refused::new(Reason::WrongState, detail));
        }
        match command.state {
            WorkMode::Ready => agent.ready(now.mono),
            WorkMode::NotReady => agent.not_ready(command.reason.map(Word::Other)),
        }
        self.agent_changed(now, &command.agent_id, None);
        Ok(command.agent_id)
    }

    pub(super) fn present(
        &mut self,
        now: Now,
        caller: &Caller,
        command: &OnAgent,
    ) -> Result<AgentId, Refused> {
        self.may_act_for(caller, &command.agent_id)?;
        self.floor.seated(&command.agent_id)?.present(now.mono);
        Ok(command.agent_id.clone())
    }

    pub(super) fn log_out(
        &mut self,
        now: Now,
        caller: &Caller,
        command: &OnAgent,
    ) -> Result<AgentId, Refused> {
        self.may_act_for(caller, &command.agent_id)?;
        let session = self.floor.seated(&command.agent_id)?.session();
        if let Some(session) = session.and_then(|id| self.book.session(id)) {
            use State as S;
            if matches!(
                session.state(),
                S::Dialing { .. } | S::Talking { .. } | S::Held { .. } | S::Cancelled { .. }
            ) {
                let state = session.state_name();
                let detail = format!("a session is {state}: drop it before logging out");
                return Err(Refused {
                    state: Some(state.to_string()),
                    ..Refused::new(Reason::WrongState, detail)
                });
            }
        }
        self.floor.seated(&command.agent_id)?.not_ready(Some(AgentReason::LoggingOut.into()));
        self.take_from(now, &command.agent_id, QueuedReason::AgentLoggedOut);
        self.leave(now, &command.agent_id, AgentReason::LoggedOut);
        Ok(command.agent_id.clone())
    }

    /// A connection is gone: its agents have the grace time, its subscription is over.
    pub(super) fn client_gone(&mut self, now: Now, client: ClientId) {
        self.ledger.unsubscribe(client);
        self.floor.layer_lost(now, client);
    }

    /// The grace time is over.
    pub(super) fn lose_layers(&mut self, now: Now) {
        let Settings { layer_grace, present, .. } = self.settings;
        let lost = self.floor.losses(layer_grace, present).filter(|(_, at)| *at <= now.mono);
        let lost: Vec<AgentId> = lost.map(|(id, _)| id.clone()).collect();
        for id in lost {
            if let Some(agent) = self.floor.agent_mut(&id) {
                agent.abandoned();
            }
            let moved = self.take_from(now, &id, QueuedReason::LayerLost);
            let in_call = self.floor.session(&id).is_some();
            if self.settings.on_layer_loss == OnLayerLoss::LogOut && !in_call {
                self.leave(now, &id, AgentReason::LayerLost);
            } else if !moved {
                self.agent_changed(now, &id, Some(AgentReason::LayerLost));
            }
        }
    }

    /// An agent that the configuration no longer knows leaves as soon as nothing is in the air.
    pub(super) fn retire(&mut self, now: Now) {
        let known = |id: &AgentId| self.settings.agents.iter().any(|agent| agent.id == *id);
        let gone = self.floor.agents().map(|agent| &agent.id).filter(|id| !known(id));
        let gone: Vec<AgentId> = gone.cloned().collect();
        for id in gone {
            if self.floor.agent(&id).is_some_and(Agent::is_logged_in) {
                self.take_from(now, &id, QueuedReason::AgentRemoved);
                self.leave(now, &id, AgentReason::NoLongerConfigured);
            }
            self.floor.dismiss(&id);
        }
        self.close_abandoned(now);
    }

    /// A cancelled session waits for its agent's Drop Call; one whose agent is no longer configured would wait for ever.
    pub(super) fn close_abandoned(&mut self, now: Now) {
        let abandoned = |session: &&Session| matches!(session.state(), State::Cancelled { agent } if self.floor.agent(agent).is_none());
        let abandoned: Vec<SessionId> = self.book.sessions().filter(abandoned).map(Session::id).collect();
        for id in abandoned {
            let _ = self.transition(now, id, |session, out| session.drop_idle(now.wall, WriteUp::NONE, out));
        }
    }

    fn leave(&mut self, now: Now, id: &AgentId, reason: AgentReason) {
        let Some(agent) = self.floor.agent_mut(id) else { return };
        let device = agent.device().cloned();
        agent.log_out();
        self.agent_changed(now, id, Some(reason));
        if let Some(device) = device {
            self.unwatch(&device);
        }
    }

    /// What the agent had been shown goes back to its old place; what was written up is closed. Was there anything?
    fn take_from(&mut self, now: Now, id: &AgentId, reason: QueuedReason) -> bool {
        let mut any = false;
        for id in self.book.owned_by(id) {
            let moved = self.transition(now, id, |session, out| {
                session.requeue(reason, out).or_else(|_| session.finish(now.wall, out))
            });
            any |= moved.is_ok();
        }
        any
    }

    /// Agents do what their session says.
    pub(super) fn agents_follow(&mut self, now: Now, id: SessionId) {
        let Some(session) = self.book.session(id) else { return };
        for agent in self.floor.follow(now, session) {
            self.agent_changed(now, &agent, None);
        }
    }

    pub(super) fn agent_changed(&mut self, now: Now, id: &AgentId, reason: Option<AgentReason>) {
        let Some(agent) = self.floor.agent(id) else { return };
        let reason = reason.map(Word::Known).or(agent.reason().cloned());
        let fact =
            Fact::AgentChanged { state: agent.state_name().into(), reason, device: agent.device().cloned() };
        let about = About { agent: Some(id.clone()), session: agent.session(), ..About::default() };
        self.ledger.record(now, about, fact);
    }

    /// Wants the device monitored from now on.
    pub(super) fn watch(&mut self, now: Now, device: Device) {
        self.phones.watch(device);
        self.want_monitors(now);
    }

    /// Stops watching a device that nobody sits at and no call is up at.
    pub(super) fn unwatch(&mut self, device: &Device) {
        if self.floor.occupants(device).next().is_none() && !self.book.is_used(device) {
            self.phones.unwatch(device);
        }
    }

    /// The caller's layer may act for this agent.
    pub(super) fn may_act_for(&self, caller: &Caller, id: &AgentId) -> Result<&settings::Agent, Refused> {
        let known = self.settings.agents.iter().find(|agent| agent.id == *id);
        let known = known.filter(|agent| caller.roles.has(Role::Agent) && agent.uids.contains(&caller.uid));
        known.ok_or_else(|| {
            let detail = format!("uid {} may not act for agent {id}; [[agents]] lists who may", caller.uid);
            Refused::new(Reason::NotAllowed, detail)
        })
    }
}

fn unknown_agent(id: &AgentId) -> Refused {
    Refused::new(Reason::NotAllowed, format!("no agent {id} is configured; [[agents]] lists them"))
}

fn chosen_queues(
    known: &settings::Agent,
    wished: Option<Vec<callbackd_api::ids::QueueName>>,
) -> Result<Vec<callbackd_api::ids::QueueName>, Refused> {
    let Some(wished) = wished else { return Ok(known.queues.clone()) };
    match wished.iter().find(|queue| !known.queues.contains(queue)) {
        None => Ok(wished),
        Some(queue) => {
            let detail =
                format!("agent {} does not serve queue {queue}; [[agents]] lists the queues", known.id);
            Err(Refused::new(Reason::NotAllowed, detail))
        }
    }
}
