//! What callers are shown.

use std::collections::BTreeMap;

use callbackd_api::{
    ids::{AgentId, Private, QueueName, SessionId},
    params::{ListSessions, QueueStatus, ResolveNumber, Role, SessionRef, Subscribe},
    views::{
        AgentView, Changed, Controls, CustomerStatus, FailureView, LegView, QueueView, Queues, Refused,
        Requested, SessionPage, SessionView, StoreFaultView, SystemStatus, Welcome,
    },
    words::{CustomerState, Reason, SessionState},
};
use jiff::Timestamp;

use super::{
    Switchboard, book::Load, command::Caller, intake::read_region, methods::no_such_session,
    subscription::Viewer, view::Reply,
};
use crate::{
    dialplan::{
        Destination,
        numbering::{self, Style},
    },
    ids::Now,
    journal::Finding,
    leg::{Ending, Failure, Leg},
    session::{Session, State},
};

/// Sessions on one page of `session.list`, unless asked otherwise.
const PAGE: u32 = 100;
/// Most sessions on one page.
const MAX_PAGE: u32 = 500;

/// What this version can do, by name.
const CAPABILITIES: [&str; 11] = [
    "callback",
    "callback.change",
    "schedule",
    "hold",
    "session.draft",
    "session.send_digits",
    "queue.status",
    "events.replay",
    "dialplan.resolve",
    "session.resolve",
    "session.explain",
];

impl Switchboard {
    pub(super) fn welcome(&self, caller: &Caller) -> Reply {
        let role = |role| serde_json::to_value(role).ok().and_then(|value| value.as_str().map(str::to_owned));
        Reply::Welcome(Welcome {
            server: "callbackd".to_owned(),
            version: self.version.to_owned(),
            numbering: numbering::VERSION.to_owned(),
            time_zone: self.settings.time_zone.clone(),
            countries: self.dial_plan.countries().iter().map(ToString::to_string).collect(),
            roles: caller.roles.iter().filter_map(role).collect(),
            capabilities: CAPABILITIES.iter().map(|name| (*name).to_owned()).collect(),
            seq: self.ledger.seq().0,
        })
    }

    pub(super) fn status(&self, now: Now) -> Reply {
        Reply::Status(Box::new(SystemStatus {
            version: self.version.to_owned(),
            uptime_s: now.mono.saturating_sub(self.started.mono).as_secs(),
            link: self.phones.link_view(),
            monitors: self.phones.monitors(),
            queues: self.settings.queues.iter().map(|queue| self.queue_view(now, queue)).collect(),
            agents: self.floor.logged_in().map(|agent| self.agent_view(agent)).collect(),
            open_sessions: self.open_sessions(),
            switch_requests: self.phones.load(),
            seq: self.ledger.seq().0,
            store: "ok".to_owned(),
            store_faults: self.store_faults.iter().map(fault_view).collect(),
            stray_events: self.phones.stray_events(),
        }))
    }

    fn queue_view(&self, now: Now, queue: &super::settings::Queue) -> QueueView {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let Load { waiting, scheduled, active } = self.book.load(&queue.name);
        let oldest = self.book.head(&queue.name).map(Session::waits_since);
        QueueView {
            queue: queue.name.clone(),
            waiting: count(waiting),
            scheduled: count(scheduled),
            max_waiting: count(queue.max_waiting),
            active: count(active),
            open: queue.hours.is_open(now.wall),
            opens_at: queue.hours.opens_at(now.wall),
            oldest_s: oldest.map(|at| u64::try_from(now.wall.duration_since(at).as_secs()).unwrap_or(0)),
        }
    }

    /// An agent layer sees the queues that its agents serve.
    pub(super) fn queue_status(
        &self,
        now: Now,
        caller: &Caller,
        command: &QueueStatus,
    ) -> Result<Reply, Refused> {
        let served = |queue: &QueueName| {
            caller.roles.has(Role::Supervisor)
                || self
                    .settings
                    .agents
                    .iter()
                    .any(|a| a.uids.contains(&caller.uid) && a.queues.contains(queue))
        };
        let wanted = |queue: &QueueName| command.queue.as_ref().is_none_or(|wanted| wanted == queue);
        let seen = self.settings.queues.iter().filter(|queue| wanted(&queue.name) && served(&queue.name));
        let queues: Vec<QueueView> = seen.map(|queue| self.queue_view(now, queue)).collect();
        match &command.queue {
            Some(queue) if queues.is_empty() => {
                let detail = format!("there is no queue {queue} that this caller's agents serve");
                Err(Refused::new(Reason::NotAllowed, detail))
            }
            _ => Ok(Reply::Queues(Queues { queues })),
        }
    }

    pub(super) fn agent_view(&self, agent: &crate::agent::Agent) -> AgentView {
        let obstacle = agent.ready_since().and_then(|_| self.obstacle(agent));
        AgentView {
            agent_id: agent.id.clone(),
            state: agent.state_name().into(),
            reason: agent.reason().cloned(),
            device: agent.device().cloned(),
            device_state: agent.device().and_then(|device| self.phones.state(device)).map(Into::into),
            queues: agent.queues.clone(),
            session_id: agent.session(),
            waits_for: obstacle.map(|obstacle| obstacle.sentence().to_owned()),
            obstacle: obstacle.map(|obstacle| obstacle.into()),
        }
    }

    pub(super) fn agent_reply(&self, id: &AgentId) -> Result<Reply, Refused> {
        let agent =
            self.floor.agent(id).ok_or_else(|| Refused::new(Reason::NotAllowed, "the agent is gone"))?;
        Ok(Reply::Agent(Changed { seq: self.ledger.seq().0, view: self.agent_view(agent) }))
    }

    pub(super) fn session_reply(&self, id: SessionId) -> Result<Reply, Refused> {
        let session = self.book.named(id)?;
        Ok(Reply::Session(Box::new(Changed {
            seq: self.ledger.seq().0,
            view: self.session_view(session, true),
        })))
    }

    /// A session; numbers and names only where `full`.
    pub(super) fn session_view(&self, session: &Session, full: bool) -> SessionView {
        let number = if full {
            session.request().destination.expose().to_owned()
        } else {
            session.request().destination.to_string()
        };
        SessionView {
            session_id: session.id(),
            session_type: "callback".to_owned(),
            state: session.state_name().into(),
            queue: session.request().queue.clone(),
            place: self.place(session),
            agent_id: session.agent().cloned(),
            number: Private::new(number),
            formatted: full.then(|| self.formatted(session)),
            extension: session.request().extension.clone().filter(|_| full),
            name: session.request().customer.name.clone().filter(|_| full),
            subject: session.request().customer.subject.clone().filter(|_| full),
            attributes: if full { session.request().customer.attributes.clone() } else { BTreeMap::new() },
            language: session.request().customer.language.clone(),
            created_at: session.request().created_at,
            not_before: session.request().window.not_before,
            not_after: session.request().window.not_after,
            until: until(session),
            legs: session.legs().iter().map(|leg| self.leg_view(leg, full)).collect(),
            last_failure: session.last_failure().map(failure_view),
            disposition: session.disposition().map(str::to_owned),
            note: session.note().cloned().filter(|_| full),
            closed_at: session.closed_at(),
            damage: None,
            outdated: self.is_outdated(session.request().created_at),
        }
    }

    pub(super) fn leg_view(&self, leg: &Leg, full: bool) -> LegView {
        LegView {
            leg_id: leg.id,
            state: leg.state_name().into(),
            device: leg.device.clone(),
            dial_string: full.then(|| leg.dialled.clone()),
            created_at: leg.created_at,
            connected_at: leg.connected().map(|connected| connected.since),
            assumed: leg.connected().is_some_and(|connected| connected.assumed),
            ended_at: leg.ended_at(),
            outcome: leg.ending().map(|ending| ending.outcome().into()),
            switch: leg.ending().and_then(Ending::switch).cloned(),
        }
    }

    pub(super) fn controls(&self, id: SessionId) -> Result<Controls, Refused> {
        let session = self.book.named(id)?;
        let shown = session.shown().ok_or_else(no_such_session)?;
        Ok(Controls {
            session_id: id,
            state: session.state_name().into(),
            number: Private::new(session.request().destination.expose()),
            formatted: Some(self.formatted(session)),
            extension: session.request().extension.clone(),
            prepended: shown.prepended.clone(),
            dial_string: Private::new(shown.dial_string.expose()),
            editable: self.queue(session).is_some_and(|queue| queue.editable),
            rules_version: session.shown_version().unwrap_or_default(),
            name: session.request().customer.name.clone(),
            subject: session.request().customer.subject.clone(),
            attributes: session.request().customer.attributes.clone(),
            language: session.request().customer.language.clone(),
            disposition: session.disposition().map(str::to_owned),
            note: session.note().cloned(),
            not_before: session.request().window.not_before,
            not_after: session.request().window.not_after,
            last_failure: session.last_failure().map(failure_view),
            outdated: self.is_outdated(session.request().created_at),
        })
    }

    /// The customer's number as readers anywhere know it.
    fn formatted(&self, session: &Session) -> Private {
        self.for_reader(&session.request().destination)
    }

    /// A number as a reader knows it.
    pub(super) fn for_reader(&self, number: &Destination) -> Private {
        Private::new(self.dial_plan.formatted(number, Style::International))
    }

    /// When the queue opens, while it is closed: the same for whoever asks.
    pub(super) fn opens_at(&self, now: Now, queue: &QueueName) -> Option<Timestamp> {
        self.queue_named(queue)?.hours.opens_at(now.wall)
    }

    pub(super) fn accepted(&self, now: Now, session: &Session) -> Requested {
        Requested::Accepted {
            session_id: session.id(),
            state: session.state_name().into(),
            number: Private::new(session.request().destination.expose()),
            formatted: Some(self.formatted(session)),
            extension: session.request().extension.clone(),
            place: self.place(session).unwrap_or(0),
            not_before: session.request().window.not_before,
            opens_at: self.opens_at(now, &session.request().queue),
            status_token: session.request().status_token.clone(),
        }
    }

    /// Place in its queue, from 1, while it waits.
    fn place(&self, session: &Session) -> Option<u64> {
        self.book.place(session).and_then(|place| u64::try_from(place).ok())
    }

    pub(super) fn customer_status(
        &self,
        now: Now,
        caller: &Caller,
        reference: &SessionRef,
    ) -> Result<Reply, Refused> {
        if !self.settings.customer_status {
            let detail =
                "customers are not shown their status here; customer-status in the configuration turns it on";
            return Err(Refused::new(Reason::NotAllowed, detail));
        }
        let SessionRef { session_id, status_token } = reference;
        let id = self.referred(caller, session_id.as_ref(), status_token.as_ref())?;
        self.customer_view(now, id).map(Reply::Customer)
    }

    pub(super) fn customer_view(&self, now: Now, id: SessionId) -> Result<CustomerStatus, Refused> {
        let session = self.book.named(id)?;
        let status = customer_state(session.state());
        let place = self.place(session);
        let not_before =
            session.request().window.not_before.filter(|_| session.is_queued() && place.is_none());
        let opens_at =
            self.opens_at(now, &session.request().queue).filter(|_| status == CustomerState::Queued);
        Ok(CustomerStatus { session_id: id, status: status.into(), place, not_before, opens_at })
    }

    /// May the caller see this session?
    fn sees(&self, caller: &Caller, session: &Session) -> bool {
        if caller.roles.has(Role::Supervisor) || caller.roles.has(Role::Operator) {
            return true;
        }
        session.agent().is_some_and(|agent| self.may_act_for(caller, agent).is_ok())
    }

    /// Operators see sessions with numbers redacted.
    fn in_full(caller: &Caller) -> bool {
        caller.roles.has(Role::Supervisor) || caller.roles.has(Role::Agent)
    }

    pub(super) fn get(&self, caller: &Caller, id: SessionId) -> Result<Reply, Refused> {
        let session = self.book.named(id)?;
        if !self.sees(caller, session) {
            return Err(no_such_session());
        }
        Ok(Reply::SessionView(Box::new(self.session_view(session, Self::in_full(caller)))))
    }

    pub(super) fn list(&self, caller: &Caller, command: &ListSessions) -> Result<Reply, Refused> {
        let limit = usize::try_from(command.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE)).unwrap_or(1);
        let wanted = |state: SessionState, queue: Option<&QueueName>, agent: Option<&AgentId>| {
            let state = match &command.states {
                Some(states) => states.contains(&state),
                None => state != SessionState::Closed,
            };
            state
                && command.queue.as_ref().is_none_or(|wanted| Some(wanted) == queue)
                && command.agent_id.as_ref().is_none_or(|wanted| Some(wanted) == agent)
        };
        let sound = self
            .book
            .sessions_after(command.after)
            .filter(|it| self.sees(caller, it))
            .filter(|it| wanted(it.state_name(), Some(&it.request().queue), it.agent()))
            .map(|session| self.session_view(session, Self::in_full(caller)));
        let damaged = self
            .damaged
            .after(command.after)
            .filter(|(_, it)| self.sees_damaged(caller, it))
            .filter(|(_, it)| wanted(SessionState::Unknown, it.queue(), it.agent()))
            .map(|(id, damaged)| self.damaged_view(id, damaged));
        let one_more = limit + 1;
        let mut sessions: Vec<SessionView> = sound.take(one_more).chain(damaged.take(one_more)).collect();
        sessions.sort_by_key(|view| view.session_id);
        let more = sessions.len() > limit;
        sessions.truncate(limit);
        Ok(Reply::Sessions(SessionPage { sessions, more }))
    }

    pub(super) fn explain_number(&self, command: &ResolveNumber) -> Result<Reply, Refused> {
        let region = command.region.as_deref().map(read_region).transpose()?;
        let queue = command.queue.as_ref().map(QueueName::as_str);
        let explanation = self.dial_plan.explain(command.number.expose(), region, queue);
        Ok(Reply::Explanation(Box::new(explanation)))
    }

    /// Notifies a connection from now on.
    pub(super) fn subscribe(&mut self, caller: &Caller, command: Subscribe) -> Reply {
        let viewer = Viewer::new(&self.settings, caller.roles, caller.uid);
        Reply::Subscribed(self.ledger.subscribe(caller, viewer, command))
    }
}

fn until(session: &Session) -> Option<Timestamp> {
    match session.state() {
        State::Offered { until, .. } | State::WrapUp { until, .. } => Some(*until),
        State::Open { reclaim, .. } => *reclaim,
        _ => None,
    }
}

fn fault_view(finding: &Finding) -> StoreFaultView {
    StoreFaultView { fault: finding.word().into(), detail: finding.to_string() }
}

fn failure_view(failure: &Failure) -> FailureView {
    FailureView {
        reason: failure.reason.into(),
        assumed: failure.assumed,
        detail: failure.sentence().to_owned(),
        switch: failure.switch.clone(),
    }
}

fn customer_state(state: &State) -> CustomerState {
    match state {
        State::Queued | State::Offered { .. } | State::Open { .. } => CustomerState::Queued,
        State::Cancelled { .. } => CustomerState::Cancelled,
        State::Dialing { .. } | State::Unknown { .. } => CustomerState::BeingCalled,
        State::Talking { .. } | State::Held { .. } => CustomerState::InCall,
        State::WrapUp { reason, .. } | State::Closed { reason, .. } => (*reason).into(),
    }
}
