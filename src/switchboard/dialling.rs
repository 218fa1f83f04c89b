//! The last gate: what a waiting leg will dial, and the permit to dial it.

use std::collections::BTreeSet;

use callbackd_api::{
    ids::{AgentId, Device, LegId, SessionId},
    record::Fact,
    views::Refused,
    words::{FailureReason, Reason},
};

use super::{
    Switchboard,
    input::Deed,
    phones::Token,
    request::{DialPermit, Pending, SwitchRequest},
};
use crate::{
    agent::Agent,
    dialplan::{ApprovedDial, Routed},
    ids::Now,
    leg::{self, Failure, Leg},
};

impl Switchboard {
    /// The device from which the agent can call now.
    pub(super) fn usable_device(&self, agent: &AgentId) -> Result<Device, Refused> {
        let Some(device) = self.floor.agent(agent).and_then(Agent::device) else {
            let detail = format!("agent {agent} is not logged in at a device");
            return Err(Refused::new(Reason::WrongState, detail));
        };
        self.phones.check_usable(device)?;
        Ok(device.clone())
    }

    /// A leg now waits for its permit.
    pub(super) fn plan(&mut self, leg: LegId, session: SessionId, dial: Routed) {
        self.book.leg_planned(session, leg);
        self.phones.plan(leg, dial);
    }

    /// The switch said: not now.
    pub(super) fn replan(&mut self, now: Now, leg: LegId) {
        let attempts = self.book.leg(leg).map_or(1, Leg::attempts);
        self.phones.hold_off(leg, now.mono + self.settings.policy.leg.hold_off * attempts);
    }

    /// Legs whose device is watched and free of earlier calls of ours, and whose session's earlier calls are over: one that is
    /// still to be hung up at another phone could reach the customer as well.
    pub(super) fn dialable(&self, now: Now) -> BTreeSet<LegId> {
        let waiting = self.book.planned().filter(|_| self.store_works);
        waiting.filter(|leg| self.may_go(now, leg)).map(|leg| leg.id).collect()
    }

    fn may_go(&self, now: Now, leg: &Leg) -> bool {
        let watched = self.phones.is_monitored(&leg.device);
        let over = |other: &Leg| other.id == leg.id || other.is_ended();
        let session = self.book.session_of(leg.id);
        let free = self.book.legs_at(&leg.device).all(|other| other.id == leg.id)
            && session.is_some_and(|session| session.legs().iter().all(over));
        let due = self.phones.may_dial(now, leg.id);
        watched && free && due
    }

    /// Sends what the pace permits.
    pub(super) fn dispatch(&mut self, now: Now) {
        loop {
            let dialable = self.dialable(now);
            let Some((token, pending)) =
                self.phones.take(now, &self.settings.pacing, |leg| dialable.contains(&leg))
            else {
                return;
            };
            match pending {
                Pending::Dial(leg) => self.dial(now, token, leg),
                other => self.send_now(token, other),
            }
        }
    }

    fn send_now(&mut self, token: Token, pending: Pending) {
        let request = match pending {
            Pending::Clear { device, call, .. } => {
                SwitchRequest::ClearConnection { device, call_id: call.id() }
            }
            Pending::Hold { device, call, .. } => SwitchRequest::HoldCall { device, call_id: call.id() },
            Pending::Retrieve { device, call, .. } => {
                SwitchRequest::RetrieveCall { device, call_id: call.id() }
            }
            Pending::Digits { device, call, digits, .. } => {
                SwitchRequest::GenerateDigits { device, call_id: call.id(), digits }
            }
            Pending::SnapshotDevice(device) => SwitchRequest::SnapshotDevice(device),
            Pending::SnapshotCall { device, call_id } => SwitchRequest::SnapshotCall { device, call_id },
            Pending::MonitorStart(device) => {
                self.phones.monitor_starts(&device);
                SwitchRequest::MonitorStart(device)
            }
            Pending::MonitorStop(cross_ref) => SwitchRequest::MonitorStop(cross_ref),
            Pending::Dial(_) => return,
        };
        self.ledger.send(token, request);
    }

    /// Everything is checked once more and recorded; the leg comes back as [`Input::Dial`] after the commit.
    ///
    /// [`Input::Dial`]: super::Input::Dial
    fn dial(&mut self, now: Now, token: Token, leg: LegId) {
        match self.approve(now, leg) {
            Ok((_, approved)) => {
                let attempt = self.book.leg(leg).map_or(1, |leg| leg.attempts() + 1);
                let rule = approved.rule().to_owned();
                self.ledger.record(now, self.about_leg(leg), Fact::LegPermitted { attempt, rule });
                self.tell_leg(now, leg, leg::Input::Permitted);
                self.ledger.after_commit(Deed::Dial { token, leg });
            }
            Err(failure) => self.refuse(now, token, leg, failure),
        }
    }

    /// The record is on disk. What took it there may have taken long: the agent may have dropped the call, the link may
    /// be gone, the rules may have changed. So the permit is granted here, by what holds now.
    pub(super) fn send_permitted(&mut self, now: Now, token: Token, leg: LegId) {
        let permitted = self.book.leg(leg).is_some_and(Leg::is_permitted);
        if !permitted || !self.phones.is_out(token) {
            self.phones.unsent(token);
            return;
        }
        match self.approve(now, leg) {
            Ok((device, approved)) => {
                self.tell_leg(now, leg, leg::Input::Sent);
                self.ledger.send(token, SwitchRequest::MakeCall(DialPermit::grant(leg, device, approved)));
            }
            Err(failure) => self.refuse(now, token, leg, failure),
        }
    }

    fn refuse(&mut self, now: Now, token: Token, leg: LegId, failure: Failure) {
        self.phones.unsent(token);
        self.tell_leg(now, leg, leg::Input::NotPermitted(failure));
    }

    /// What the leg may dial as things stand, and from where.
    fn approve(&self, now: Now, leg: LegId) -> Result<(Device, ApprovedDial), Failure> {
        let refused =
            |detail: String| Failure { detail: Some(detail), ..Failure::of(FailureReason::NotPermitted) };
        let gone = || refused("The session was over before the call was placed.".to_owned());
        let session = self.book.session_of(leg).ok_or_else(gone)?;
        let unsent = |leg: &&Leg| leg.is_planned() || leg.is_permitted();
        let waiting = self.book.leg(leg).filter(unsent).ok_or_else(gone)?;
        let dial = self.phones.planned(leg).ok_or_else(gone)?;
        let open = self.queue(session).is_some_and(|queue| queue.hours.is_open(now.wall));
        if self.rechecks_permits && !open {
            return Err(refused("The queue's service hours ended before the call was placed.".to_owned()));
        }
        let approved = self
            .dial_plan
            .approve(dial, Some(session.request().queue.as_str()))
            .map_err(|refusal| refused(format!("Nothing was dialled: {}", refusal.detail)))?;
        Ok((waiting.device.clone(), approved))
    }
}
