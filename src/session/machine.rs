//! The transitions of a session.

use std::time::Duration;

use callbackd_api::{
    ids::{AgentId, Private},
    words::{Closing, QueuedReason, SessionState},
};
use jiff::{SignedDuration, Timestamp};

use super::{Changed, Output, Session, State, WriteUp};
use crate::leg::{self, Ending, Leg};

/// The wish makes no sense in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    /// The state's name.
    pub state: SessionState,
}

/// `wall + span`, at most the end of time.
fn later(wall: Timestamp, span: Duration) -> Timestamp {
    SignedDuration::try_from(span).ok().and_then(|span| wall.checked_add(span).ok()).unwrap_or(Timestamp::MAX)
}

impl WriteUp {
    /// When a write-up that began then is over, whoever types.
    fn latest(self, since: Timestamp) -> Timestamp {
        later(since, self.most.max(self.span))
    }
}

impl Session {
    fn wrong<T>(&self) -> Result<T, Wrong> {
        Err(Wrong { state: self.state_name() })
    }

    /// Shows it to an agent until `until`.
    pub fn offer(&mut self, agent: AgentId, until: Timestamp, out: &mut Vec<Output>) -> Result<(), Wrong> {
        let State::Queued = self.state else { return self.wrong() };
        self.state = State::Offered { agent, until };
        out.push(Output::Offered { until });
        Ok(())
    }

    /// The time has come that the customer wanted to be called at.
    pub fn due(&mut self, out: &mut Vec<Output>) -> Result<(), Wrong> {
        let State::Queued = self.state else { return self.wrong() };
        out.push(Output::Queued { reason: QueuedReason::Due });
        Ok(())
    }

    /// The customer wants it otherwise, before anybody was offered it.
    pub fn change(&mut self, changed: Changed, out: &mut Vec<Output>) -> Result<(), Wrong> {
        let State::Queued = self.state else { return self.wrong() };
        if self.asked.is_none() {
            self.asked = Some(Box::new(self.asked()));
        }
        let Changed { queue, window, first_chance, customer } = changed;
        let request = &mut self.request;
        (request.queue, request.window, request.first_chance, request.customer) =
            (queue, window, first_chance, customer);
        out.push(Output::Queued { reason: QueuedReason::Changed });
        Ok(())
    }

    /// Back to the old place in the queue; the agent who let it pass does not get it first.
    pub fn requeue(&mut self, reason: QueuedReason, out: &mut Vec<Output>) -> Result<(), Wrong> {
        match &self.state {
            State::Offered { agent, .. } | State::Open { agent, .. } => {
                self.passed_over = Some(agent.clone());
                self.state = State::Queued;
                self.shown = None;
                self.typed_at = None;
                out.push(Output::Queued { reason });
                Ok(())
            }
            _ => self.wrong(),
        }
    }

    /// Call State. Pressing it again shows the controls again.
    pub fn open(&mut self, out: &mut Vec<Output>) -> Result<(), Wrong> {
        match &self.state {
            State::Offered { agent, .. } => {
                self.state = State::Open { agent: agent.clone(), reclaim: None };
                out.push(Output::Opened);
                Ok(())
            }
            State::Open { .. } => Ok(()),
            _ => self.wrong(),
        }
    }

    /// The agent is not there: the session waits until then, and goes back to the queue.
    pub fn await_agent(&mut self, until: Timestamp) {
        if let State::Open { reclaim: reclaim @ None, .. } = &mut self.state {
            *reclaim = Some(until);
        }
    }

    /// The agent came back in time.
    pub fn reclaimed(&mut self) {
        if let State::Open { reclaim, .. } = &mut self.state {
            *reclaim = None;
        }
    }

    /// Call Back: the planned leg becomes the session's own.
    pub fn call_back(&mut self, leg: Leg, out: &mut Vec<Output>) -> Result<(), Wrong> {
        let State::Open { agent, .. } = &self.state else { return self.wrong() };
        self.state = State::Dialing { agent: agent.clone() };
        self.last_failure = None;
        self.legs.push(leg);
        out.push(Output::Dialing);
        Ok(())
    }

    /// Cancel: nothing is dialled, the session stays active.
    pub fn cancel(&mut self, out: &mut Vec<Output>) -> Result<(), Wrong> {
        let State::Open { agent, .. } = &self.state else { return self.wrong() };
        self.state = State::Cancelled { agent: agent.clone() };
        out.push(Output::Cancelled);
        Ok(())
    }

    /// Drop Call where no call is in the air. With one, the leg gets it and the session follows.
    pub fn drop_idle(&mut self, now: Timestamp, times: WriteUp, out: &mut Vec<Output>) -> Result<(), Wrong> {
        match &self.state {
            State::Open { .. } => {
                self.wrap_up(Closing::Dropped, now, times, out);
                Ok(())
            }
            State::Cancelled { .. } => {
                self.close(Closing::Cancelled, now, out);
                Ok(())
            }
            State::WrapUp { reason, .. } => {
                let reason = *reason;
                self.close(reason, now, out);
                Ok(())
            }
            _ => self.wrong(),
        }
    }

    /// Drop Call on an offer whose number the rules refuse by now: nothing else can be done with it.
    pub fn drop_refused(
        &mut self,
        now: Timestamp,
        times: WriteUp,
        out: &mut Vec<Output>,
    ) -> Result<(), Wrong> {
        let State::Offered { .. } = self.state else { return self.wrong() };
        self.wrap_up(Closing::Dropped, now, times, out);
        Ok(())
    }

    /// Keeps what the agent types: absent stays as it was, empty clears. A write-up waits for who types.
    pub fn draft(
        &mut self,
        disposition: Option<String>,
        note: Option<Private>,
        now: Timestamp,
        times: WriteUp,
    ) -> Result<(), Wrong> {
        if self.is_closed() || self.agent().is_none() {
            return self.wrong();
        }
        if let Some(word) = disposition {
            self.disposition = Some(word).filter(|word| !word.is_empty());
        }
        if let Some(text) = note {
            self.note = Some(text).filter(|text| !text.expose().is_empty());
        }
        self.typed_at = Some(now);
        if let State::WrapUp { until, since, .. } = &mut self.state {
            let latest = times.latest(*since.get_or_insert(now));
            *until = later(now, times.typing).min(latest).max(*until);
        }
        Ok(())
    }

    /// What comes along with Drop Call or Close: what is absent or empty stays as it was drafted.
    pub fn note_down(&mut self, disposition: Option<String>, note: Option<Private>) {
        self.disposition = disposition.filter(|word| !word.is_empty()).or(self.disposition.take());
        self.note = note.filter(|text| !text.expose().is_empty()).or(self.note.take());
    }

    /// Ends the write-up.
    pub fn finish(&mut self, now: Timestamp, out: &mut Vec<Output>) -> Result<(), Wrong> {
        let State::WrapUp { reason, .. } = self.state else { return self.wrong() };
        self.close(reason, now, out);
        Ok(())
    }

    /// The customer changed their mind: never while it is being dialled or later.
    pub fn withdraw(&mut self, now: Timestamp, out: &mut Vec<Output>) -> Result<(), Wrong> {
        match self.state {
            State::Queued | State::Offered { .. } | State::Open { .. } | State::Cancelled { .. } => {
                self.close(Closing::Withdrawn, now, out);
                Ok(())
            }
            _ => self.wrong(),
        }
    }

    /// Nobody took it in time.
    pub fn expire(&mut self, now: Timestamp, out: &mut Vec<Output>) -> Result<(), Wrong> {
        let State::Queued = self.state else { return self.wrong() };
        self.close(Closing::Expired, now, out);
        Ok(())
    }

    /// The present state lasts no longer. `expiry` as in [`Session::deadline`].
    pub fn time_is_up(
        &mut self,
        expiry: Duration,
        now: Timestamp,
        out: &mut Vec<Output>,
    ) -> Result<(), Wrong> {
        match &self.state {
            State::Queued if self.is_overdue(expiry, now) => self.expire(now, out),
            State::Queued => self.due(out),
            State::Offered { .. } => self.requeue(QueuedReason::OfferMissed, out),
            State::Open { .. } => self.requeue(QueuedReason::AgentLost, out),
            State::WrapUp { .. } => self.finish(now, out),
            _ => Ok(()),
        }
    }

    /// What the leg reports moves the session.
    pub fn follow_leg(
        &mut self,
        output: &leg::Output,
        now: Timestamp,
        times: WriteUp,
        out: &mut Vec<Output>,
    ) {
        let Some(agent) = self.in_call() else { return };
        match output {
            leg::Output::Connected { assumed } => {
                self.state = State::Talking { agent };
                out.push(Output::Talking { assumed: *assumed, retrieved: false });
            }
            leg::Output::Retrieved => {
                self.state = State::Talking { agent };
                out.push(Output::Talking { assumed: false, retrieved: true });
            }
            leg::Output::Held => {
                self.state = State::Held { agent };
                out.push(Output::Held);
            }
            leg::Output::Lost { detail } => {
                self.state = State::Unknown { agent };
                out.push(Output::Unknown { detail });
            }
            leg::Output::Settled(ending) => self.settled(ending, agent, now, times, out),
            // Found again before anybody answered.
            leg::Output::Progress { .. } => {
                let found = self
                    .leg()
                    .is_some_and(|leg| !leg.is_unknown() && !leg.is_connected() && leg.ending().is_none());
                if found && matches!(self.state, State::Unknown { .. }) {
                    self.state = State::Dialing { agent };
                    out.push(Output::Dialing);
                }
            }
            leg::Output::Replanned(_) | leg::Output::Ask(_) | leg::Output::Ended => {}
        }
    }

    fn settled(
        &mut self,
        ending: &Ending,
        agent: AgentId,
        now: Timestamp,
        times: WriteUp,
        out: &mut Vec<Output>,
    ) {
        match ending {
            Ending::Failed { failure } => {
                self.state = State::Open { agent, reclaim: None };
                self.last_failure = Some(failure.clone());
                out.push(Output::Failed(failure.clone()));
            }
            Ending::Completed { .. } => self.wrap_up(Closing::Completed, now, times, out),
            Ending::Transferred => self.wrap_up(Closing::Transferred, now, times, out),
            Ending::Dropped => self.wrap_up(Closing::Dropped, now, times, out),
        }
    }

    /// The owner, while a call is under way or lost from sight.
    fn in_call(&self) -> Option<AgentId> {
        match &self.state {
            State::Dialing { agent }
            | State::Talking { agent }
            | State::Held { agent }
            | State::Unknown { agent } => Some(agent.clone()),
            _ => None,
        }
    }

    /// Somebody who types when the call ends may go on.
    fn wrap_up(&mut self, reason: Closing, now: Timestamp, times: WriteUp, out: &mut Vec<Output>) {
        let Some(agent) = self.agent().cloned() else { return };
        let typing = self.typed_at.map_or(now, |at| later(at, times.typing));
        let until = later(now, times.span).max(typing).min(times.latest(now));
        self.state = State::WrapUp { agent, until, since: Some(now), reason };
        out.push(Output::WrapUp { reason, until });
        if until <= now {
            self.close(reason, now, out);
        }
    }

    fn close(&mut self, reason: Closing, now: Timestamp, out: &mut Vec<Output>) {
        self.state = State::Closed { agent: self.agent().cloned(), at: now, reason };
        out.push(Output::Closed { reason });
    }

    /// What a restart changes: an offer is void, an open session waits for its agent, a call in the air is unknown.
    pub fn restarted(&mut self, now: Timestamp, reclaim: Duration, out: &mut Vec<Output>) {
        match &self.state {
            State::Offered { .. } => {
                self.state = State::Queued;
                self.shown = None;
                out.push(Output::Queued { reason: QueuedReason::Restarted });
            }
            State::Open { agent, .. } => {
                self.state = State::Open { agent: agent.clone(), reclaim: Some(later(now, reclaim)) };
            }
            State::Dialing { agent } | State::Talking { agent } | State::Held { agent }
                if self.leg().is_some_and(Leg::is_unknown) =>
            {
                self.state = State::Unknown { agent: agent.clone() };
                out.push(Output::Unknown {
                    detail: "The daemon was restarted while the call was up. The call itself goes on.",
                });
            }
            _ => {}
        }
    }
}
