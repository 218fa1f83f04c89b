//! The computing function's side of an association, without input or output.
//!
//! [`Association`] is told what happens (`connected`, `receive`, `disconnected`), what its owner wants
//! (`invoke`, `release`, `abort`) and what time it is; it answers through [`poll_output`] and
//! [`poll_timeout`]. After each call the owner takes outputs until there are none.
//!
//! `now` is any clock that only moves forward, the same one in all calls.
//!
//! [`poll_output`]: Association::poll_output
//! [`poll_timeout`]: Association::poll_timeout

mod bind;
mod lifecycle;
mod outbox;
mod output;
mod pending;
mod reply;
mod serve;
mod settings;
mod state;
mod timing;

use std::time::Duration;

use self::outbox::Outbox;
pub use self::output::{Counters, Failure, Fault, Misuse, Output, Reason, Timer, Token};
use self::pending::{Purpose, Sent};
pub use self::settings::{
    Acse, Authentication, LARGEST_WINDOW, Probe, ProbeOperation, SHORTEST_PROBE_PERIOD, Settings, Versions,
};
use self::state::{Open, Phase, State};
use crate::rose::Invoke;
use crate::service::{Argument, Operation};
use crate::{Apdu, InvokeId};

/// One association over one connection. For the next connection make a new one.
#[derive(Debug)]
pub struct Association {
    settings: Settings,
    state: State,
    out: Outbox,
}

impl Association {
    /// An association that waits for its connection.
    pub fn new(settings: Settings) -> Self {
        Self { settings, state: State::Idle, out: Outbox::default() }
    }

    /// The connection below stands, prelude included: asks for the association.
    pub fn connected(&mut self, now: Duration) {
        if !matches!(self.state, State::Idle) {
            return;
        }
        let phase = Phase::Binding { deadline: now.saturating_add(self.settings.bind_timeout) };
        self.state = State::Open(Open { heard: now, status: None, phase });
        match &self.settings.acse {
            Some(acse) => self.out.send(&bind::request(acse)),
            None => self.greet(now, None),
        }
    }

    /// One APDU has been received.
    pub fn receive(&mut self, now: Duration, apdu: &[u8]) {
        let State::Open(open) = &mut self.state else { return };
        open.heard = now;
        self.out.counters.received += 1;
        match Apdu::decode(apdu) {
            Ok(Apdu::Invoke(invoke)) => self.serve(now, invoke),
            Ok(Apdu::ReturnResult(result)) => self.returned(now, result),
            Ok(Apdu::ReturnError(error)) => self.failed(now, &error),
            Ok(Apdu::Reject(reject)) => self.rejected(now, &reject),
            Ok(Apdu::Aare(aare)) => self.accepted(now, aare),
            Ok(Apdu::Rlrq(_)) => {
                self.out.send(&bind::release_response());
                self.close(Reason::ReleasedBySwitch);
            }
            Ok(Apdu::Rlre(_)) => self.released(),
            Ok(Apdu::Abrt(_)) => self.close(Reason::AbortedBySwitch),
            Ok(Apdu::Aarq(_)) => self.out.fault(Fault::OutOfPlace("AARQ")),
            Err(error) => self.malformed(now, error),
        }
    }

    /// Invokes an operation, to be answered within [`Settings::answer_timeout`]. What comes of it is told by
    /// [`Output::Completed`] under `token`.
    ///
    /// # Errors
    /// [`Misuse`]; nothing is sent then.
    pub fn invoke(
        &mut self,
        now: Duration,
        argument: impl Into<Argument>,
        token: Token,
    ) -> Result<InvokeId, Misuse> {
        self.invoke_within(now, argument, token, self.settings.answer_timeout)
    }

    /// Like [`invoke`](Self::invoke), to be answered within `limit`.
    ///
    /// # Errors
    /// [`Misuse`]; nothing is sent then.
    pub fn invoke_within(
        &mut self,
        now: Duration,
        argument: impl Into<Argument>,
        token: Token,
        limit: Duration,
    ) -> Result<InvokeId, Misuse> {
        let window = self.settings.window.min(LARGEST_WINDOW);
        let State::Open(Open { phase: Phase::Bound { pending, .. }, .. }) = &mut self.state else {
            return Err(Misuse::NotBound);
        };
        let argument = argument.into();
        let operation = answered_operation(&argument)?;
        if pending.outstanding() >= window {
            return Err(Misuse::WindowFull { limit: window });
        }
        let purpose = Purpose::Caller(token);
        let id = pending.insert(Sent { purpose, operation, at: now, deadline: now.saturating_add(limit) });
        self.out.send(&Apdu::Invoke(Invoke::new(id, argument)));
        Ok(id)
    }

    /// Asks the switch to end the association, and waits for its consent up to
    /// [`Settings::release_timeout`]. Where there is no ACSE, or no association yet, it ends at once.
    pub fn release(&mut self, now: Duration) {
        let State::Open(open) = &mut self.state else { return self.close(Reason::Aborted) };
        match &mut open.phase {
            Phase::Bound { pending, .. } if self.settings.acse.is_some() => {
                let (pending, deadline) =
                    (std::mem::take(pending), now.saturating_add(self.settings.release_timeout));
                open.phase = Phase::Releasing { pending, deadline };
                self.out.send(&bind::release_request());
            }
            Phase::Bound { .. } => self.close(Reason::Released { confirmed: false }),
            Phase::Binding { .. } | Phase::Greeting { .. } => self.abort(now),
            Phase::Releasing { .. } => {}
        }
    }

    /// Ends the association at once. Send what is left, then close the connection.
    pub fn abort(&mut self, _now: Duration) {
        self.give_up(Reason::Aborted);
    }

    /// The connection below is gone.
    pub fn disconnected(&mut self, _now: Duration) {
        self.close(Reason::Disconnected);
    }

    /// When [`handle_timeout`](Self::handle_timeout) is next worth calling.
    pub fn poll_timeout(&self) -> Option<Duration> {
        self.next_timer().map(|(at, _)| at)
    }

    /// What is waited for next, and until when.
    pub fn next_timer(&self) -> Option<(Duration, Timer)> {
        match &self.state {
            State::Open(open) => open.next_timer(&self.settings),
            State::Idle | State::Closed(_) => None,
        }
    }

    /// Lets run out what is due by `now`.
    pub fn handle_timeout(&mut self, now: Duration) {
        while let Some((_, timer)) = self.next_timer().filter(|(at, _)| *at <= now) {
            self.run_out(now, timer);
        }
    }

    /// The next thing to do or to know.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.pop()
    }

    /// Whether [`invoke`](Self::invoke) works now.
    pub fn is_bound(&self) -> bool {
        matches!(&self.state, State::Open(Open { phase: Phase::Bound { .. }, .. }))
    }

    /// Why it is over, once it is.
    pub fn closed(&self) -> Option<&Reason> {
        match &self.state {
            State::Closed(reason) => Some(reason),
            State::Idle | State::Open(_) => None,
        }
    }

    /// How much went over it.
    pub fn counters(&self) -> Counters {
        self.out.counters
    }
}

/// The operation of `argument`, if it is one that is answered and the computing function may invoke.
fn answered_operation(argument: &Argument) -> Result<Operation, Misuse> {
    match argument.operation() {
        Some(operation) if !is_unanswered(operation) => Ok(operation),
        _ => Err(Misuse::NotOurs),
    }
}

/// Whether an operation is never answered (ECMA-285: ALWAYS RESPONDS FALSE, or no RESULT).
fn is_unanswered(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::EventReport
            | Operation::SnapshotCallData
            | Operation::SnapshotDeviceData
            | Operation::SwitchingFunctionDevices
            | Operation::SystemRegisterAbort
    )
}
