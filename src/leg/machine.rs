//! The transitions: each takes the leg, gives it back and appends what follows.

use callbackd_api::{
    record::SwitchSays,
    words::{FailureReason, LegState},
};
use csta::types::{EventCause, LocalConnectionState};

use super::{
    Answers, Ask, Call, CallEvent, CallEventKind, Connected, Ending, Failure, HungUpBy, Input, Leg, Output,
    Phase, Policy, Sighting, State,
    clearing::{Clearing, Freeing, clear},
    outcome::said,
};
use crate::ids::{Epoch, Now};

impl Leg {
    /// Takes one input. `answers` says whether this switch reports the answer of this call.
    #[must_use]
    pub fn handle(
        mut self,
        now: Now,
        policy: &Policy,
        answers: Answers,
        input: Input<'_>,
        out: &mut Vec<Output>,
    ) -> Self {
        let before = self.state_name();
        let called = self.call().cloned();
        let says = says(&input);
        let state = std::mem::replace(&mut self.state, State::Planned);
        let mut follows = Vec::new();
        self.state = self.step(state, now, policy, answers, input, &mut follows);
        if self.call() != called.as_ref() {
            self.named_at = now.mono;
        }
        if self.state_name() != before {
            out.push(Output::Progress { switch: says });
        }
        out.append(&mut follows);
        if self.is_ended() && before != LegState::Ended {
            out.push(Output::Ended);
        }
        self
    }

    fn step(
        &mut self,
        state: State,
        now: Now,
        policy: &Policy,
        answers: Answers,
        input: Input<'_>,
        out: &mut Vec<Output>,
    ) -> State {
        match (state, input) {
            (ended @ State::Ended { .. }, _) => ended,
            (State::Planned, input) => self.planned(now, input, out),
            (State::Permitted, Input::Sent) => State::Placing,
            (State::Permitted, input) => unsent(State::Permitted, now, input, out),
            (State::Placing, input) => self.placing(now, policy, input, out),
            (State::Abandoning { since }, input) => self.abandoning(since, now, input, out),
            (State::Clearing { call, ending, since, rounds }, input) => {
                self.clearing(Clearing { call, ending, since, rounds }, now, &input, out)
            }
            (State::Freeing { call, ending, since, refused }, input) => {
                self.freeing(Freeing { call, ending, since, refused }, now, &input, out)
            }
            (State::Unknown { call }, input) => self.unknown(call, now, input, out),
            (State::InAir { call, phase, since, doubt }, input) => {
                let air = Air { call, phase, since, doubt };
                match input {
                    Input::Event(event) => self.heard(air, now, event, out),
                    Input::Timeout => self.overdue(air, now, answers, out),
                    input => self.in_air(air, now, input, out),
                }
            }
        }
    }

    fn planned(&mut self, now: Now, input: Input<'_>, out: &mut Vec<Output>) -> State {
        match input {
            Input::Permitted => {
                self.attempts += 1;
                State::Permitted
            }
            input => unsent(State::Planned, now, input, out),
        }
    }

    fn placing(&mut self, now: Now, policy: &Policy, input: Input<'_>, out: &mut Vec<Output>) -> State {
        match input {
            Input::Placed(call) => Air::new(call, Phase::Initiated, now).into(),
            Input::Refused(refusal) if refusal.passing && self.attempts < policy.attempts => {
                out.push(Output::Replanned(refusal));
                State::Planned
            }
            Input::Refused(refusal) => settle(now, refused(refusal), out),
            Input::Unanswered => {
                out.push(Output::Lost {
                    detail: "The switch did not answer. Nobody knows yet whether the call was placed.",
                });
                out.push(Output::Ask(Ask::Snapshot));
                State::Unknown { call: None }
            }
            Input::LinkLost => {
                out.push(Output::Lost { detail: "The link was lost while the call was being placed." });
                State::Unknown { call: None }
            }
            Input::Drop => {
                self.abandoned = true;
                State::Abandoning { since: now.mono }
            }
            Input::Resolved(ending) => settle(now, ending, out),
            _ => State::Placing,
        }
    }

    fn abandoning(
        &mut self,
        since: std::time::Duration,
        now: Now,
        input: Input<'_>,
        out: &mut Vec<Output>,
    ) -> State {
        match input {
            Input::Placed(call) => hang_up(call, now, out),
            Input::Refused(_) => settle(now, Ending::Dropped, out),
            Input::Unanswered | Input::Timeout | Input::LinkLost => {
                out.push(Output::Lost { detail: "The call was dropped before the switch had named it, and the switch fell silent." });
                out.push(Output::Ask(Ask::Snapshot));
                State::Unknown { call: None }
            }
            Input::Resolved(ending) => settle(now, ending, out),
            _ => State::Abandoning { since },
        }
    }

    fn unknown(&mut self, call: Option<Call>, now: Now, input: Input<'_>, out: &mut Vec<Output>) -> State {
        match input {
            Input::Placed(call) if self.abandoned => hang_up(call, now, out),
            // The answer to our own MakeCall, however late, names our own call.
            Input::Placed(call) => Air::new(call, Phase::Initiated, now).into(),
            Input::Refused(refusal) if call.is_none() => settle(now, refused(refusal), out),
            Input::Snapshot { epoch, sightings, .. } => {
                match sightings.iter().find(|sighting| self.recognises(call.as_ref(), sighting)) {
                    Some(sighting) => self.adopt(epoch, sighting, now, out),
                    None => State::Unknown { call },
                }
            }
            Input::Resolved(ending) => settle(now, ending, out),
            _ => State::Unknown { call },
        }
    }

    /// Is this our call? By linkage data, by our own correlator data, or by call id and called device together.
    pub(super) fn recognises(&self, call: Option<&Call>, sighting: &Sighting) -> bool {
        if sighting.correlator.as_deref() == Some(self.id.octets().as_slice()) {
            return true;
        }
        let Some(call) = call else { return false };
        if call.linkage.is_some() && call.linkage == sighting.linkage {
            return true;
        }
        call.id() == sighting.call_id
            && sighting.called.as_deref().is_some_and(|called| same_digits(called, self.dialled.expose()))
    }

    fn adopt(&mut self, epoch: Epoch, sighting: &Sighting, now: Now, out: &mut Vec<Output>) -> State {
        let call = sighting.named(epoch);
        if self.abandoned {
            return hang_up(call, now, out);
        }
        let answered = sighting.answered.unwrap_or(self.connected.is_some());
        let phase = match sighting.local {
            Some(LocalConnectionState::Hold) => Phase::Held,
            Some(LocalConnectionState::Connected) if answered => Phase::Connected,
            Some(LocalConnectionState::Connected) => Phase::Originated,
            Some(LocalConnectionState::Fail) => {
                let ending =
                    if self.connected.is_some() { hung_up(HungUpBy::Unknown, None) } else { failed() };
                return settle_and_clear(call, ending, now, out);
            }
            _ => Phase::Initiated,
        };
        match phase {
            Phase::Connected => self.connect(false, now, out),
            Phase::Held => out.push(Output::Held),
            _ => {}
        }
        Air::new(call, phase, now).into()
    }

    fn in_air(&mut self, air: Air, now: Now, input: Input<'_>, out: &mut Vec<Output>) -> State {
        match input {
            // The result after its events: it may name the call's linkage.
            Input::Placed(call) => Air { call, ..air }.into(),
            Input::Drop => {
                let ending = if air.talks() { hung_up(HungUpBy::Agent, None) } else { Ending::Dropped };
                settle_and_clear(air.call, ending, now, out)
            }
            Input::LinkLost => {
                out.push(Output::Lost {
                    detail: "The link to the switch was lost while the call was up. The call itself goes on.",
                });
                State::Unknown { call: Some(air.call) }
            }
            Input::Unseen if air.doubt.is_some() => self.assume(air, now, out),
            Input::Snapshot { epoch, asked, sightings }
                if epoch == air.call.epoch && asked > self.named_at =>
            {
                self.checked(air, now, asked, sightings, out)
            }
            Input::Resolved(ending) => settle(now, ending, out),
            _ => air.into(),
        }
    }

    /// A look at a call that has been quiet: lost events are normal.
    fn checked(
        &mut self,
        air: Air,
        now: Now,
        asked: std::time::Duration,
        sightings: &[Sighting],
        out: &mut Vec<Output>,
    ) -> State {
        if let Some(sighting) = sightings.iter().find(|sighting| sighting.call_id == air.call.id()) {
            return match air.doubt {
                Some(doubt) if asked >= doubt => self.verdict(air, now, sighting, out),
                Some(_) => air.into(),
                None => Air { since: now.mono, ..air }.into(),
            };
        }
        let ending = if air.talks() { hung_up(HungUpBy::Unknown, None) } else { failed() };
        settle(now, ending, out)
    }

    fn overdue(&mut self, air: Air, now: Now, answers: Answers, out: &mut Vec<Output>) -> State {
        match air.phase {
            _ if air.doubt.is_some() => self.assume(air, now, out),
            phase if answers.assumed_in(phase) => {
                self.connect(true, now, out);
                Air::new(air.call, Phase::Connected, now).into()
            }
            // An event may be lost, and they talk: the switch is asked before anything is hung up.
            Phase::Initiated | Phase::Originated | Phase::NetworkReached | Phase::Ringing => {
                out.push(Output::Ask(Ask::Snapshot));
                Air { doubt: Some(now.mono), ..air }.into()
            }
            Phase::Connected | Phase::Held => {
                out.push(Output::Ask(Ask::Snapshot));
                Air { since: now.mono, ..air }.into()
            }
        }
    }

    /// What the switch shows of a call whose prompt or ring is over. Where it does not show enough, a closer look may.
    fn verdict(&mut self, air: Air, now: Now, sighting: &Sighting, out: &mut Vec<Output>) -> State {
        use LocalConnectionState as L;
        match (sighting.local, sighting.answered) {
            (Some(L::Connected), Some(true)) => {
                self.connect(false, now, out);
                Air::new(air.call, Phase::Connected, now).into()
            }
            (Some(L::Hold), _) => {
                out.push(Output::Held);
                Air::new(air.call, Phase::Held, now).into()
            }
            // Lifted: now the customer has as long to answer as ever.
            (Some(L::Connected), _) if air.phase == Phase::Initiated => {
                Air::new(air.call, Phase::Originated, now).into()
            }
            (Some(L::Connected), Some(false)) => give_up(air, FailureReason::NoAnswer, false, now, out),
            (Some(L::Fail | L::Null), _) => settle_and_clear(air.call, failed(), now, out),
            (Some(L::Initiated | L::Alerting), _) if air.phase == Phase::Initiated => {
                give_up(air, FailureReason::NotLifted, false, now, out)
            }
            _ => air.into(),
        }
    }

    /// The switch cannot be asked, or did not say: the timer decides, and it is said to be an assumption.
    fn assume(&mut self, air: Air, now: Now, out: &mut Vec<Output>) -> State {
        let reason = match air.phase {
            Phase::Initiated => FailureReason::NotLifted,
            _ => FailureReason::NoAnswer,
        };
        give_up(air, reason, true, now, out)
    }

    fn connect(&mut self, assumed: bool, now: Now, out: &mut Vec<Output>) {
        let since = self.connected.map_or(now.wall, |before| before.since);
        self.connected = Some(Connected { since, assumed });
        out.push(Output::Connected { assumed });
    }

    /// One event of a call in the air.
    fn heard(&mut self, air: Air, now: Now, event: &CallEvent, out: &mut Vec<Output>) -> State {
        use CallEventKind as K;
        let ours = event.is_about(&self.device);
        match &event.kind {
            K::ServiceInitiated => air.forward(Phase::Initiated, now),
            K::Originated => air.forward(Phase::Originated, now),
            K::NetworkReached => air.forward(Phase::NetworkReached, now),
            // Our own phone rings when the switch prompts by ringing; the customer's phone otherwise.
            K::Delivered if ours || event.local == Some(LocalConnectionState::Alerting) => {
                air.forward(Phase::Initiated, now)
            }
            K::Delivered => air.forward(Phase::Ringing, now),
            K::Established if ours => air.forward(Phase::Originated, now),
            K::Established => {
                if !air.talks() || self.connected.is_some_and(|connected| connected.assumed) {
                    self.connect(false, now, out);
                }
                air.forward(Phase::Connected, now)
            }
            K::Held if ours && air.phase != Phase::Held => {
                out.push(Output::Held);
                Air::new(air.call, Phase::Held, now).into()
            }
            K::Retrieved if ours && air.phase == Phase::Held => {
                out.push(Output::Retrieved);
                Air::new(air.call, Phase::Connected, now).into()
            }
            K::Failed => fell(air, now, event, ours, out),
            K::ConnectionCleared if ours => over(&air, now, event, HungUpBy::Agent, out),
            K::ConnectionCleared => gone(air, now, event, out),
            K::CallCleared => over(&air, now, event, HungUpBy::Unknown, out),
            K::Transferred { by, becomes } => {
                moved(air, now, by.as_deref() == Some(self.device.as_str()), becomes.as_ref(), out)
            }
            K::Conferenced { becomes } => moved(air, now, false, becomes.as_ref(), out),
            K::Diverted | K::Queued | K::Held | K::Retrieved => air.into(),
        }
    }
}

/// A named call with its phase, taken apart for one transition.
struct Air {
    call: Call,
    phase: Phase,
    since: std::time::Duration,
    doubt: Option<std::time::Duration>,
}

impl From<Air> for State {
    fn from(Air { call, phase, since, doubt }: Air) -> Self {
        Self::InAir { call, phase, since, doubt }
    }
}

impl Air {
    fn new(call: Call, phase: Phase, now: Now) -> Self {
        Self { call, phase, since: now.mono, doubt: None }
    }

    fn talks(&self) -> bool {
        matches!(self.phase, Phase::Connected | Phase::Held)
    }

    /// Events overtake each other: a call only ever gets further.
    fn forward(self, phase: Phase, now: Now) -> State {
        if phase > self.phase { Self::new(self.call, phase, now).into() } else { self.into() }
    }
}

fn says(input: &Input<'_>) -> Option<SwitchSays> {
    match input {
        Input::Event(event) => event.cause.map(said),
        Input::Refused(refusal) => Some(refusal.says.clone()),
        _ => None,
    }
}

fn hung_up(by: HungUpBy, cause: Option<EventCause>) -> Ending {
    Ending::Completed { by, switch: cause.map(said) }
}

/// Nobody saw why.
fn failed() -> Ending {
    Ending::Failed { failure: Failure::from_cause(None, None) }
}

fn refused(refusal: super::Refusal) -> Ending {
    let failure = Failure { switch: Some(refusal.says), ..Failure::of(refusal.reason) };
    Ending::Failed { failure }
}

/// The agent dropped it before it had a name.
fn hang_up(call: Call, now: Now, out: &mut Vec<Output>) -> State {
    settle_and_clear(call, Ending::Dropped, now, out)
}

fn settle(now: Now, ending: Ending, out: &mut Vec<Output>) -> State {
    out.push(Output::Settled(ending.clone()));
    State::Ended { ending, at: now.wall }
}

/// The outcome is known, and the phone is still to be freed.
fn settle_and_clear(call: Call, ending: Ending, now: Now, out: &mut Vec<Output>) -> State {
    out.push(Output::Settled(ending.clone()));
    clear(call, ending, now, out)
}

fn give_up(air: Air, reason: FailureReason, assumed: bool, now: Now, out: &mut Vec<Output>) -> State {
    let ending = Ending::Failed { failure: Failure { assumed, ..Failure::of(reason) } };
    settle_and_clear(air.call, ending, now, out)
}

/// Why a call came to nothing before an answer. While our own phone was still prompted, it is our phone that nobody answered.
fn unanswered(air: &Air, event: &CallEvent, ours: bool) -> Failure {
    let mut failure = Failure::from_cause(event.cause, event.means);
    if ours && air.phase == Phase::Initiated && failure.reason == FailureReason::NoAnswer {
        failure.reason = FailureReason::NotLifted;
    }
    failure
}

/// `failed`: before an answer the attempt is lost, after it a party is gone. The phone keeps its tone until it is cleared.
fn fell(air: Air, now: Now, event: &CallEvent, ours: bool, out: &mut Vec<Output>) -> State {
    let ending = match (air.talks(), ours) {
        // Cause 46 on the trunk, then 35 on our own leg, is how some switches say that the customer hung up.
        (true, _) => hung_up(HungUpBy::Customer, event.cause),
        (false, _) => Ending::Failed { failure: unanswered(&air, event, ours) },
    };
    settle_and_clear(air.call, ending, now, out)
}

/// Our own connection is gone: the phone is free.
fn over(air: &Air, now: Now, event: &CallEvent, by: HungUpBy, out: &mut Vec<Output>) -> State {
    let ending = if air.talks() {
        hung_up(by, event.cause)
    } else {
        let mut failure = unanswered(air, event, true);
        if event.cause.is_none() || failure.reason == FailureReason::Rejected {
            failure.reason = FailureReason::HungUpEarly;
        }
        Ending::Failed { failure }
    };
    settle(now, ending, out)
}

/// The other party's connection is gone. Ours may stay up with tone, so it is cleared.
fn gone(air: Air, now: Now, event: &CallEvent, out: &mut Vec<Output>) -> State {
    let ending = if air.talks() {
        hung_up(HungUpBy::Customer, event.cause)
    } else {
        let mut failure = Failure::from_cause(event.cause, event.means);
        if failure.reason == FailureReason::HungUpEarly {
            failure.reason = FailureReason::NoAnswer;
        }
        Ending::Failed { failure }
    };
    settle_and_clear(air.call, ending, now, out)
}

/// Transferred or conferenced: our part ends when we transferred it, else it goes on, perhaps under another id.
fn moved(
    air: Air,
    now: Now,
    by_us: bool,
    becomes: Option<&csta::types::CallId>,
    out: &mut Vec<Output>,
) -> State {
    match becomes {
        _ if by_us => settle(now, Ending::Transferred, out),
        Some(id) => {
            let call = Call { call_id: id.as_bytes().to_vec(), ..air.call };
            Air { call, ..air }.into()
        }
        None => air.into(),
    }
}

/// Nothing has left the process: whatever ends it, nothing was dialled.
fn unsent(state: State, now: Now, input: Input<'_>, out: &mut Vec<Output>) -> State {
    match input {
        Input::NotPermitted(failure) => settle(now, Ending::Failed { failure }, out),
        Input::LinkLost => settle(now, Ending::Failed { failure: Failure::of(FailureReason::LinkDown) }, out),
        Input::Drop => settle(now, Ending::Dropped, out),
        Input::Resolved(ending) => settle(now, ending, out),
        _ => state,
    }
}

/// Switches report what was dialled without pauses, or with their own character for them.
fn same_digits(called: &str, dialled: &str) -> bool {
    let heard = |c: &char| c.is_ascii_digit() || matches!(c, '*' | '#');
    called.chars().filter(heard).eq(dialled.chars().filter(heard))
}
