//! What the link tells, and the monitors it carries.

use std::time::Duration;

use callbackd_api::words::LinkState;
use csta::types::MonitorCrossRefId;
use jiff::Timestamp;

use super::{
    Switchboard,
    device::{Extension, Monitor},
    input::LinkInput,
    ledger::About,
    pacing::{Token, Urgency},
    request::{Answer, Wish},
    settings::Snapshot,
    view::LinkView,
};
use crate::{
    ids::{Device, Epoch, LegId, Now},
    journal::Fact,
    leg::{self, Call, Ending},
};

/// A refused monitor is asked for again after this.
const MONITOR_AGAIN: Duration = Duration::from_secs(60);
/// A monitor refused for want of resources, or not answered, is asked for again after this.
const MONITOR_SOON: Duration = Duration::from_secs(5);

/// The link as the switchboard sees it.
#[derive(Debug)]
pub(super) struct Link {
    state: LinkState,
    detail: String,
    since: Timestamp,
    epoch: Epoch,
    /// What subscribers were told last.
    recorded: Option<LinkState>,
}

impl Link {
    pub(super) fn new(since: Timestamp) -> Self {
        Self {
            state: LinkState::Down,
            detail: "not tried yet".to_owned(),
            since,
            epoch: Epoch::default(),
            recorded: None,
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.state == LinkState::Up
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(super) fn summary(&self) -> String {
        match self.state {
            LinkState::Up => "up".to_owned(),
            state => format!("{state} ({})", self.detail),
        }
    }

    pub(super) fn view(&self) -> LinkView {
        LinkView {
            state: self.state.into(),
            detail: self.detail.clone(),
            since: self.since,
            epoch: self.epoch.0,
        }
    }
}

impl Switchboard {
    pub(super) fn link_told(&mut self, now: Now, input: LinkInput) {
        match input {
            LinkInput::Connecting { detail } => self.link_is(now, LinkState::Connecting, detail),
            LinkInput::Binding => {
                self.link_is(now, LinkState::Binding, "waiting for the association".to_owned());
            }
            LinkInput::Up { epoch, detail } => {
                self.link.epoch = epoch;
                self.link_is(now, LinkState::Up, detail);
                self.want_monitors(now);
                if self.settings.switch.snapshot == Snapshot::None {
                    self.tell_legs(now, |_| true, || leg::Input::Unseen);
                }
            }
            LinkInput::Down { detail } => {
                self.link_is(now, LinkState::Down, detail);
                self.link_lost(now);
            }
            LinkInput::Event { cross_ref, event, in_service } => {
                self.heard(now, &cross_ref, event, in_service);
            }
            LinkInput::MonitorEnded(cross_ref) => self.monitor_ended(now, &cross_ref),
            LinkInput::Answered { token, answer } => self.answered(now, token, answer),
        }
    }

    fn link_is(&mut self, now: Now, state: LinkState, detail: String) {
        // Trying again is no news: the link has been down since it was up, however far each attempt comes.
        if self.link.is_up() != (state == LinkState::Up) {
            self.link.since = now.wall;
        }
        self.link.state = state;
        self.link.detail.clone_from(&detail);
        // Trying again and again is one fact, however often it is told.
        let settled = matches!(state, LinkState::Up | LinkState::Down);
        if settled && self.link.recorded != Some(state) {
            self.link.recorded = Some(state);
            self.ledger.record(now, About::default(), Fact::LinkChanged { state: state.into(), detail });
        }
    }

    /// The association is gone: what was asked stays unanswered, what was known of devices is not known any more.
    fn link_lost(&mut self, now: Now) {
        self.pacer.clear();
        self.overdue.clear();
        for extension in self.extensions.values_mut() {
            extension.forget();
        }
        self.tell_legs(now, |_| true, || leg::Input::LinkLost);
    }

    /// Asks for every monitor that is wanted and not in place; those of calls in the air first.
    pub(super) fn want_monitors(&mut self, now: Now) {
        if !self.link.is_up() {
            return;
        }
        let wanted: Vec<Device> = self
            .extensions
            .iter()
            .filter(|(_, extension)| extension.monitor == Monitor::Wanted)
            .map(|(device, _)| device.clone())
            .collect();
        let taken = self.extensions.values().filter(|extension| extension.takes_monitor()).count();
        let room = self.settings.pacing.monitor_limit.saturating_sub(taken);
        self.put_off(now, wanted.get(room..).unwrap_or_default());
        for device in wanted.into_iter().take(room) {
            let in_air = self.book.is_used(&device);
            let urgency = if in_air { Urgency::InAir } else { Urgency::Watch };
            self.pacer.want(urgency, Wish::MonitorStart(device));
        }
    }

    /// The switch carries no more monitors; perhaps it will when somebody has logged out.
    fn put_off(&mut self, now: Now, devices: &[Device]) {
        let limit = self.settings.pacing.monitor_limit;
        for device in devices {
            if let Some(extension) = self.extensions.get_mut(device) {
                let why =
                    format!("{limit} devices are monitored already, as many as pacing.monitor-limit says");
                extension.monitor = Monitor::Refused { why, again: now.mono + MONITOR_AGAIN };
            }
        }
    }

    pub(super) fn stop_monitor(&mut self, extension: &Extension) {
        if let Monitor::Active { cross_ref, .. } = &extension.monitor {
            self.pacer.want(Urgency::Watch, Wish::MonitorStop(cross_ref.clone()));
        }
        let extensions = &self.extensions;
        self.pacer
            .retain(|wish| !matches!(wish, Wish::MonitorStart(device) if !extensions.contains_key(device)));
    }

    fn monitor_ended(&mut self, now: Now, cross_ref: &MonitorCrossRefId) {
        let ended = self.extensions.iter_mut().find(|(_, extension)| extension.has(cross_ref));
        if let Some((device, extension)) = ended {
            extension.forget();
            self.book.review_deadlines(device);
        }
        self.want_monitors(now);
    }

    fn answered(&mut self, now: Now, token: Token, answer: Answer) {
        let Some((wish, asked)) = self.pacer.answered(token) else {
            self.answered_late(now, token, answer);
            return;
        };
        match wish {
            Wish::Dial(leg) => {
                if answer == Answer::Unanswered
                    && let Some(session) = self.book.session_of(leg)
                {
                    self.overdue.insert(token, (session.id, leg));
                }
                self.placed(now, leg, answer);
            }
            Wish::Clear { leg, device, call } => match answer {
                Answer::Refused(refusal) if !refusal.passing => {
                    self.tell_leg(now, leg, leg::Input::NotCleared(&refusal));
                }
                // Nothing is wrong with it: again as soon as the pace permits.
                Answer::Refused(_) => self.clear_again(leg, device, call),
                Answer::Done => self.tell_leg(now, leg, leg::Input::Cleared),
                _ => {}
            },
            Wish::Hold { leg, .. } | Wish::Retrieve { leg, .. } | Wish::Digits { leg, .. } => {
                self.hold_answered(now, leg, answer);
            }
            Wish::MonitorStart(device) => self.monitoring(now, &device, answer),
            Wish::SnapshotDevice(device) => self.device_seen(now, asked, &device, answer),
            Wish::SnapshotCall { device, .. } => self.call_seen(now, asked, &device, answer),
            Wish::MonitorStop(_) => {}
        }
    }

    fn clear_again(&mut self, leg: LegId, device: Device, call: Call) {
        let still = self.book.leg(leg).is_some_and(|leg| leg.call() == Some(&call));
        if still {
            self.pacer.want(Urgency::Clear, Wish::Clear { leg, device, call });
        }
    }

    /// An answer that was given up waiting for. To a MakeCall: now somebody knows. Where a person has said meanwhile that
    /// nobody was called, the call is not wanted any more.
    fn answered_late(&mut self, now: Now, token: Token, answer: Answer) {
        if let Answer::Monitoring { cross_ref, .. } = answer {
            // Another one was asked for since; this one would only count against the switch's limit.
            self.pacer.want(Urgency::Watch, Wish::MonitorStop(cross_ref));
            return;
        }
        let Some((session, leg)) = self.overdue.remove(&token) else { return };
        if self.book.leg(leg).is_some() {
            self.placed(now, leg, answer);
            return;
        }
        let Some(over) = self.book.session(session).and_then(|session| session.leg_named(leg)) else {
            return;
        };
        let Answer::Calling { call_id, linkage } = answer else { return };
        let device = over.device.clone();
        if !matches!(over.ending(), Some(Ending::Completed { .. })) {
            let call = Call { epoch: self.epoch(), call_id: call_id.as_bytes().to_vec(), linkage };
            self.pacer.want(Urgency::Clear, Wish::Clear { leg, device: device.clone(), call });
        }
        if let Some(extension) = self.extensions.get_mut(&device) {
            extension.named_too_late(call_id);
        }
    }

    fn placed(&mut self, now: Now, leg: LegId, answer: Answer) {
        match answer {
            Answer::Calling { call_id, linkage } => {
                let call = Call { epoch: self.epoch(), call_id: call_id.as_bytes().to_vec(), linkage };
                self.named(now, leg, call);
            }
            Answer::Refused(refusal) => self.tell_leg(now, leg, leg::Input::Refused(refusal)),
            _ => self.tell_leg(now, leg, leg::Input::Unanswered),
        }
    }

    /// A refused hold, or digits that were refused, change nothing, but the agent hears of it.
    fn hold_answered(&mut self, now: Now, leg: LegId, answer: Answer) {
        let Answer::Refused(refusal) = answer else { return };
        let Some(leg_state) = self.book.leg(leg).map(|leg| leg.state_name().into()) else { return };
        let fact = Fact::CallProgress { leg_state, switch: Some(refusal.says) };
        self.ledger.record(now, self.about_leg(leg), fact);
    }

    fn monitoring(&mut self, now: Now, device: &Device, answer: Answer) {
        let snapshot = self.settings.switch.snapshot != Snapshot::None;
        let in_air = self.book.is_used(device);
        let Some(extension) = self.extensions.get_mut(device) else {
            // Nobody wants it any more.
            if let Answer::Monitoring { cross_ref, .. } = answer {
                self.pacer.want(Urgency::Watch, Wish::MonitorStop(cross_ref));
            }
            return;
        };
        self.book.review_deadlines(device);
        let refused = |why: String, after| Monitor::Refused { why, again: now.mono + after };
        extension.monitor = match answer {
            Answer::Monitoring { cross_ref, reports_answer } => {
                if snapshot {
                    let urgency = if in_air { Urgency::InAir } else { Urgency::Watch };
                    self.pacer.want(urgency, Wish::SnapshotDevice(device.clone()));
                    extension.looked_at(now.mono);
                }
                Monitor::Active { cross_ref, reports_answer }
            }
            Answer::Refused(refusal) => {
                let after = if refusal.passing { MONITOR_SOON } else { MONITOR_AGAIN };
                refused(
                    format!("{} {} ({})", refusal.says.source, refusal.says.code, refusal.says.name),
                    after,
                )
            }
            _ => refused("the switch did not answer".to_owned(), MONITOR_SOON),
        };
    }

    /// Refused monitors whose time has come are wanted again.
    pub(super) fn retry_monitors(&mut self, now: Now) {
        for extension in self.extensions.values_mut() {
            if matches!(extension.monitor, Monitor::Refused { again, .. } if again <= now.mono) {
                extension.monitor = Monitor::Wanted;
            }
        }
        self.want_monitors(now);
    }
}
