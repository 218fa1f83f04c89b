//! The last gate: what a waiting leg will dial, and the permit to dial it.

use std::{collections::BTreeSet, time::Duration};

use super::{
    Switchboard,
    device::Monitor,
    input::{Deed, Send},
    pacing::{Token, Urgency},
    request::{DialPermit, SwitchRequest, Wish},
    view::{Reason, Refused},
};
use crate::{
    dialplan::Routed,
    ids::{AgentId, Device, LegId, Now, SessionId},
    journal::Fact,
    leg::{self, Failure, FailureReason, Leg},
};

/// What a leg that waits for its permit will dial.
#[derive(Debug)]
pub(super) struct Plan {
    dial: Routed,
    /// After a passing refusal of the switch: not before.
    pub(super) not_before: Duration,
}

impl Switchboard {
    /// The device from which the agent can call now.
    pub(super) fn usable_device(&self, agent: &AgentId) -> Result<Device, Refused> {
        let Some(device) = self.agents.get(agent).and_then(|agent| agent.device()) else {
            let detail = format!("agent {agent} is not logged in at a device");
            return Err(Refused::new(Reason::WrongState, detail));
        };
        if !self.link.is_up() {
            let detail = "the link to the switch is down; nothing was dialled, try again when it is up";
            return Err(Refused::new(Reason::LinkDown, detail));
        }
        let Some(extension) = self.extensions.get(device) else {
            return Err(Refused::new(Reason::DeviceUnavailable, format!("device {device} is not monitored")));
        };
        if !extension.in_service {
            let detail = format!("the switch reports device {device} out of service");
            return Err(Refused::new(Reason::DeviceUnavailable, detail));
        }
        match &extension.monitor {
            Monitor::Refused { why, .. } => {
                let detail = format!("the switch refuses to monitor device {device}: {why}");
                Err(Refused::new(Reason::DeviceUnavailable, detail))
            }
            _ => Ok(device.clone()),
        }
    }

    /// A leg now waits for its permit.
    pub(super) fn plan(&mut self, leg: LegId, session: SessionId, dial: Routed) {
        self.book.leg_planned(session, leg);
        self.plans.insert(leg, Plan { dial, not_before: Duration::ZERO });
        self.pacer.want(Urgency::Dial, Wish::Dial(leg));
    }

    /// The switch said: not now.
    pub(super) fn replan(&mut self, now: Now, leg: LegId) {
        let attempts = self.book.leg(leg).map_or(1, |leg| leg.attempts);
        if let Some(plan) = self.plans.get_mut(&leg) {
            plan.not_before = now.mono + self.settings.policy.leg.hold_off * attempts;
        }
        self.pacer.want(Urgency::Dial, Wish::Dial(leg));
    }

    /// Legs whose device is watched and free of earlier calls of ours, and whose session's earlier calls are over: one that is
    /// still to be hung up at another phone could reach the customer as well.
    pub(super) fn dialable(&self, now: Now) -> BTreeSet<LegId> {
        let waiting = self.book.planned().filter(|_| self.store_works);
        waiting.filter(|leg| self.may_go(now, leg)).map(|leg| leg.id).collect()
    }

    fn may_go(&self, now: Now, leg: &Leg) -> bool {
        let watched = self.extensions.get(&leg.device).is_some_and(|extension| extension.is_monitored());
        let over = |other: &Leg| other.id == leg.id || other.is_ended();
        let session = self.book.session_of(leg.id);
        let free = self.book.legs_at(&leg.device).all(|other| other.id == leg.id)
            && session.is_some_and(|session| session.legs.iter().all(over));
        let due = self.plans.get(&leg.id).is_some_and(|plan| plan.not_before <= now.mono);
        watched && free && due
    }

    /// Sends what the pace permits.
    pub(super) fn dispatch(&mut self, now: Now) {
        if !self.link.is_up() {
            return;
        }
        loop {
            let dialable = self.dialable(now);
            let ready = |wish: &Wish| !matches!(wish, Wish::Dial(leg) if !dialable.contains(leg));
            let Some((token, wish)) = self.pacer.take(now.mono, &self.settings.pacing, ready) else { return };
            match wish {
                Wish::Dial(leg) => self.dial(now, token, leg),
                other => self.send_now(token, other),
            }
        }
    }

    fn send_now(&mut self, token: Token, wish: Wish) {
        let request = match wish {
            Wish::Clear { device, call, .. } => SwitchRequest::ClearConnection { device, call_id: call.id() },
            Wish::Hold { device, call, .. } => SwitchRequest::HoldCall { device, call_id: call.id() },
            Wish::Retrieve { device, call, .. } => SwitchRequest::RetrieveCall { device, call_id: call.id() },
            Wish::Digits { device, call, digits, .. } => {
                SwitchRequest::GenerateDigits { device, call_id: call.id(), digits }
            }
            Wish::SnapshotDevice(device) => SwitchRequest::SnapshotDevice(device),
            Wish::SnapshotCall { device, call_id } => SwitchRequest::SnapshotCall { device, call_id },
            Wish::MonitorStart(device) => {
                if let Some(extension) = self.extensions.get_mut(&device) {
                    extension.monitor = Monitor::Starting;
                }
                SwitchRequest::MonitorStart(device)
            }
            Wish::MonitorStop(cross_ref) => SwitchRequest::MonitorStop(cross_ref),
            Wish::Dial(_) => return,
        };
        self.ledger.send(token, request);
    }

    /// Everything is checked once more; then the permit is recorded, and comes back as [`Input::Dial`] after the commit.
    fn dial(&mut self, now: Now, token: Token, leg: LegId) {
        match self.permit(now, leg) {
            Ok(permit) => {
                let attempt = self.book.leg(leg).map_or(1, |leg| leg.attempts + 1);
                let rule = permit.rule().to_owned();
                self.ledger.record(now, self.about_leg(leg), Fact::LegPermitted { attempt, rule });
                self.tell_leg(now, leg, leg::Input::Permitted);
                let send = Send { token, request: SwitchRequest::MakeCall(permit) };
                self.ledger.after_commit(Deed::Dial(send));
            }
            Err(failure) => {
                self.pacer.unsent(token);
                self.tell_leg(now, leg, leg::Input::NotPermitted(failure));
            }
        }
    }

    /// The permit is on disk. What took it there may have taken long: the agent may have dropped the call, the link may
    /// be gone, the rules may have changed.
    pub(super) fn send_permitted(&mut self, now: Now, send: Send) {
        let Send { token, request: SwitchRequest::MakeCall(permit) } = send else { return };
        let leg = permit.leg();
        let permitted = self.book.leg(leg).is_some_and(Leg::is_permitted);
        if !permitted || !self.pacer.is_out(token) {
            self.pacer.unsent(token);
            return;
        }
        match self.permit(now, leg) {
            Ok(permit) => {
                self.tell_leg(now, leg, leg::Input::Sent);
                self.ledger.send(token, SwitchRequest::MakeCall(permit));
            }
            Err(failure) => {
                self.pacer.unsent(token);
                self.tell_leg(now, leg, leg::Input::NotPermitted(failure));
            }
        }
    }

    fn permit(&self, now: Now, leg: LegId) -> Result<DialPermit, Failure> {
        let refused =
            |detail: String| Failure { detail: Some(detail), ..Failure::of(FailureReason::NotPermitted) };
        let gone = || refused("The session was over before the call was placed.".to_owned());
        let session = self.book.session_of(leg).ok_or_else(gone)?;
        let unsent = |leg: &&Leg| leg.is_planned() || leg.is_permitted();
        let waiting = self.book.leg(leg).filter(unsent).ok_or_else(gone)?;
        let plan = self.plans.get(&leg).ok_or_else(gone)?;
        let open = self.queue(session).is_some_and(|queue| queue.hours.is_open(now.wall));
        if self.rechecks_permits && !open {
            return Err(refused("The queue's service hours ended before the call was placed.".to_owned()));
        }
        let approved = self
            .dial_plan
            .approve(&plan.dial, Some(session.queue.as_str()))
            .map_err(|refusal| refused(format!("Nothing was dialled: {}", refusal.detail)))?;
        Ok(DialPermit::grant(leg, waiting.device.clone(), approved))
    }
}
