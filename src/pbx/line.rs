//! One association and its translation, without input or output: the link's task carries its APDUs over a connection,
//! the simulation over a virtual one.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use csta::{
    association::{self, Association, Failure, Reason},
    service::ServiceResult,
};
use tracing::{debug, warn};

use super::{Activation, LinkSettings, dialect::Interpreter};
use crate::{
    ids::Epoch,
    leg::Refusal,
    switchboard::{Answer, LinkInput, Send, Token},
};

/// Names the activation among our requests: the switchboard counts from below.
const ACTIVATION: association::Token = association::Token(u64::MAX);
/// Malformed things that are logged one by one on an association; the rest is only counted.
const FAULTS_LOGGED: u64 = 10;

/// What the switchboard sees of one connection, from the association request to its end.
#[derive(Debug)]
pub struct Line {
    association: Association,
    interpreter: Interpreter,
    activation: Option<Activation>,
    /// How soon a hang is noticed, for people.
    watch: String,
    epoch: Epoch,
    faults: u64,
    /// Told without a word of the association's.
    told: VecDeque<LinkInput>,
}

/// What is to be done next.
#[derive(Debug)]
pub enum Output {
    /// Send this APDU, framed.
    Send(Bytes),
    /// Tell the switchboard.
    Tell(LinkInput),
    /// It is over: send what is left, then close the connection.
    Closed(Reason),
}

impl Line {
    /// A line that waits for its connection. Its association, once it stands, is `epoch`.
    #[must_use]
    pub fn new(settings: &LinkSettings, epoch: Epoch) -> Self {
        Self {
            association: Association::new(settings.association.clone()),
            interpreter: Interpreter::new(settings.dialect.clone()),
            activation: settings.activation.clone(),
            watch: settings.watch(),
            epoch,
            faults: 0,
            told: VecDeque::new(),
        }
    }

    /// The connection stands, prelude included.
    pub fn connected(&mut self, now: Duration) {
        self.association.connected(now);
    }

    /// An APDU came.
    pub fn receive(&mut self, now: Duration, apdu: &[u8]) {
        self.association.receive(now, apdu);
    }

    /// The switchboard asks for something.
    pub fn request(&mut self, now: Duration, send: Send) {
        let Send { token, request } = send;
        let argument = self.interpreter.argument(token, request);
        if let Err(misuse) = self.association.invoke(now, argument, association::Token(token.0)) {
            // Nothing was sent, so nothing can have happened.
            debug!("A request was not sent: {misuse}");
            let answer = Answer::Refused(Refusal::not_sent(&misuse.to_string()));
            self.told.push_back(LinkInput::Answered { token, answer });
        }
    }

    /// The daemon goes down: says so to the switch and waits for its consent.
    pub fn release(&mut self, now: Duration) {
        self.association.release(now);
    }

    /// When [`Line::handle_timeout`] is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Duration> {
        [self.association.poll_timeout(), self.interpreter.deadline()].into_iter().flatten().min()
    }

    /// Lets run out what is due by `now`.
    pub fn handle_timeout(&mut self, now: Duration) {
        self.association.handle_timeout(now);
        self.told.extend(self.interpreter.overdue(now));
    }

    /// The next thing to do.
    pub fn poll_output(&mut self, now: Duration) -> Option<Output> {
        loop {
            if let Some(input) = self.told.pop_front() {
                return Some(Output::Tell(input));
            }
            let told = match self.association.poll_output()? {
                association::Output::Send(apdu) => return Some(Output::Send(apdu)),
                association::Output::Closed(reason) => return Some(Output::Closed(reason)),
                other => self.hear(now, other),
            };
            self.told.extend(told);
        }
    }

    /// What the association tells, in the switchboard's words.
    fn hear(&mut self, now: Duration, output: association::Output) -> Option<LinkInput> {
        use association::Output as O;
        match output {
            O::Bound { accepted } => {
                let detail = match accepted {
                    Some(_) => "the switch accepted the association",
                    None => "connected; this link has no association handshake",
                };
                self.activate(now);
                Some(LinkInput::Up { epoch: self.epoch, detail: format!("{detail}; {}", self.watch) })
            }
            O::Event(report) => self.interpreter.event(*report),
            O::Invoked(argument) => self.interpreter.invoked(*argument),
            O::Completed { token, outcome, .. } | O::Late { token, outcome, .. } => {
                self.completed(now, token, outcome)
            }
            O::SystemStatus(status) => {
                debug!(?status, "The switch reports its status.");
                None
            }
            O::Fault(fault) => {
                self.faults += 1;
                if self.faults <= FAULTS_LOGGED {
                    warn!("The switch sent something it should not have: {fault}");
                }
                None
            }
            O::Send(_) | O::Closed(_) | O::ProbeAnswered { .. } | O::ProbeMissed { .. } => None,
        }
    }

    /// Asks a switch that is silent by design for heartbeats.
    fn activate(&mut self, now: Duration) {
        let Some(activation) = &self.activation else { return };
        if let Err(misuse) = self.association.invoke(now, activation.argument(), ACTIVATION) {
            warn!("The switch could not be asked for heartbeats: {misuse}");
        }
    }

    fn completed(
        &mut self,
        now: Duration,
        token: association::Token,
        outcome: Result<ServiceResult, Failure>,
    ) -> Option<LinkInput> {
        if token == ACTIVATION {
            if let Err(failure) = outcome {
                warn!("The switch did not agree to send heartbeats: {failure}. Check [pbx.activation].");
            }
            return None;
        }
        // What the link's end leaves unanswered, the switchboard forgets by itself.
        if matches!(outcome, Err(Failure::LinkLost)) {
            return None;
        }
        let token = Token(token.0);
        let answer = self.interpreter.answer(now, token, outcome)?;
        Some(LinkInput::Answered { token, answer })
    }
}
