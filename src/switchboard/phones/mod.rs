//! The phones: the association with the switch, what is asked of it and at which pace, and what is known of extensions.

mod extension;
mod link;
mod pacer;

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use callbackd_api::{
    ids::{Device, LegId, SessionId},
    record::Fact,
    views::{LinkView, Monitors, Refused, SwitchLoad},
    words::{DeviceState, LinkState, Reason},
};
use csta::types::{CallId, MonitorCrossRefId};
use jiff::Timestamp;

pub use self::pacer::Token;
pub(super) use self::pacer::Urgency;
use self::{
    extension::{Extension, Monitor},
    link::Link,
    pacer::Pacer,
};
use super::{
    request::{Answer, Pending},
    settings::{Pacing, ReportsAnswer, SwitchTraits},
};
use crate::{
    dialplan::Routed,
    ids::{Epoch, Now},
    leg::{Answers, Call, CallEvent, Sighting},
};

/// A refused monitor is asked for again after this.
const MONITOR_AGAIN: Duration = Duration::from_secs(60);
/// A monitor refused for want of resources, or not answered, is asked for again after this.
const MONITOR_SOON: Duration = Duration::from_secs(5);
/// Monitors of nobody that are stopped at a time; a switch that invents more is not argued with.
const MAX_STRAY_STOPS: usize = 32;

/// Everything towards the switch.
#[derive(Debug)]
pub(super) struct Phones {
    link: Link,
    extensions: BTreeMap<Device, Extension>,
    pacer: Pacer,
    /// What legs that wait for their permit will dial.
    plans: BTreeMap<LegId, Plan>,
    /// MakeCalls that went unanswered: their answer may still come.
    overdue: HashMap<Token, Overdue>,
    stray_events: u64,
}

/// What a leg that waits for its permit will dial.
#[derive(Debug)]
struct Plan {
    dial: Routed,
    /// After a passing refusal of the switch: not before.
    not_before: Duration,
}

/// A MakeCall whose answer may still come.
#[derive(Debug)]
pub(super) struct Overdue {
    pub(super) session: SessionId,
    pub(super) leg: LegId,
    pub(super) device: Device,
}

/// The link.
impl Phones {
    pub(super) fn new(since: Timestamp) -> Self {
        Self {
            link: Link::new(since),
            extensions: BTreeMap::new(),
            pacer: Pacer::new(),
            plans: BTreeMap::new(),
            overdue: HashMap::new(),
            stray_events: 0,
        }
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.link.epoch()
    }

    pub(super) fn link_summary(&self) -> String {
        self.link.summary()
    }

    pub(super) fn link_view(&self) -> LinkView {
        self.link.view()
    }

    /// The link's state now, and what of it is news. `epoch` where it is another association.
    pub(super) fn report_link(
        &mut self,
        now: Now,
        state: LinkState,
        epoch: Option<Epoch>,
        detail: String,
    ) -> Option<Fact> {
        if let Some(epoch) = epoch {
            self.link.begin(epoch);
        }
        self.link.report(now, state, detail)
    }

    /// The association is gone: what was asked stays unanswered, what was known of devices is not known any more.
    pub(super) fn forget_association(&mut self) {
        self.pacer.clear();
        self.overdue.clear();
        self.extensions.values_mut().for_each(Extension::forget);
    }
}

/// Extensions and their monitors.
impl Phones {
    pub(super) fn state(&self, device: &Device) -> Option<DeviceState> {
        self.extensions.get(device).map(Extension::availability)
    }

    pub(super) fn is_monitored(&self, device: &Device) -> bool {
        self.extensions.get(device).is_some_and(Extension::is_monitored)
    }

    pub(super) fn monitors(&self) -> Monitors {
        let count = |kind: fn(&Extension) -> bool| {
            let found = self.extensions.values().filter(|extension| kind(extension));
            u64::try_from(found.count()).unwrap_or(u64::MAX)
        };
        Monitors {
            active: count(Extension::is_monitored),
            wanted: count(|_| true),
            refused: count(|extension| matches!(extension.monitor, Monitor::Refused { .. })),
        }
    }

    /// Can a call be made from this device now?
    pub(super) fn check_usable(&self, device: &Device) -> Result<(), Refused> {
        if !self.link.is_up() {
            let detail = "the link to the switch is down; nothing was dialled, try again when it is up";
            return Err(Refused::new(Reason::LinkDown, detail));
        }
        let unusable = |detail: String| Err(Refused::new(Reason::DeviceUnavailable, detail));
        match self.extensions.get(device) {
            None => unusable(format!("device {device} is not monitored")),
            Some(extension) if !extension.in_service => {
                unusable(format!("the switch reports device {device} out of service"))
            }
            Some(Extension { monitor: Monitor::Refused { why, .. }, .. }) => {
                unusable(format!("the switch refuses to monitor device {device}: {why}"))
            }
            Some(_) => Ok(()),
        }
    }

    /// Does the switch report the answer of a call at this device? The monitor's own filter knows best.
    pub(super) fn answers(&self, device: &Device, traits: &SwitchTraits) -> Answers {
        let suppressed = |extension: &Extension| extension.is_monitored() && !extension.reports_answer();
        match traits.reports_answer {
            _ if self.extensions.get(device).is_some_and(suppressed) => Answers::Never,
            ReportsAnswer::No => Answers::Never,
            ReportsAnswer::Sometimes => Answers::Perhaps,
            ReportsAnswer::Yes => Answers::Reported,
        }
    }

    /// Wants the device monitored from now on.
    pub(super) fn watch(&mut self, device: Device) {
        self.extensions.entry(device).or_insert_with(Extension::new);
    }

    /// Stops watching a device.
    pub(super) fn unwatch(&mut self, device: &Device) {
        let Some(extension) = self.extensions.remove(device) else { return };
        if let Monitor::Active { cross_ref, .. } = extension.monitor {
            self.stop_monitor(cross_ref);
        }
        let known = &self.extensions;
        self.pacer.retain(
            |pending| !matches!(pending, Pending::MonitorStart(device) if !known.contains_key(device)),
        );
    }

    fn stop_monitor(&mut self, cross_ref: MonitorCrossRefId) {
        self.pacer.want(Urgency::Watch, Pending::MonitorStop(cross_ref));
    }

    /// Asks for every monitor that is wanted and not in place; those of calls in the air first.
    pub(super) fn want_monitors(&mut self, now: Now, pacing: &Pacing, in_air: impl Fn(&Device) -> bool) {
        if !self.link.is_up() {
            return;
        }
        let limit = pacing.monitor_limit;
        let taken = self.extensions.values().filter(|extension| extension.takes_monitor()).count();
        let room = limit.saturating_sub(taken);
        let wanted = self.extensions.iter_mut().filter(|(_, found)| found.monitor == Monitor::Wanted);
        for (place, (device, extension)) in wanted.enumerate() {
            if place < room {
                let urgency = if in_air(device) { Urgency::InAir } else { Urgency::Watch };
                self.pacer.want(urgency, Pending::MonitorStart(device.clone()));
            } else {
                // The switch carries no more; perhaps it will when somebody has logged out.
                let why =
                    format!("{limit} devices are monitored already, as many as pacing.monitor-limit says");
                extension.monitor = Monitor::Refused { why, again: now.mono + MONITOR_AGAIN };
            }
        }
    }

    /// MonitorStart goes out.
    pub(super) fn monitor_starts(&mut self, device: &Device) {
        if let Some(extension) = self.extensions.get_mut(device) {
            extension.monitor = Monitor::Starting;
        }
    }

    /// What came of MonitorStart. `look` with which urgency the extension is looked at, where the switch can be asked.
    pub(super) fn monitor_answered(
        &mut self,
        now: Now,
        device: &Device,
        answer: Answer,
        look: Option<Urgency>,
    ) {
        let Some(extension) = self.extensions.get_mut(device) else {
            // Nobody wants it any more.
            if let Answer::Monitoring { cross_ref, .. } = answer {
                self.stop_monitor(cross_ref);
            }
            return;
        };
        let refused = |why: String, after| Monitor::Refused { why, again: now.mono + after };
        extension.monitor = match answer {
            Answer::Monitoring { cross_ref, reports_answer } => {
                if let Some(urgency) = look {
                    self.pacer.want(urgency, Pending::SnapshotDevice(device.clone()));
                    extension.looked_at(now.mono);
                }
                Monitor::Active { cross_ref, reports_answer }
            }
            Answer::Refused(refusal) => {
                let after = if refusal.passing { MONITOR_SOON } else { MONITOR_AGAIN };
                let says = refusal.says;
                refused(format!("{} {} ({})", says.source, says.code, says.name), after)
            }
            _ => refused("the switch did not answer".to_owned(), MONITOR_SOON),
        };
    }

    /// The switch ended a monitor by itself: of this device.
    pub(super) fn monitor_ended(&mut self, cross_ref: &MonitorCrossRefId) -> Option<Device> {
        let (device, extension) = self.extensions.iter_mut().find(|(_, found)| found.has(cross_ref))?;
        extension.forget();
        Some(device.clone())
    }

    /// Refused monitors whose time has come are wanted again.
    pub(super) fn retry_monitors(&mut self, now: Now) {
        for extension in self.extensions.values_mut() {
            if matches!(extension.monitor, Monitor::Refused { again, .. } if again <= now.mono) {
                extension.monitor = Monitor::Wanted;
            }
        }
    }

    /// When refused monitors are to be asked for again.
    pub(super) fn monitors_due(&self) -> impl Iterator<Item = Duration> + '_ {
        self.extensions.values().filter_map(|extension| match extension.monitor {
            Monitor::Refused { again, .. } if self.link.is_up() => Some(again),
            _ => None,
        })
    }
}

/// Events and snapshots.
impl Phones {
    /// What a monitor brought, and of which device. A monitor that this association never started is stopped and ignored.
    pub(super) fn hear(
        &mut self,
        now: Now,
        cross_ref: &MonitorCrossRefId,
        event: Option<&CallEvent>,
        in_service: Option<bool>,
    ) -> Option<Device> {
        let Some((device, extension)) = self.extensions.iter_mut().find(|(_, found)| found.has(cross_ref))
        else {
            self.hear_stray(cross_ref);
            return None;
        };
        if let Some(in_service) = in_service {
            extension.in_service = in_service;
        }
        if let Some(event) = event {
            extension.saw(now.mono, device, event);
        }
        Some(device.clone())
    }

    fn hear_stray(&mut self, cross_ref: &MonitorCrossRefId) {
        self.stray_events = self.stray_events.saturating_add(1);
        // Its first events may overtake MonitorStart's result.
        let starting = self.extensions.values().any(|extension| extension.monitor == Monitor::Starting);
        if !starting && self.pacer.load().0 < MAX_STRAY_STOPS {
            self.stop_monitor(cross_ref.clone());
        }
    }

    /// Events of monitors that nobody started.
    pub(super) fn stray_events(&self) -> u64 {
        self.stray_events
    }

    /// Keeps an event that may belong to a call that is not named yet.
    pub(super) fn keep_early(&mut self, device: &Device, event: CallEvent) {
        if let Some(extension) = self.extensions.get_mut(device) {
            extension.keep_early(event);
        }
    }

    pub(super) fn take_early(&mut self, device: &Device) -> Vec<CallEvent> {
        self.extensions.get_mut(device).map(|known| std::mem::take(&mut known.early)).unwrap_or_default()
    }

    /// May the call be of a leg at this device that waits for its name?
    pub(super) fn may_name(&self, device: &Device, call: &CallId) -> bool {
        self.extensions.get(device).is_some_and(|extension| extension.may_name(call))
            && !self.owes_a_call(device)
    }

    /// May the switch still place a call here for a MakeCall that it left unanswered?
    fn owes_a_call(&self, device: &Device) -> bool {
        self.overdue.values().any(|overdue| overdue.device == *device)
    }

    /// A snapshot of the device. Where something was heard since it was asked for, another one is wanted.
    pub(super) fn seen(&mut self, now: Now, asked: Duration, device: &Device, sightings: &[Sighting]) {
        let extension = self.extensions.get_mut(device);
        if extension.is_some_and(|extension| !extension.snapshot(now.mono, asked, sightings)) {
            self.want(Urgency::Watch, Pending::SnapshotDevice(device.clone()));
        }
    }

    /// The switch did not say what is at the device.
    pub(super) fn unseen(&mut self, device: &Device, again: Duration) {
        if let Some(extension) = self.extensions.get_mut(device) {
            extension.unseen(again);
        }
    }

    /// A leg freed its phone, and with it the call. `last`: there is no other leg.
    pub(super) fn freed(&mut self, device: &Device, call: Option<&Call>, last: bool) {
        let Some(extension) = self.extensions.get_mut(device) else { return };
        if let Some(call) = call {
            extension.freed(&call.id());
        }
        if last {
            extension.early.clear();
        }
    }

    /// The call of a MakeCall whose leg was over when the switch named it.
    pub(super) fn named_too_late(&mut self, device: &Device, call: CallId) {
        if let Some(extension) = self.extensions.get_mut(device) {
            extension.named_too_late(call);
        }
    }

    /// When to look at phones that were quiet for long: `lost` says of one with a call of ours whether that is lost from sight,
    /// and nothing of one without.
    pub(super) fn stale(
        &self,
        stale: Duration,
        lost: impl Fn(&Device) -> Option<bool>,
    ) -> impl Iterator<Item = (&Device, Duration)> {
        self.extensions.iter().filter(|_| self.link.is_up()).filter_map(move |(device, extension)| {
            let at = match lost(device) {
                None => extension.stale_at(stale),
                Some(true) => extension.look_at(stale),
                Some(false) => None,
            };
            Some((device, at?))
        })
    }

    /// Looks at a phone that was quiet for long.
    pub(super) fn look_at(&mut self, now: Now, device: Device) {
        if let Some(extension) = self.extensions.get_mut(&device) {
            extension.looked_at(now.mono);
        }
        self.want(Urgency::Watch, Pending::SnapshotDevice(device));
    }
}

/// Requests to the switch, and the pace at which they go.
impl Phones {
    /// Wants a request sent as soon as the pace permits.
    pub(super) fn want(&mut self, urgency: Urgency, pending: Pending) {
        self.pacer.want(urgency, pending);
    }

    /// The most urgent request that the pace permits now. `may_dial` says which legs may.
    pub(super) fn take(
        &mut self,
        now: Now,
        pacing: &Pacing,
        may_dial: impl Fn(LegId) -> bool,
    ) -> Option<(Token, Pending)> {
        if !self.link.is_up() {
            return None;
        }
        self.pacer.take(now.mono, pacing, |pending| !matches!(pending, Pending::Dial(leg) if !may_dial(*leg)))
    }

    /// When [`Phones::take`] may give something, if time is all that it waits for.
    pub(super) fn due(&self, pacing: &Pacing, may_dial: impl Fn(LegId) -> bool) -> Option<Duration> {
        if !self.link.is_up() {
            return None;
        }
        self.pacer.due(pacing, |pending| !matches!(pending, Pending::Dial(leg) if !may_dial(*leg)))
    }

    /// Forgets a request that was taken and then not sent.
    pub(super) fn unsent(&mut self, token: Token) {
        self.pacer.unsent(token);
    }

    /// Is it still to be answered?
    pub(super) fn is_out(&self, token: Token) -> bool {
        self.pacer.is_out(token)
    }

    /// The request behind an answer, and when it was sent.
    pub(super) fn answered(&mut self, token: Token) -> Option<(Pending, Duration)> {
        self.pacer.answered(token)
    }

    pub(super) fn load(&self) -> SwitchLoad {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let (waiting, outstanding) = self.pacer.load();
        SwitchLoad { waiting: count(waiting), outstanding: count(outstanding) }
    }

    /// Requests for digits of this leg's call that wait for their turn.
    pub(super) fn digits_waiting(&self, leg: LegId) -> usize {
        self.pacer.waiting(|pending| matches!(pending, Pending::Digits { leg: of, .. } if *of == leg))
    }

    /// The leg is to be dialled as soon as it may.
    pub(super) fn plan(&mut self, leg: LegId, dial: Routed) {
        self.plans.insert(leg, Plan { dial, not_before: Duration::ZERO });
        self.want(Urgency::Dial, Pending::Dial(leg));
    }

    /// The switch said: not now.
    pub(super) fn hold_off(&mut self, leg: LegId, until: Duration) {
        if let Some(plan) = self.plans.get_mut(&leg) {
            plan.not_before = until;
        }
        self.want(Urgency::Dial, Pending::Dial(leg));
    }

    /// What the leg will dial.
    pub(super) fn planned(&self, leg: LegId) -> Option<&Routed> {
        self.plans.get(&leg).map(|plan| &plan.dial)
    }

    /// Has the switch not said that it is too early for this leg?
    pub(super) fn may_dial(&self, now: Now, leg: LegId) -> bool {
        self.plans.get(&leg).is_some_and(|plan| plan.not_before <= now.mono)
    }

    /// When legs may dial that may not yet.
    pub(super) fn held_off(&self, now: Now) -> impl Iterator<Item = Duration> + '_ {
        self.plans.values().map(|plan| plan.not_before).filter(move |at| *at > now.mono)
    }

    /// The leg is over. The switch may give its call's id to another call.
    pub(super) fn forget_leg(&mut self, leg: LegId) {
        self.plans.remove(&leg);
        self.pacer.retain(|pending| !pending.is_of(leg));
    }

    /// A MakeCall was not answered in time.
    pub(super) fn await_late_answer(&mut self, token: Token, overdue: Overdue) {
        self.overdue.insert(token, overdue);
    }

    /// The MakeCall behind a late answer.
    pub(super) fn answered_late(&mut self, token: Token) -> Option<Overdue> {
        self.overdue.remove(&token)
    }

    /// A session is forgotten: late answers to its MakeCalls concern nobody.
    pub(super) fn forget_session(&mut self, session: SessionId) {
        self.overdue.retain(|_, overdue| overdue.session != session);
    }
}
