//! What the link reports, and the monitors it carries.

use callbackd_api::{
    ids::{Device, LegId, SessionId},
    record::Fact,
    words::LinkState,
};
use csta::types::MonitorCrossRefId;

use super::{
    Switchboard,
    input::LinkInput,
    ledger::About,
    phones::{Overdue, Token, Urgency},
    request::{Answer, Pending},
    settings::Snapshot,
};
use crate::{
    ids::{Epoch, Now},
    leg::{self, Call, Ending},
};

impl Switchboard {
    pub(super) fn link_reported(&mut self, now: Now, input: LinkInput) {
        match input {
            LinkInput::Connecting { detail } => self.link_is(now, LinkState::Connecting, None, detail),
            LinkInput::Binding => {
                self.link_is(now, LinkState::Binding, None, "waiting for the association".to_owned());
            }
            LinkInput::Up { epoch, detail } => {
                self.link_is(now, LinkState::Up, Some(epoch), detail);
                self.want_monitors(now);
                if self.settings.switch.snapshot == Snapshot::None {
                    self.tell_legs(now, |_| true, || leg::Input::Unseen);
                }
            }
            LinkInput::Down { detail } => {
                self.link_is(now, LinkState::Down, None, detail);
                self.phones.forget_association();
                self.tell_legs(now, |_| true, || leg::Input::LinkLost);
            }
            LinkInput::Event { cross_ref, event, in_service } => {
                self.heard(now, &cross_ref, event, in_service);
            }
            LinkInput::MonitorEnded(cross_ref) => self.monitor_ended(now, &cross_ref),
            LinkInput::Answered { token, answer } => self.answered(now, token, answer),
        }
    }

    fn link_is(&mut self, now: Now, state: LinkState, epoch: Option<Epoch>, detail: String) {
        if let Some(fact) = self.phones.report_link(now, state, epoch, detail) {
            self.ledger.record(now, About::default(), fact);
        }
    }

    /// Asks for every monitor that is wanted and not in place.
    pub(super) fn want_monitors(&mut self, now: Now) {
        self.phones.want_monitors(now, &self.settings.pacing, |device| self.book.is_used(device));
    }

    fn monitor_ended(&mut self, now: Now, cross_ref: &MonitorCrossRefId) {
        if let Some(device) = self.phones.monitor_ended(cross_ref) {
            self.book.review_deadlines(&device);
        }
        self.want_monitors(now);
    }

    fn answered(&mut self, now: Now, token: Token, answer: Answer) {
        let Some((pending, asked)) = self.phones.answered(token) else {
            self.answered_late(now, token, answer);
            return;
        };
        match pending {
            Pending::Dial(leg) => {
                if answer == Answer::Unanswered
                    && let Some((session, device)) = self.whereabouts(leg)
                {
                    self.phones.await_late_answer(token, Overdue { session, leg, device });
                }
                self.placed(now, leg, answer);
            }
            Pending::Clear { leg, device, call } => match answer {
                Answer::Refused(refusal) if !refusal.passing => {
                    self.tell_leg(now, leg, leg::Input::NotCleared(&refusal));
                }
                // Nothing is wrong with it: again as soon as the pace permits.
                Answer::Refused(_) => self.clear_again(leg, device, call),
                Answer::Done => self.tell_leg(now, leg, leg::Input::Cleared),
                _ => {}
            },
            Pending::Hold { leg, .. } | Pending::Retrieve { leg, .. } | Pending::Digits { leg, .. } => {
                self.hold_answered(now, leg, answer);
            }
            Pending::MonitorStart(device) => self.monitoring(now, &device, answer),
            Pending::SnapshotDevice(device) => self.device_seen(now, asked, &device, answer),
            Pending::SnapshotCall { device, .. } => self.call_seen(now, asked, &device, answer),
            Pending::MonitorStop(_) => {}
        }
    }

    fn whereabouts(&self, leg: LegId) -> Option<(SessionId, Device)> {
        Some((self.book.session_of(leg)?.id(), self.book.leg(leg)?.device.clone()))
    }

    fn clear_again(&mut self, leg: LegId, device: Device, call: Call) {
        let still = self.book.leg(leg).is_some_and(|leg| leg.call() == Some(&call));
        if still {
            self.phones.want(Urgency::Clear, Pending::Clear { leg, device, call });
        }
    }

    /// An answer that was given up waiting for. To a MakeCall: now somebody knows. Where a person has said meanwhile that
    /// nobody was called, the call is not wanted any more.
    fn answered_late(&mut self, now: Now, token: Token, answer: Answer) {
        if let Answer::Monitoring { cross_ref, .. } = answer {
            // Another one was asked for since; this one would only count against the switch's limit.
            self.phones.want(Urgency::Watch, Pending::MonitorStop(cross_ref));
            return;
        }
        let Some(Overdue { session, leg, device }) = self.phones.answered_late(token) else { return };
        if self.book.leg(leg).is_some() {
            self.placed(now, leg, answer);
            return;
        }
        let Some(over) = self.book.session(session).and_then(|session| session.leg_named(leg)) else {
            return;
        };
        let Answer::Calling { call_id, linkage } = answer else { return };
        if !matches!(over.ending(), Some(Ending::Completed { .. })) {
            let call = Call { epoch: self.phones.epoch(), call_id: call_id.as_bytes().to_vec(), linkage };
            self.phones.want(Urgency::Clear, Pending::Clear { leg, device: device.clone(), call });
        }
        self.phones.named_too_late(&device, call_id);
    }

    fn placed(&mut self, now: Now, leg: LegId, answer: Answer) {
        match answer {
            Answer::Calling { call_id, linkage } => {
                let call = Call { epoch: self.phones.epoch(), call_id: call_id.as_bytes().to_vec(), linkage };
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
        let urgency = if self.book.is_used(device) { Urgency::InAir } else { Urgency::Watch };
        let look = Some(urgency).filter(|_| self.settings.switch.snapshot != Snapshot::None);
        self.phones.monitor_answered(now, device, answer, look);
        self.book.review_deadlines(device);
    }

    /// Refused monitors whose time has come are wanted again.
    pub(super) fn retry_monitors(&mut self, now: Now) {
        self.phones.retry_monitors(now);
        self.want_monitors(now);
    }
}
