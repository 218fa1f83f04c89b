//! Events and snapshots find their leg; what a leg tells moves its session.

use std::time::Duration;

use callbackd_api::words::Outcome;
use csta::types::{CallId, EventCause, MonitorCrossRefId};

use super::{
    Switchboard,
    book::LegStep,
    device::{Extension, Monitor},
    pacing::Urgency,
    request::{Answer, Wish},
    settings::{ReportsAnswer, Snapshot, SwitchTraits},
};
use crate::{
    ids::{Device, LegId, Now, SessionId},
    journal::Fact,
    leg::{self, Answers, Ask, Call, CallEvent, CallEventKind, Leg, Sighting},
};

/// Monitors of nobody that are stopped at a time; a switch that invents more is not argued with.
const MAX_STRAY_STOPS: usize = 32;

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
        let found = self.extensions.iter_mut().find(|(_, extension)| extension.has(cross_ref));
        let Some((device, extension)) = found else {
            self.stray(cross_ref);
            return;
        };
        if let Some(in_service) = in_service {
            extension.in_service = in_service;
        }
        let Some(event) = event else { return };
        let device = device.clone();
        extension.saw(now.mono, &device, &event);
        self.event(now, &device, event);
    }

    /// A monitor that this association never started: stop it, ignore it.
    fn stray(&mut self, cross_ref: &MonitorCrossRefId) {
        self.stray_events = self.stray_events.saturating_add(1);
        // Its first events may overtake MonitorStart's result.
        let starting = self.extensions.values().any(|extension| extension.monitor == Monitor::Starting);
        if !starting && self.pacer.load().0 < MAX_STRAY_STOPS {
            self.pacer.want(Urgency::Watch, Wish::MonitorStop(cross_ref.clone()));
        }
    }

    fn event(&mut self, now: Now, device: &Device, event: CallEvent) {
        let epoch = self.epoch();
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
                self.keep_early(device, event);
                self.named(now, leg, call);
            }
            Some((_, false)) => self.keep_early(device, event),
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
        let may =
            self.extensions.get(&leg.device).is_some_and(|extension| extension.may_name(&event.call_id));
        prompted && may && !leg.is_unknown() && !self.owes_a_call(&leg.device)
    }

    /// May the switch still place a call here for a MakeCall that it left unanswered?
    fn owes_a_call(&self, device: &Device) -> bool {
        let mut owed = self.overdue.values();
        owed.any(|(session, leg)| {
            let over = self.book.session(*session).and_then(|session| session.leg_named(*leg));
            over.is_some_and(|over| over.device == *device)
        })
    }

    fn keep_early(&mut self, device: &Device, event: CallEvent) {
        if let Some(extension) = self.extensions.get_mut(device) {
            extension.keep_early(event);
        }
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
        let early = self.extensions.get_mut(&device).map(|extension| std::mem::take(&mut extension.early));
        for event in early.unwrap_or_default().iter().filter(|event| event.call_id == id) {
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
                session.leg_told(&output, now.wall, times, out);
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
                let wish = Wish::Clear { leg: leg.id, device: leg.device.clone(), call: call.clone() };
                self.pacer.want(Urgency::Clear, wish);
            }
            leg::Output::Ask(Ask::Snapshot) => match self.settings.switch.snapshot {
                Snapshot::None => self.tell_leg(now, leg.id, leg::Input::Unseen),
                _ => self.pacer.want(Urgency::InAir, Wish::SnapshotDevice(leg.device.clone())),
            },
            leg::Output::Replanned(_) => self.replan(now, leg.id),
            _ => {}
        }
    }

    /// The leg is over and its phone free. Its device may not be needed any more.
    fn ended(&mut self, leg: &Leg, call: Option<&Call>) {
        self.book.leg_ended(leg.id);
        self.plans.remove(&leg.id);
        // The switch may give the call's id to another call.
        self.pacer.retain(|wish| !wish.is_of(leg.id));
        let last = !self.book.is_used(&leg.device);
        if let Some(extension) = self.extensions.get_mut(&leg.device) {
            if let Some(call) = call {
                extension.freed(&call.id());
            }
            if last {
                extension.early.clear();
            }
        }
        self.unwatch(&leg.device);
    }

    /// Does this switch report the answer of a call at this device?
    fn answers(&self, device: &Device) -> Answers {
        answers(self.extensions.get(device), &self.settings.switch)
    }

    /// A snapshot of a device: the whole truth of a moment after it was asked for.
    pub(super) fn device_seen(&mut self, now: Now, asked: Duration, device: &Device, answer: Answer) {
        let sightings = match answer {
            Answer::Sightings(sightings) => sightings,
            Answer::Refused(refusal) if !refusal.passing => {
                self.tell_legs(now, |leg| leg.device == *device, || leg::Input::Unseen);
                self.unseen(device, now.mono + self.settings.policy.leg.stale);
                return;
            }
            // Nobody else asks again for a call that was lost from sight.
            Answer::Unanswered if self.book.legs_at(device).any(is_sought) => {
                self.pacer.want(Urgency::InAir, Wish::SnapshotDevice(device.clone()));
                return;
            }
            _ => return self.unseen(device, now.mono + SNAPSHOT_SOON),
        };
        let fresh = self
            .extensions
            .get_mut(device)
            .is_none_or(|extension| extension.snapshot(now.mono, asked, &sightings));
        if !fresh {
            self.pacer.want(Urgency::Watch, Wish::SnapshotDevice(device.clone()));
        }
        let epoch = self.epoch();
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
                let wish = Wish::SnapshotCall { device: device.clone(), call_id: sighting.call_id.clone() };
                self.pacer.want(Urgency::InAir, wish);
            }
        }
    }

    fn unseen(&mut self, device: &Device, again: Duration) {
        if let Some(extension) = self.extensions.get_mut(device) {
            extension.unseen(again);
        }
    }

    /// A snapshot of one call at a device: for legs that nobody knows where they are, and for the one whose call it is.
    pub(super) fn call_seen(&mut self, now: Now, asked: Duration, device: &Device, answer: Answer) {
        let Answer::Sightings(sightings) = answer else { return };
        if sightings.is_empty() {
            return;
        }
        let epoch = self.epoch();
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

/// Does this switch report the answer of a call at this extension? The monitor's own filter knows best.
pub(super) fn answers(extension: Option<&Extension>, traits: &SwitchTraits) -> Answers {
    let suppressed =
        extension.is_some_and(|extension| extension.is_monitored() && !extension.reports_answer());
    match traits.reports_answer {
        _ if suppressed => Answers::Never,
        ReportsAnswer::No => Answers::Never,
        ReportsAnswer::Sometimes => Answers::Perhaps,
        ReportsAnswer::Yes => Answers::Reported,
    }
}

fn is_its_call(leg: &Leg, call: &CallId) -> bool {
    leg.call().is_some_and(|own| own.id() == *call)
}

/// May its call be among those that a snapshot shows?
fn is_sought(leg: &Leg) -> bool {
    leg.is_unknown() || leg.is_freeing()
}
