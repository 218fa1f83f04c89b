//! Events and snapshots find their leg; what a leg tells moves its session.

use std::time::Duration;

use callbackd_api::{
    ids::{Device, LegId, SessionId},
    record::Fact,
    words::Outcome,
};
use csta::types::{CallId, EventCause, MonitorCrossRefId};

use super::{
    Switchboard,
    book::LegStep,
    phones::Urgency,
    request::{Answer, Pending},
    settings::Snapshot,
};
use crate::{
    ids::Now,
    leg::{self, Answers, Ask, Call, CallEvent, CallEventKind, Leg, Sighting},
};

/// A phone of which nothing is known is asked about again after this.
const SNAPSHOT_SOON: Duration = Duration::from_secs(30);

impl Switchboard {
    /// An event through a monitor.
    pub(super) fn heard(
        &mut self,
        now: Now,
        cross_ref: &MonitorCrossRefId,
        event: Option<CallEvent>,
        in_service: Option<bool>,
    ) {
        let heard = self.phones.hear(now, cross_ref, event.as_ref(), in_service);
        if let (Some(device), Some(event)) = (heard, event) {
            self.event(now, &device, event);
        }
    }

    fn event(&mut self, now: Now, device: &Device, event: CallEvent) {
        let epoch = self.phones.epoch();
        let named =
            |leg: &Leg| leg.call().is_some_and(|call| call.epoch == epoch && call.id() == event.call_id);
        let known = self.book.legs_at(device).find(|leg| named(leg)).map(|leg| leg.id);
        if let Some(leg) = known {
            self.tell_leg(now, leg, leg::Input::Event(&event));
            return;
        }
        let awaiting = self
            .book
            .legs_at(device)
            .find(|leg| leg.awaits_name())
            .map(|leg| (leg.id, self.names(leg, &event)));
        match awaiting {
            Some((leg, true)) => {
                let call = Call {
                    epoch,
                    call_id: event.call_id.as_bytes().to_vec(),
                    linkage: event.linkage.clone(),
                };
                self.phones.keep_early(device, event);
                self.named(now, leg, call);
            }
            Some((_, false)) => self.phones.keep_early(device, event),
            None => {}
        }
    }

    /// Does this event, before any result, show that its call is this leg's? By our correlator data; else, while MakeCall is
    /// out, because the switch says that it prompts the phone for a MakeCall (cause 44, not 22 as for the user's own call).
    fn names(&self, leg: &Leg, event: &CallEvent) -> bool {
        if let Some(correlator) = &event.correlator {
            return correlator.as_slice() == leg.id.octets().as_slice();
        }
        let prompted =
            event.kind == CallEventKind::ServiceInitiated && event.cause == Some(EventCause::MakeCall);
        prompted && !leg.is_unknown() && self.phones.may_name(&leg.device, &event.call_id)
    }

    /// The switch has named a leg's call; events that came before are now understood.
    pub(super) fn named(&mut self, now: Now, leg: LegId, call: Call) {
        let Some(device) = self.book.leg(leg).map(|live| live.device.clone()) else {
            return;
        };
        let accepted = Fact::LegAccepted {
            call_id: call.call_id.iter().map(|octet| format!("{octet:02x}")).collect(),
            epoch: call.epoch.0,
        };
        self.ledger.record(now, self.about_leg(leg), accepted);
        let id = call.id();
        self.tell_leg(now, leg, leg::Input::Placed(call));
        for event in self.phones.take_early(&device).iter().filter(|event| event.call_id == id) {
            self.tell_leg(now, leg, leg::Input::Event(event));
        }
    }

    /// One input of a leg, and everything that follows from it.
    pub(super) fn tell_leg(&mut self, now: Now, id: LegId, input: leg::Input<'_>) {
        let Some(answers) = self.book.leg(id).map(|leg| self.answers(&leg.device)) else { return };
        let Some(step) = self.book.step_leg(id, &self.settings.policy, now, answers, input) else { return };
        let LegStep { session: session_id, leg, call, outputs } = step;
        let times = self.write_up(session_id);
        for output in outputs {
            self.leg_output(now, session_id, &leg, call.as_ref(), &output);
            let moved = self.book.transition(session_id, &self.settings.policy, now.wall, |session, out| {
                session.follow_leg(&output, now.wall, times, out);
                Ok(())
            });
            if let Ok(moved) = moved
                && !moved.is_empty()
            {
                self.follow(now, session_id, moved);
            }
        }
    }

    /// The same input to every live leg that is meant.
    pub(super) fn tell_legs(
        &mut self,
        now: Now,
        meant: impl Fn(&Leg) -> bool,
        input: impl Fn() -> leg::Input<'static>,
    ) {
        let legs: Vec<LegId> = self.book.live().filter(|leg| meant(leg)).map(|leg| leg.id).collect();
        for leg in legs {
            self.tell_leg(now, leg, input());
        }
    }

    fn leg_output(
        &mut self,
        now: Now,
        session: SessionId,
        leg: &Leg,
        call: Option<&Call>,
        output: &leg::Output,
    ) {
        let about = self.about(session).leg(leg.id);
        match output {
            leg::Output::Progress { switch } => {
                let fact = Fact::CallProgress { leg_state: leg.state_name().into(), switch: switch.clone() };
                self.ledger.record(now, about, fact);
            }
            leg::Output::Ended => {
                let ending = leg.ending();
                let outcome = ending.map_or(Outcome::Unknown, leg::Ending::outcome).into();
                let switch = ending.and_then(leg::Ending::switch).cloned();
                self.ledger.record(now, about, Fact::LegEnded { outcome, switch });
                self.ended(leg, call);
            }
            leg::Output::Ask(Ask::Clear(call)) => {
                let pending = Pending::Clear { leg: leg.id, device: leg.device.clone(), call: call.clone() };
                self.phones.want(Urgency::Clear, pending);
            }
            leg::Output::Ask(Ask::Snapshot) => match self.settings.switch.snapshot {
                Snapshot::None => self.tell_leg(now, leg.id, leg::Input::Unseen),
                _ => self.phones.want(Urgency::InAir, Pending::SnapshotDevice(leg.device.clone())),
            },
            leg::Output::Replanned(_) => self.replan(now, leg.id),
            _ => {}
        }
    }

    /// The leg is over and its phone free. Its device may not be needed any more.
    fn ended(&mut self, leg: &Leg, call: Option<&Call>) {
        self.book.leg_ended(leg.id);
        self.phones.forget_leg(leg.id);
        let last = !self.book.is_used(&leg.device);
        self.phones.freed(&leg.device, call, last);
        self.unwatch(&leg.device);
    }

    /// Does this switch report the answer of a call at this device?
    fn answers(&self, device: &Device) -> Answers {
        self.phones.answers(device, &self.settings.switch)
    }

    /// A snapshot of a device: the whole truth of a moment after it was asked for.
    pub(super) fn device_seen(&mut self, now: Now, asked: Duration, device: &Device, answer: Answer) {
        let sightings = match answer {
            Answer::Sightings(sightings) => sightings,
            Answer::Refused(refusal) if !refusal.passing => {
                self.tell_legs(now, |leg| leg.device == *device, || leg::Input::Unseen);
                self.phones.unseen(device, now.mono + self.settings.policy.leg.stale);
                return;
            }
            // Nobody else asks again for a call that was lost from sight.
            Answer::Unanswered if self.book.legs_at(device).any(is_sought) => {
                self.phones.want(Urgency::InAir, Pending::SnapshotDevice(device.clone()));
                return;
            }
            _ => return self.phones.unseen(device, now.mono + SNAPSHOT_SOON),
        };
        self.phones.seen(now, asked, device, &sightings);
        let epoch = self.phones.epoch();
        let legs: Vec<LegId> = self.book.legs_at(device).map(|leg| leg.id).collect();
        for leg in &legs {
            self.tell_leg(now, *leg, leg::Input::Snapshot { epoch, asked, sightings: &sightings });
        }
        if self.settings.switch.snapshot != Snapshot::DeviceAndCall {
            self.tell_legs(now, |leg| leg.device == *device, || leg::Input::Unseen);
        } else {
            self.look_closer(device, &sightings);
        }
    }

    /// Snapshots of the calls that tell more: all for a leg that is sought among them, its own for one that is in doubt.
    fn look_closer(&mut self, device: &Device, sightings: &[Sighting]) {
        let all = self.book.legs_at(device).any(is_sought);
        for sighting in sightings {
            let in_doubt = |leg: &Leg| leg.is_in_doubt() && is_its_call(leg, &sighting.call_id);
            if all || self.book.legs_at(device).any(in_doubt) {
                let pending =
                    Pending::SnapshotCall { device: device.clone(), call_id: sighting.call_id.clone() };
                self.phones.want(Urgency::InAir, pending);
            }
        }
    }

    /// A snapshot of one call at a device: for legs that nobody knows where they are, and for the one whose call it is.
    pub(super) fn call_seen(&mut self, now: Now, asked: Duration, device: &Device, answer: Answer) {
        let Answer::Sightings(sightings) = answer else { return };
        if sightings.is_empty() {
            return;
        }
        let epoch = self.phones.epoch();
        let its_own = |leg: &Leg| {
            leg.is_in_doubt() && sightings.iter().any(|sighting| is_its_call(leg, &sighting.call_id))
        };
        let sought: Vec<LegId> = self
            .book
            .legs_at(device)
            .filter(|leg| is_sought(leg) || its_own(leg))
            .map(|leg| leg.id)
            .collect();
        for leg in sought {
            self.tell_leg(now, leg, leg::Input::Snapshot { epoch, asked, sightings: &sightings });
        }
    }
}

fn is_its_call(leg: &Leg, call: &CallId) -> bool {
    leg.call().is_some_and(|own| own.id() == *call)
}

/// May its call be among those that a snapshot shows?
fn is_sought(leg: &Leg) -> bool {
    leg.is_unknown() || leg.is_freeing()
}
