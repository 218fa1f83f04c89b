//! Deadlines: when the next one is due, and what it does.

use std::time::Duration;

use callbackd_api::{
    ids::{Device, SessionId},
    words::AgentReason,
};
use jiff::Timestamp;

use super::{
    Switchboard,
    settings::{Settings, Snapshot},
};
use crate::{
    ids::Now,
    leg::{self, Leg},
    session::State,
};

/// Sessions whose time is over that one input deals with: after a long pause all of them may be due at once.
const MOST_DUE: usize = 500;

impl Switchboard {
    /// When `Input::Timeout` is due, on the monotonic clock.
    #[must_use]
    pub fn poll_timeout(&self, now: Now) -> Option<Duration> {
        let session = self.book.next_due().filter(|_| self.store_works);
        let wall = [session, self.floor.opening()].into_iter().flatten().map(|at| mono_at(now, at));
        let legs = self.book.next_leg_due().into_iter().chain(self.ledger.refusals_due());
        let Settings { layer_grace, present, .. } = self.settings;
        let agents = self.floor.losses(layer_grace, present).map(|(_, at)| at);
        let plans = self.phones.held_off(now);
        let monitors = self.phones.monitors_due();
        let pace = self.pace_due(now);
        let stale = self.stale_phones().map(|(_, at)| at);
        wall.chain(legs).chain(agents).chain(plans).chain(monitors).chain(pace).chain(stale).min()
    }

    fn pace_due(&self, now: Now) -> Option<Duration> {
        let dialable = self.dialable(now);
        self.phones.due(&self.settings.pacing, |leg| dialable.contains(&leg))
    }

    /// Everything that is due, once; of sessions so many at most, the others at once afterwards. While the store fails they
    /// wait: what they would write has to be kept in memory.
    pub(super) fn fire(&mut self, now: Now) {
        if self.store_works {
            for id in self.book.due(now.wall, MOST_DUE) {
                self.session_due(now, id);
            }
        }
        self.set_deadlines();
        for leg in self.book.legs_due(now) {
            self.tell_leg(now, leg, leg::Input::Timeout);
        }
        self.ledger.record_refusals(now);
        self.lose_layers(now);
        self.retry_monitors(now);
        self.look_at_stale(now);
    }

    /// Phones that seem busy without a call of ours, and phones of calls that were lost from sight: when to look again.
    fn stale_phones(&self) -> impl Iterator<Item = (&Device, Duration)> + '_ {
        let looks = self.settings.switch.snapshot != Snapshot::None;
        let lost = |device: &Device| {
            let mut legs = self.book.legs_at(device).peekable();
            legs.peek().is_some().then(|| legs.any(Leg::is_unknown))
        };
        self.phones.stale(self.settings.policy.leg.stale, lost).filter(move |_| looks)
    }

    fn look_at_stale(&mut self, now: Now) {
        let stale: Vec<Device> =
            self.stale_phones().filter(|(_, at)| *at <= now.mono).map(|(device, _)| device.clone()).collect();
        for device in stale {
            self.phones.look_at(now, device);
        }
    }

    fn session_due(&mut self, now: Now, id: SessionId) {
        let Some(state) = self.book.session(id).map(|session| session.state().clone()) else { return };
        match state {
            State::Closed { .. } => {
                self.book.forget(id);
                self.phones.forget_session(id);
                return;
            }
            // Not ready from the moment it is over: the phone is perhaps alone.
            State::Offered { agent, .. } => {
                if let Some(agent) = self.floor.agent_mut(&agent) {
                    agent.not_ready(Some(AgentReason::MissedOffer.into()));
                }
            }
            _ => {}
        }
        let expiry = self.settings.policy.request_expiry;
        let _ = self.transition(now, id, |session, out| session.time_is_up(expiry, now.wall, out));
    }
}

/// Where a wall-clock moment lies on the monotonic clock, as far as is known now.
fn mono_at(now: Now, at: Timestamp) -> Duration {
    let ahead = at.duration_since(now.wall);
    now.mono + Duration::try_from(ahead).unwrap_or(Duration::ZERO)
}
