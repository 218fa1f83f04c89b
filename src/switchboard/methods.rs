//! What layers may do, one method at a time. Each is done and recorded, or refused and nothing happened.

use std::fmt::Display;

use callbackd_api::{
    ids::{AgentId, LegId, Private, SessionId, StatusToken},
    message::RequestId,
    params::{CallBack, Draft, Finish, OnSession, Resolution, Resolve, Role, SessionRef},
    record::Fact,
    views::{Changed, NumberReading, Refused, Requested},
    words::{CallResult, FailureReason, MethodName, Reason, RulesStep, SessionState},
};

use super::{
    Switchboard,
    command::{Caller, Command},
    input::Deed,
    ledger::About,
    phones::Urgency,
    request::Pending,
    view::Reply,
};
use crate::{
    dialplan::{self, Candidate, RefusalRule, Routed},
    ids::{Entropy, Now},
    leg::{self, Ending, Failure, HungUpBy, Leg},
    session::{self, Session, State, Wrong},
};

impl Switchboard {
    pub(super) fn command(
        &mut self,
        now: Now,
        entropy: &Entropy,
        caller: &Caller,
        id: RequestId,
        actor: Option<String>,
        command: Command,
    ) {
        let audited = command.is_change().then(|| (command.method(), command.session()));
        let question = !command.is_change();
        let typing = matches!(command, Command::Draft(_));
        let repeated = matches!(&command, Command::Request(command) if self.is_known(caller, command));
        let result = self.obey(now, entropy, caller, command);
        let who = (caller.uid, actor);
        if let Some((method, session)) = audited
            && self.is_kept(now, method, session.filter(|_| typing), &who, result.as_ref().err())
        {
            let outcome = match &result {
                Ok(_) if repeated => CallResult::Repeated,
                Ok(Reply::Requested(Requested::Duplicate { .. })) => CallResult::Duplicate,
                Ok(_) => CallResult::Done,
                Err(refused) => CallResult::Refused(refused.reason),
            };
            let rule = result.as_ref().err().and_then(|refused| refused.rule.clone());
            let session = match &result {
                Ok(Reply::Requested(Requested::Accepted { session_id, .. })) => Some(*session_id),
                _ => session,
            };
            let (uid, actor) = who;
            let fact = Fact::Called { method: method.into(), uid, actor, result: outcome.into(), rule };
            self.ledger.record(now, About { session, ..About::default() }, fact);
        }
        self.ledger.reply(Deed::Reply { client: caller.client, id, result: Box::new(result), question });
    }

    /// Is this call to be recorded by itself? Refused ones are counted, and of a draft it is kept that somebody began to type.
    fn is_kept(
        &mut self,
        now: Now,
        method: MethodName,
        typed: Option<SessionId>,
        who: &(u32, Option<String>),
        refused: Option<&Refused>,
    ) -> bool {
        match (refused, typed) {
            (Some(refused), _) => self.ledger.refused(now, who.0, method, refused),
            (None, Some(id)) => self.book.begins_to_type(id, now.wall, who),
            (None, None) => true,
        }
    }

    fn obey(
        &mut self,
        now: Now,
        entropy: &Entropy,
        caller: &Caller,
        command: Command,
    ) -> Result<Reply, Refused> {
        if let Some(result) = self.obey_damaged(now, caller, &command) {
            return result;
        }
        match command {
            Command::Hello(_) => Ok(self.welcome(caller)),
            Command::SystemStatus => Ok(self.status(now)),
            Command::Request(request) => self.request(now, entropy, caller, *request).map(Reply::Requested),
            Command::Change(command) => self.change_request(now, caller, *command).map(Reply::Requested),
            Command::Status(reference) => self.customer_status(now, caller, &reference),
            Command::Withdraw(reference) => self.withdraw(now, caller, &reference),
            Command::LogIn(command) => self.log_in(now, caller, command).and_then(|id| self.agent_reply(&id)),
            Command::SetState(command) => {
                self.set_state(now, caller, command).and_then(|id| self.agent_reply(&id))
            }
            Command::Present(command) => {
                self.present(now, caller, &command).and_then(|id| self.agent_reply(&id))
            }
            Command::LogOut(command) => {
                self.log_out(now, caller, &command).and_then(|id| self.agent_reply(&id))
            }
            Command::Open(on) => self.open(now, caller, &on),
            Command::CallBack(command) => self.call_back(now, entropy, caller, &command),
            Command::Cancel(on) => {
                self.change(now, caller, on.session_id, "Cancel is for an open session", Session::cancel)
            }
            Command::Drop(finish) => self.drop_call(now, caller, finish),
            Command::Hold(on) => self.hold(caller, &on, true),
            Command::Retrieve(on) => self.hold(caller, &on, false),
            Command::Close(finish) => self.close(now, caller, finish),
            Command::SendDigits(command) => self.send_digits(caller, &command),
            Command::Draft(command) => self.draft(now, caller, command),
            Command::Resolve(command) => self.resolve(now, caller, &command),
            Command::List(command) => self.list(caller, &command),
            Command::Get(on) => self.get(caller, on.session_id),
            Command::QueueStatus(command) => self.queue_status(now, caller, &command),
            Command::ResolveNumber(command) => self.explain_number(&command),
            Command::Subscribe(command) => Ok(self.subscribe(caller, command)),
        }
    }

    fn withdraw(&mut self, now: Now, caller: &Caller, reference: &SessionRef) -> Result<Reply, Refused> {
        let SessionRef { session_id, status_token } = reference;
        let id = self.referred(caller, session_id.as_ref(), status_token.as_ref())?;
        self.transition(now, id, |session, out| session.withdraw(now.wall, out)).map_err(|unmoved| {
            unmoved.refuse(|state| {
                let detail = format!("the session is already {state}: nothing was withdrawn");
                Refused { state: Some(state.to_string()), ..Refused::new(Reason::TooLate, detail) }
            })
        })?;
        self.customer_view(now, id).map(Reply::Customer)
    }

    fn open(&mut self, now: Now, caller: &Caller, on: &OnSession) -> Result<Reply, Refused> {
        let id = on.session_id;
        self.owner(caller, id)?;
        let routed = self.route_for(id)?;
        let rules = self.fired(RulesStep::Shown, &routed);
        let opened = self.book.transition(id, &self.settings.policy, now.wall, |session, out| {
            session.open(out)?;
            session.show(routed);
            Ok(())
        });
        let opened =
            opened.map_err(|u| u.refuse(needs("Call State is for a session that is offered to you")))?;
        if !opened.is_empty() {
            self.ledger.record(now, self.about(id), rules);
        }
        self.follow(now, id, opened);
        let view = self.controls(id)?;
        Ok(Reply::Controls(Box::new(Changed { seq: self.ledger.seq().0, view })))
    }

    /// The routing rule behind what is shown or edited, as the journal keeps it.
    fn fired(&self, step: RulesStep, dial: &Routed) -> Fact {
        Fact::RulesFired {
            step: step.into(),
            class: self.dial_plan.classify(&dial.number).to_string(),
            rules: vec![format!("route {}", dial.rule)],
            rules_version: dial.rules_version.to_string(),
        }
    }

    /// Judges and routes the customer's number as the rules are now.
    fn route_for(&self, id: SessionId) -> Result<Routed, Refused> {
        let session = self.book.named(id)?;
        let queue = Some(session.request().queue.as_str());
        let judged = self.dial_plan.judge(&session.request().destination, queue).map_err(number_refused)?;
        self.dial_plan.route(&judged, queue).map_err(number_refused)
    }

    fn call_back(
        &mut self,
        now: Now,
        entropy: &Entropy,
        caller: &Caller,
        command: &CallBack,
    ) -> Result<Reply, Refused> {
        let id = command.session_id;
        let agent = self.owner(caller, id)?;
        let session = self.book.named(id)?;
        if !matches!(session.state(), State::Open { .. }) {
            return Err(wrong_state(
                "Call Back needs an open session: press Call State first",
                session.state_name(),
            ));
        }
        let shown = self.still_as_shown(now, id, &command.rules_version)?;
        let dial = self.dial_as_wished(id, &shown, command)?;
        let classes = self.classes_of_edit(now, id, &dial)?;
        self.within_hours(now, id)?;
        let device = self.usable_device(&agent)?;
        let leg = Leg::plan(
            LegId::new(entropy.id(now.wall)),
            device,
            Private::new(dial.dial_string.expose()),
            now.wall,
        );
        let leg_id = leg.id;
        let dialing = self
            .book
            .transition(id, &self.settings.policy, now.wall, |session, out| session.call_back(leg, out))
            .map_err(|unmoved| unmoved.refuse(needs("Call Back needs an open session")))?;
        self.book.count_edit(id, now.wall, &classes);
        if dial.dial_string != shown.dial_string {
            let about = self.about(id).leg(leg_id);
            let rules = self.fired(RulesStep::Edited, &dial);
            self.ledger.record(now, about, rules);
        }
        self.plan(leg_id, id, dial);
        self.follow(now, id, dialing);
        let view = self.leg_view(self.book.leg(leg_id).ok_or_else(no_such_session)?, true);
        Ok(Reply::Leg(Changed { seq: self.ledger.seq().0, view }))
    }

    /// What was shown to the layer that names this version, unless the rules would make something else of the number by now.
    fn still_as_shown(&mut self, now: Now, id: SessionId, version: &str) -> Result<Routed, Refused> {
        let fresh = self.route_for(id)?;
        let session = self.book.named(id)?;
        let Some(shown) = session.shown() else {
            return Err(Refused::new(Reason::WrongState, "call session.open first: nothing was shown yet"));
        };
        let is_named = session.shown_version().is_some_and(|shown| shown == version);
        if is_named && fresh.dial_string == shown.dial_string {
            return Ok(fresh);
        }
        self.book.change(id, &self.settings.policy, now.wall, |session| session.show(fresh));
        let detail = "rules_version does not name what would be dialled now: the routing rules have changed since those controls \
                      were shown, or it never came with controls; look at the new digits";
        let controls = Some(Box::new(self.controls(id)?));
        Err(Refused { controls, ..Refused::new(Reason::NumberChanged, detail) })
    }

    /// What is shown, or the agent's edit of it, read and judged.
    fn dial_as_wished(&self, id: SessionId, shown: &Routed, command: &CallBack) -> Result<Routed, Refused> {
        let Some(edit) = &command.dial_string else { return Ok(shown.clone()) };
        if edit.expose() == shown.dial_string.expose() {
            return Ok(shown.clone());
        }
        let session = self.book.named(id)?;
        if !self.queue(session).is_some_and(|queue| queue.editable) {
            let detail = format!("queue {} does not let agents edit the number", session.request().queue);
            return Err(Refused::new(Reason::NotAllowed, detail));
        }
        self.dial_plan
            .read_edit(shown, edit.expose(), Some(session.request().queue.as_str()))
            .map_err(number_refused)
    }

    fn within_hours(&self, now: Now, id: SessionId) -> Result<(), Refused> {
        let session = self.book.named(id)?;
        match self.queue(session) {
            Some(queue) if !queue.hours.is_open(now.wall) => {
                let detail = format!("queue {} is outside its service hours", queue.name);
                Err(Refused::new(Reason::OutsideHours, detail))
            }
            _ => Ok(()),
        }
    }

    fn drop_call(&mut self, now: Now, caller: &Caller, finish: Finish) -> Result<Reply, Refused> {
        let id = finish.session_id;
        self.owner(caller, id)?;
        self.note(now, id, finish);
        let in_call = self.book.session(id).is_some_and(|session| {
            matches!(session.state(), State::Dialing { .. } | State::Talking { .. } | State::Held { .. })
        });
        if in_call {
            if let Some(leg) = self.book.session(id).and_then(Session::leg).map(|leg| leg.id) {
                self.tell_leg(now, leg, leg::Input::Drop);
            }
            return self.session_reply(id);
        }
        let times = self.write_up(id);
        let offered = self.book.session(id).is_some_and(|s| matches!(s.state(), State::Offered { .. }));
        let refused = offered && self.route_for(id).is_err();
        let needed = "there is nothing to drop";
        self.change(now, caller, id, needed, |session, out| match refused {
            true => session.drop_refused(now.wall, times, out),
            false => session.drop_idle(now.wall, times, out),
        })
    }

    fn close(&mut self, now: Now, caller: &Caller, finish: Finish) -> Result<Reply, Refused> {
        let id = finish.session_id;
        self.owner(caller, id)?;
        let writing_up = self.book.session(id).is_some_and(|s| matches!(s.state(), State::WrapUp { .. }));
        if writing_up {
            self.note(now, id, finish);
        }
        let needed = "only a session in wrap-up is closed like this; session.drop ends others";
        self.change(now, caller, id, needed, |session, out| session.finish(now.wall, out))
    }

    fn draft(&mut self, now: Now, caller: &Caller, command: Draft) -> Result<Reply, Refused> {
        let Draft { session_id: id, disposition, note, .. } = command;
        let times = self.write_up(id);
        let needed = "a draft is kept for a session that an agent has";
        self.change(now, caller, id, needed, |session, _| session.draft(disposition, note, now.wall, times))
    }

    fn note(&mut self, now: Now, id: SessionId, finish: Finish) {
        if self.book.session(id).is_some_and(|session| !session.is_closed()) {
            self.book.change(id, &self.settings.policy, now.wall, |session| {
                session.note_down(finish.disposition, finish.note);
            });
        }
    }

    fn hold(&mut self, caller: &Caller, on: &OnSession, hold: bool) -> Result<Reply, Refused> {
        let id = on.session_id;
        self.owner(caller, id)?;
        let session = self.book.named(id)?;
        let right = match session.state() {
            State::Talking { .. } => hold,
            State::Held { .. } => !hold,
            _ => false,
        };
        let call =
            session.leg().and_then(|leg| leg.call().map(|call| (leg.id, leg.device.clone(), call.clone())));
        let Some((leg, device, call)) = call.filter(|_| right) else {
            let needed =
                if hold { "only a conversation can be held" } else { "only a held call can be retrieved" };
            return Err(wrong_state(needed, session.state_name()));
        };
        let pending =
            if hold { Pending::Hold { leg, device, call } } else { Pending::Retrieve { leg, device, call } };
        self.phones.want(Urgency::InAir, pending);
        let view = self.session_view(session, true);
        Ok(Reply::Session(Box::new(Changed { seq: self.ledger.seq().0, view })))
    }

    fn resolve(&mut self, now: Now, caller: &Caller, command: &Resolve) -> Result<Reply, Refused> {
        let id = command.session_id;
        if !caller.roles.has(Role::Supervisor) {
            self.owner(caller, id)?;
        }
        let session = self.book.named(id)?;
        let State::Unknown { .. } = session.state() else {
            let needed = "session.resolve is for a call that the daemon lost sight of";
            return Err(wrong_state(needed, session.state_name()));
        };
        let ending = match command.outcome {
            Resolution::Talked => Ending::Completed { by: HungUpBy::Unknown, switch: None },
            Resolution::NotReached => Ending::Failed { failure: Failure::of(FailureReason::NotReached) },
            Resolution::NotDialled => Ending::Failed { failure: Failure::of(FailureReason::NotDialled) },
        };
        match session.leg().map(|leg| leg.id) {
            Some(leg) => self.tell_leg(now, leg, leg::Input::Resolved(ending)),
            None => return Err(no_such_session()),
        }
        self.session_reply(id)
    }

    /// One transition of a session by its owner.
    fn change(
        &mut self,
        now: Now,
        caller: &Caller,
        id: SessionId,
        needed: &'static str,
        transition: impl FnOnce(&mut Session, &mut Vec<session::Output>) -> Result<(), Wrong>,
    ) -> Result<Reply, Refused> {
        self.owner(caller, id)?;
        self.transition(now, id, transition).map_err(|unmoved| unmoved.refuse(needs(needed)))?;
        self.session_reply(id)
    }

    /// The session's agent, if the caller's layer may act for them. Other sessions do not exist for the caller.
    pub(super) fn owner(&self, caller: &Caller, id: SessionId) -> Result<AgentId, Refused> {
        let agent = self.book.session(id).and_then(Session::agent).cloned().ok_or_else(no_such_session)?;
        self.may_act_for(caller, &agent).map_err(|_| no_such_session())?;
        Ok(agent)
    }

    /// A customer's session: by token, or by id for the layer that asked for it.
    pub(super) fn referred(
        &self,
        caller: &Caller,
        session_id: Option<&SessionId>,
        status_token: Option<&StatusToken>,
    ) -> Result<SessionId, Refused> {
        let found = match (session_id, status_token) {
            (Some(id), None) => {
                self.book.session(*id).filter(|session| session.request().requested_by == caller.uid)
            }
            (None, Some(token)) => self.book.by_token(token),
            _ => return Err(Refused::new(Reason::NoSuchSession, "give either session_id or status_token")),
        };
        found.map(Session::id).ok_or_else(no_such_session)
    }
}

impl Command {
    /// The method.
    #[must_use]
    pub fn method(&self) -> MethodName {
        match self {
            Self::Hello(_) => MethodName::SystemHello,
            Self::SystemStatus => MethodName::SystemStatus,
            Self::Request(_) => MethodName::CallbackRequest,
            Self::Change(_) => MethodName::CallbackChange,
            Self::Status(_) => MethodName::CallbackStatus,
            Self::Withdraw(_) => MethodName::CallbackWithdraw,
            Self::LogIn(_) => MethodName::AgentLogIn,
            Self::SetState(_) => MethodName::AgentSetState,
            Self::Present(_) => MethodName::AgentPresent,
            Self::LogOut(_) => MethodName::AgentLogOut,
            Self::Open(_) => MethodName::SessionOpen,
            Self::CallBack(_) => MethodName::SessionCallBack,
            Self::Cancel(_) => MethodName::SessionCancel,
            Self::Drop(_) => MethodName::SessionDrop,
            Self::Hold(_) => MethodName::SessionHold,
            Self::Retrieve(_) => MethodName::SessionRetrieve,
            Self::Close(_) => MethodName::SessionClose,
            Self::SendDigits(_) => MethodName::SessionSendDigits,
            Self::Draft(_) => MethodName::SessionDraft,
            Self::Resolve(_) => MethodName::SessionResolve,
            Self::List(_) => MethodName::SessionList,
            Self::Get(_) => MethodName::SessionGet,
            Self::QueueStatus(_) => MethodName::QueueStatus,
            Self::ResolveNumber(_) => MethodName::DialplanResolve,
            Self::Subscribe(_) => MethodName::EventsSubscribe,
        }
    }

    /// The session it is about.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        match self {
            Self::Status(on) | Self::Withdraw(on) => on.session_id,
            Self::Change(command) => command.session_id,
            Self::Open(on) | Self::Cancel(on) | Self::Hold(on) | Self::Retrieve(on) | Self::Get(on) => {
                Some(on.session_id)
            }
            Self::CallBack(command) => Some(command.session_id),
            Self::Drop(finish) | Self::Close(finish) => Some(finish.session_id),
            Self::SendDigits(command) => Some(command.session_id),
            Self::Draft(command) => Some(command.session_id),
            Self::Resolve(command) => Some(command.session_id),
            _ => None,
        }
    }
}

pub(super) fn no_such_session() -> Refused {
    Refused::new(Reason::NoSuchSession, "there is no such session for this caller")
}

/// What the wish needs, and what it met instead.
pub(super) fn wrong_state(needed: &str, state: impl Display) -> Refused {
    let detail = format!("{needed}; this one is in state {state}");
    Refused { state: Some(state.to_string()), ..Refused::new(Reason::WrongState, detail) }
}

fn needs(needed: &'static str) -> impl FnOnce(SessionState) -> Refused {
    move |state| wrong_state(needed, state)
}

pub(super) fn number_refused(refusal: dialplan::Refusal) -> Refused {
    let reason = match refusal.rule {
        RefusalRule::AmbiguousNumber => Reason::AmbiguousNumber,
        _ => Reason::NumberRefused,
    };
    Refused {
        rule: Some(refusal.rule.as_str().to_owned()),
        readings: refusal.readings.into_iter().map(number_reading).collect(),
        ..Refused::new(reason, refusal.detail)
    }
}

fn number_reading(candidate: Candidate) -> NumberReading {
    NumberReading {
        number: Private::new(candidate.destination.expose()),
        formatted: Private::new(candidate.formatted),
        country: candidate.region.map(|region| region.to_string()),
        extension: candidate.extension.map(Private::new),
    }
}
