//! From the AARE to the end.

use std::time::Duration;

use super::Association;
use super::bind;
use super::output::{Failure, Fault, Output, Reason};
use super::pending::{Pending, Purpose};
use super::settings::SHORTEST_PROBE_PERIOD;
use super::state::{Open, Phase, Probes, State};
use crate::acse::Aare;

impl Association {
    pub(super) fn accepted(&mut self, now: Duration, aare: Box<Aare>) {
        if !matches!(&self.state, State::Open(Open { phase: Phase::Binding { .. }, .. })) {
            return self.out.fault(Fault::OutOfPlace("AARE"));
        }
        match bind::judge(&aare) {
            Ok(()) => self.greet(now, Some(aare)),
            Err(reason) => self.close(reason),
        }
    }

    /// Binds, at once or after the switch's first systemStatus ([`Settings::status_first`]).
    pub(super) fn greet(&mut self, now: Duration, accepted: Option<Box<Aare>>) {
        let State::Open(open) = &mut self.state else { return };
        match self.settings.status_first {
            // A status that came before the AARE has been answered already.
            Some(patience) if open.status.is_none() => {
                open.phase = Phase::Greeting { accepted, deadline: now.saturating_add(patience) };
            }
            _ => self.bind(now, accepted),
        }
    }

    pub(super) fn bind(&mut self, now: Duration, accepted: Option<Box<Aare>>) {
        let State::Open(open) = &mut self.state else { return };
        let next =
            self.settings.probe.map(|probe| now.saturating_add(probe.every.max(SHORTEST_PROBE_PERIOD)));
        let probes = Probes { next, missed: 0 };
        open.phase = Phase::Bound { pending: Pending::default(), probes };
        self.out.tell(Output::Bound { accepted });
    }

    pub(super) fn released(&mut self) {
        if matches!(&self.state, State::Open(Open { phase: Phase::Releasing { .. }, .. })) {
            self.close(Reason::Released { confirmed: true });
        } else {
            self.out.fault(Fault::OutOfPlace("RLRE"));
        }
    }

    /// Tells the switch, where there is an association to be told of, and closes.
    pub(super) fn give_up(&mut self, reason: Reason) {
        if matches!(self.state, State::Open(_)) && self.settings.acse.is_some() {
            self.out.send(&bind::abort());
        }
        self.close(reason);
    }

    pub(super) fn close(&mut self, reason: Reason) {
        let open = match std::mem::replace(&mut self.state, State::Closed(reason.clone())) {
            State::Open(open) => Some(open),
            State::Idle => None,
            State::Closed(first) => {
                self.state = State::Closed(first);
                return;
            }
        };
        let pending = open.and_then(|open| open.phase.into_pending());
        for (invoke_id, sent) in pending.into_iter().flat_map(Pending::into_unanswered) {
            if let Purpose::Caller(token) = sent.purpose {
                let outcome = Err(Failure::LinkLost);
                self.out.tell(Output::Completed { token, invoke_id, outcome });
            }
        }
        self.out.tell(Output::Closed(reason));
    }
}
