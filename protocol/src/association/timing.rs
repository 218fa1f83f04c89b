//! What happens by the passing of time.

use std::time::Duration;

use super::Association;
use super::output::{Failure, Output, Reason, Timer};
use super::pending::{Purpose, Sent};
use super::settings::{ProbeOperation, SHORTEST_PROBE_PERIOD};
use super::state::{Open, Phase, State};
use crate::rose::Invoke;
use crate::service::{Argument, Operation, RequestSysStatArg, SystemStatusArg};
use crate::types::SystemStatus;
use crate::{Apdu, InvokeId};

impl Association {
    pub(super) fn run_out(&mut self, now: Duration, timer: Timer) {
        let State::Open(open) = &mut self.state else { return };
        match (timer, &mut open.phase) {
            (Timer::Bind, Phase::Greeting { accepted, .. }) => {
                let accepted = accepted.take();
                self.bind(now, accepted);
            }
            (Timer::Bind, _) => self.give_up(Reason::BindTimedOut),
            (Timer::Release, _) => self.close(Reason::Released { confirmed: false }),
            (Timer::Silence, _) => {
                let limit = self.settings.silence_limit.unwrap_or_default();
                self.give_up(Reason::Silent { limit });
            }
            (Timer::Probe, _) => self.probe(now),
            (Timer::Invoke(id), phase) => {
                if let Some(sent) = phase.pending().and_then(|pending| pending.expire(id)) {
                    self.expired(id, sent);
                }
            }
        }
    }

    fn expired(&mut self, invoke_id: InvokeId, sent: Sent) {
        if let Purpose::Caller(token) = sent.purpose {
            let outcome = Err(Failure::TimedOut);
            return self.out.tell(Output::Completed { token, invoke_id, outcome });
        }
        let State::Open(Open { phase: Phase::Bound { probes, .. }, .. }) = &mut self.state else { return };
        probes.missed += 1;
        let in_a_row = probes.missed;
        self.out.tell(Output::ProbeMissed { in_a_row });
        let limit = self.settings.probe.and_then(|probe| probe.give_up_after);
        if limit.is_some_and(|limit| in_a_row >= limit) {
            self.give_up(Reason::ProbesUnanswered { in_a_row });
        }
    }

    /// Sends a probe, unless one is still unanswered, and sets the time of the next.
    fn probe(&mut self, now: Duration) {
        let Some(settings) = self.settings.probe else { return };
        let State::Open(Open { phase: Phase::Bound { pending, probes }, .. }) = &mut self.state else {
            return;
        };
        probes.next = Some(now.saturating_add(settings.every.max(SHORTEST_PROBE_PERIOD)));
        if pending.is_probing() {
            return;
        }
        let (operation, argument) = match settings.with {
            ProbeOperation::RequestSystemStatus => {
                (Operation::RequestSysStat, Argument::from(RequestSysStatArg::default()))
            }
            ProbeOperation::SystemStatus => {
                (Operation::SystemStatus, Argument::from(SystemStatusArg::new(SystemStatus::Normal)))
            }
        };
        let deadline = now.saturating_add(settings.answer_timeout);
        let id = pending.insert(Sent { purpose: Purpose::Probe, operation, at: now, deadline });
        self.out.send(&Apdu::Invoke(Invoke::new(id, argument)));
    }
}
