//! How calls move: by what is due, and by what people do at phones.

use std::time::Duration;

use csta::types::{EventCause, LocalConnectionState as State};

use super::call::{CallId, Device, Due, Leg, Step};
use super::plan::{Behaviour, FarEndClearing, Route, User};
use super::{Exchange, Happening, Kind, Refusal};

impl Exchange {
    pub(super) fn step(&mut self, at: Duration, id: CallId, step: Step) {
        match step {
            Step::OffHook => self.off_hook(at, id),
            Step::Reject => self.reject(at, id),
            Step::Reach => self.reach(at, id),
            Step::Ring => self.ring(at, id),
            Step::Answer => self.establish(at, id),
            Step::FarHangUp => self.trunk_hangs_up(at, id),
            Step::Block => self.block(at, id),
            Step::LeaveTone => self.leave_tone(at, id),
        }
    }

    /// Asks the user of the calling phone to go off hook.
    pub(super) fn prompt(&mut self, at: Duration, id: CallId, user: User) {
        match user {
            User::AutoOffHook { after } => self.due(id, at + after, Step::OffHook),
            User::Lifts { after } => {
                self.ring_for_prompt(at, id);
                self.due(id, at + after, Step::OffHook);
            }
            User::Absent => self.ring_for_prompt(at, id),
            User::Rejects { after } => {
                self.ring_for_prompt(at, id);
                self.due(id, at + after, Step::Reject);
            }
        }
    }

    fn ring_for_prompt(&mut self, at: Duration, id: CallId) {
        if !self.plan.prompts_silently {
            self.announce(at, id, EventCause::MakeCall);
        }
    }

    /// The prompted phone is off hook: the digits are dialled.
    pub(super) fn off_hook(&mut self, at: Duration, id: CallId) {
        let Some((own, state)) = self.originator(id) else { return };
        if state == State::Null {
            self.announce(at, id, EventCause::MakeCall);
        }
        self.originate(at, id, &own);
    }

    pub(super) fn lift(&mut self, at: Duration, extension: &str) -> Result<(), Refusal> {
        let Some(id) = self.active_call(extension).map(|call| call.id) else {
            let id = self.seize(extension)?.id;
            self.announce(at, id, EventCause::NewCall);
            return Ok(());
        };
        self.answer(at, id, extension)
    }

    pub(super) fn hang_up(&mut self, at: Duration, extension: &str) -> Result<(), Refusal> {
        let id = self.active_call(extension).ok_or(Refusal::UnknownConnection)?.id;
        self.drop_leg(at, id, &Device::Extension(extension.to_owned()), EventCause::NormalClearing);
        Ok(())
    }

    pub(super) fn dial(&mut self, at: Duration, extension: &str, digits: String) -> Result<(), Refusal> {
        let id = self.active_call(extension).ok_or(Refusal::UnknownConnection)?.id;
        let route = self.plan.route(&digits);
        let own = Device::Extension(extension.to_owned());
        let call = self.calls.get_mut(&id).ok_or(Refusal::UnknownConnection)?;
        if call.route.is_some() {
            return Err(Refusal::WrongState);
        }
        call.called = digits;
        call.route = Some(route);
        self.originate(at, id, &own);
        Ok(())
    }

    pub(super) fn call_in(&mut self, at: Duration, extension: &str, from: String) -> Result<(), Refusal> {
        let user = self.plan.extension(extension).ok_or(Refusal::UnknownConnection)?.user;
        if self.active_call(extension).is_some() {
            return Err(Refusal::DeviceBusy);
        }
        let trunk = Device::Trunk(self.free_trunk());
        let call = self.new_call(trunk.clone(), from)?;
        call.set_state(&trunk, State::Connected);
        call.called = extension.to_owned();
        call.route = Some(Route::Extension(extension.to_owned()));
        let id = call.id;
        self.alert(at, id, extension.to_owned(), user);
        Ok(())
    }

    pub(super) fn far_answer(&mut self, at: Duration, extension: &str) -> Result<(), Refusal> {
        let call = self.active_call(extension).ok_or(Refusal::UnknownConnection)?;
        let alerting = call.other_leg(extension).is_some_and(|leg| leg.state == State::Alerting);
        let id = call.id;
        if !alerting {
            return Err(Refusal::WrongState);
        }
        self.establish(at, id);
        Ok(())
    }

    pub(super) fn far_hang_up(&mut self, at: Duration, extension: &str) -> Result<(), Refusal> {
        let held = || self.calls.values().find(|call| call.extension_leg(extension).is_some());
        let call = self.active_call(extension).or_else(held).ok_or(Refusal::UnknownConnection)?;
        let (id, far) = (call.id, call.other_leg(extension).ok_or(Refusal::WrongState)?.device.clone());
        match far {
            Device::Trunk(_) => self.trunk_hangs_up(at, id),
            Device::Extension(_) => self.drop_leg(at, id, &far, EventCause::NormalClearing),
        }
        Ok(())
    }

    fn announce(&mut self, at: Duration, id: CallId, cause: EventCause) {
        let Some((own, _)) = self.originator(id) else { return };
        self.enter(id, &own, State::Initiated);
        self.report(at, id, Kind::ServiceInitiated, &own, cause);
    }

    fn originate(&mut self, at: Duration, id: CallId, own: &Device) {
        self.enter(id, own, State::Connected);
        self.report(at, id, Kind::Originated, own, EventCause::NewCall);
        self.due(id, at + self.plan.pace.reach, Step::Reach);
    }

    fn reject(&mut self, at: Duration, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        let asked = |leg: &&Leg| matches!(leg.state, State::Null | State::Initiated | State::Alerting);
        let Some(device) = call.legs.iter().find(asked).map(|leg| leg.device.clone()) else { return };
        self.drop_leg(at, id, &device, EventCause::CallCancelled);
    }

    fn reach(&mut self, at: Duration, id: CallId) {
        match self.calls.get(&id).and_then(|call| call.route.clone()) {
            Some(Route::Extension(number)) => self.reach_extension(at, id, number),
            Some(Route::Trunk(Behaviour::Invalid | Behaviour::Barred)) => {
                self.fail_own(at, id, EventCause::DestNotObtainable);
            }
            Some(Route::Trunk(Behaviour::Congestion)) => {
                self.fail_own(at, id, EventCause::NetworkCongestion);
            }
            Some(Route::Trunk(behaviour)) => self.reach_network(at, id, behaviour),
            None => {}
        }
    }

    fn reach_extension(&mut self, at: Duration, id: CallId, number: String) {
        if self.active_call(&number).is_some() {
            self.fail_far(at, id, &Device::Extension(number));
        } else if let Some(user) = self.plan.extension(&number).map(|extension| extension.user) {
            self.alert(at, id, number, user);
        }
    }

    fn reach_network(&mut self, at: Duration, id: CallId, behaviour: Behaviour) {
        let trunk = Device::Trunk(self.free_trunk());
        self.add_leg(id, trunk.clone(), State::Connected);
        self.report(at, id, Kind::NetworkReached, &trunk, EventCause::NewCall);
        if behaviour != Behaviour::Unsupervised {
            self.due(id, at + self.plan.pace.ring, Step::Ring);
        }
    }

    fn ring(&mut self, at: Duration, id: CallId) {
        let Some((trunk, behaviour)) = self.trunk_leg(id) else { return };
        if behaviour == Behaviour::Busy {
            self.enter(id, &trunk, State::Fail);
            return self.fail_far(at, id, &trunk);
        }
        self.enter(id, &trunk, State::Alerting);
        self.report(at, id, Kind::Delivered, &trunk, EventCause::NewCall);
        if let Behaviour::Answers { after, .. } = behaviour {
            self.due(id, at + after, Step::Answer);
        }
    }

    fn alert(&mut self, at: Duration, id: CallId, number: String, user: User) {
        let device = Device::Extension(number);
        self.add_leg(id, device.clone(), State::Alerting);
        self.report(at, id, Kind::Delivered, &device, EventCause::NewCall);
        match user {
            User::AutoOffHook { after } | User::Lifts { after } => self.due(id, at + after, Step::Answer),
            User::Rejects { after } => self.due(id, at + after, Step::Reject),
            User::Absent => {}
        }
    }

    /// The alerting party answers.
    pub(super) fn establish(&mut self, at: Duration, id: CallId) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let alerting = call.legs.iter().find(|leg| leg.state == State::Alerting);
        let Some(device) = alerting.map(|leg| leg.device.clone()) else { return };
        call.due = None;
        let behaviour = call.behaviour();
        self.enter(id, &device, State::Connected);
        self.report(at, id, Kind::Established, &device, EventCause::NewCall);
        if let Some(Behaviour::Answers { hangs_up_after: Some(talk), .. }) = behaviour {
            self.due(id, at + talk, Step::FarHangUp);
        }
    }

    /// The destination cannot be had: the own phone is left with a tone.
    fn fail_own(&mut self, at: Duration, id: CallId, cause: EventCause) {
        let Some((own, _)) = self.originator(id) else { return };
        self.enter(id, &own, State::Fail);
        self.report(at, id, Kind::Failed, &own, cause);
        self.expect_tone_left(at, id, &own);
    }

    /// The destination is busy: it is the far connection that failed, the own phone hears the tone.
    fn fail_far(&mut self, at: Duration, id: CallId, far: &Device) {
        self.report(at, id, Kind::Failed, far, EventCause::Busy);
        if let Some((own, _)) = self.originator(id) {
            self.expect_tone_left(at, id, &own);
        }
    }

    fn trunk_hangs_up(&mut self, at: Duration, id: CallId) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(trunk) = call.trunk().map(Device::Trunk) else { return };
        call.due = None;
        let talking = call.legs.iter().all(|leg| leg.state == State::Connected);
        if !talking || self.plan.far_end_clearing == FarEndClearing::Cleared {
            return self.drop_leg(at, id, &trunk, EventCause::NormalClearing);
        }
        self.enter(id, &trunk, State::Fail);
        self.report(at, id, Kind::Failed, &trunk, EventCause::NetworkSignal);
        if let Some(call) = self.calls.get_mut(&id) {
            call.remove(&trunk);
        }
        self.due(id, at + self.plan.pace.block, Step::Block);
    }

    fn block(&mut self, at: Duration, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        let Some(own) = call.legs.first().map(|leg| leg.device.clone()) else { return };
        self.enter(id, &own, State::Fail);
        self.report(at, id, Kind::Failed, &own, EventCause::Blocked);
        self.expect_tone_left(at, id, &own);
    }

    fn leave_tone(&mut self, at: Duration, id: CallId) {
        if let Some((own, _)) = self.originator(id) {
            self.drop_leg(at, id, &own, EventCause::NormalClearing);
        }
    }

    fn expect_tone_left(&mut self, at: Duration, id: CallId, own: &Device) {
        let Device::Extension(number) = own else { return };
        let patience = self.plan.extension(number).and_then(|extension| extension.leaves_tone_after);
        if let Some(patience) = patience {
            self.due(id, at + patience, Step::LeaveTone);
        }
    }

    /// One party leaves; what the other then sees depends on who it is and on [`FarEndClearing`].
    pub(super) fn drop_leg(&mut self, at: Duration, id: CallId, device: &Device, cause: EventCause) {
        self.enter(id, device, State::Null);
        self.report(at, id, Kind::ConnectionCleared, device, cause);
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.remove(device);
        call.due = None;
        let rest = call.legs.first().cloned();
        match rest {
            Some(Leg { device: own @ Device::Extension(_), state }) => self.leave_alone(at, id, &own, state),
            Some(Leg { device: Device::Trunk(_), .. }) | None => {
                self.calls.remove(&id);
            }
        }
    }

    fn leave_alone(&mut self, at: Duration, id: CallId, own: &Device, state: State) {
        // A call on hold just goes: its phone may be in another.
        if state == State::Connected && self.plan.far_end_clearing == FarEndClearing::FailedThenBlocked {
            return self.block(at, id);
        }
        self.enter(id, own, State::Null);
        self.report(at, id, Kind::ConnectionCleared, own, EventCause::NormalClearing);
        self.calls.remove(&id);
    }

    /// Tells of an event about the connection of `subject`.
    pub(super) fn report(
        &mut self,
        at: Duration,
        id: CallId,
        kind: Kind,
        subject: &Device,
        cause: EventCause,
    ) {
        let Some(call) = self.calls.get(&id).cloned() else { return };
        let audience = call.legs.iter().filter_map(|leg| match &leg.device {
            Device::Extension(number) => Some((number.clone(), leg.state)),
            Device::Trunk(_) => None,
        });
        let audience = audience.collect();
        self.happenings.push_back(Happening { at, kind, subject: subject.clone(), cause, audience, call });
    }

    pub(super) fn enter(&mut self, id: CallId, device: &Device, state: State) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.set_state(device, state);
        }
    }

    fn add_leg(&mut self, id: CallId, device: Device, state: State) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.legs.push(Leg { device, state });
        }
    }

    fn due(&mut self, id: CallId, at: Duration, step: Step) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.due = Some(Due { at, step });
        }
    }

    fn originator(&self, id: CallId) -> Option<(Device, State)> {
        let leg = self.calls.get(&id)?.legs.first()?;
        Some((leg.device.clone(), leg.state))
    }

    fn trunk_leg(&self, id: CallId) -> Option<(Device, Behaviour)> {
        let call = self.calls.get(&id)?;
        Some((Device::Trunk(call.trunk()?), call.behaviour()?))
    }

    fn free_trunk(&self) -> u16 {
        let taken = |index: &u16| self.calls.values().any(|call| call.trunk() == Some(*index));
        (1..u16::MAX).find(|index| !taken(index)).unwrap_or(u16::MAX)
    }
}
