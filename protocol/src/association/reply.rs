//! What the switch answers to our invokes, and what it sends that nobody can read.

use std::time::Duration;

use super::output::{Failure, Fault, Output};
use super::pending::{Match, Purpose, Sent};
use super::state::{Phase, State};
use super::{Association, is_unanswered};
use crate::rose::{Code, Problem, Reject, ReturnError, ReturnResult};
use crate::service::{Operation, ServiceResult};
use crate::{Apdu, Error, InvokeId};

/// An answer, not yet matched with what it answers.
enum Answer {
    Result(Option<ServiceResult>),
    Failure(Failure),
}

impl Association {
    pub(super) fn returned(&mut self, now: Duration, result: ReturnResult) {
        self.answered(now, result.invoke_id, Answer::Result(result.result));
    }

    pub(super) fn failed(&mut self, now: Duration, error: &ReturnError) {
        let failure = Failure::Error(error.failure().cloned());
        self.answered(now, error.invoke_id, Answer::Failure(failure));
    }

    pub(super) fn rejected(&mut self, now: Duration, reject: &Reject) {
        let Reject { invoke_id, problem } = *reject;
        match (invoke_id, problem) {
            (Some(id), Problem::Invoke(_) | Problem::General(_)) if self.remembers(id) => {
                self.answered(now, id, Answer::Failure(Failure::Reject(problem)));
            }
            _ => self.out.fault(Fault::Rejected { invoke_id, problem }),
        }
    }

    /// Answers what ROSE wants answered, and ends the invoke whose answer it was.
    pub(super) fn malformed(&mut self, now: Duration, error: Error) {
        let Error::Malformed { answer, .. } = &error;
        let answer = answer.as_deref().cloned().filter(|_| !concerns_unanswered_operation(&error));
        if let Some(answer) = &answer {
            self.out.send(&Apdu::Reject(answer.clone()));
        }
        self.out.fault(Fault::Malformed(error.clone()));
        if let Some(Reject {
            invoke_id: Some(id),
            problem: Problem::ReturnResult(_) | Problem::ReturnError(_),
        }) = answer
        {
            self.unreadable(now, id, error);
        }
    }

    /// An answer that cannot be read still ends the invoke: the switch has done it, or refused it.
    fn unreadable(&mut self, now: Duration, id: InvokeId, error: Error) {
        if self.remembers(id) {
            self.answered(now, id, Answer::Failure(Failure::Unreadable(error)));
        }
    }

    fn remembers(&mut self, id: InvokeId) -> bool {
        let State::Open(open) = &mut self.state else { return false };
        open.phase.pending().is_some_and(|pending| pending.remembers(id))
    }

    fn answered(&mut self, now: Duration, id: InvokeId, answer: Answer) {
        let State::Open(open) = &mut self.state else { return };
        let (sent, late) = match open.phase.pending().and_then(|pending| pending.take(id)) {
            Some(Match::InTime(sent)) => (sent, false),
            Some(Match::Late(sent)) => (sent, true),
            None => return self.out.fault(Fault::UnknownInvoke(id)),
        };
        let Purpose::Caller(token) = sent.purpose else {
            if let Phase::Bound { probes, .. } = &mut open.phase {
                probes.missed = 0;
            }
            return self.out.tell(Output::ProbeAnswered { after: now.saturating_sub(sent.at) });
        };
        let outcome = outcome(answer, &sent);
        self.out.tell(if late {
            Output::Late { token, invoke_id: id, outcome }
        } else {
            Output::Completed { token, invoke_id: id, outcome }
        });
    }
}

fn outcome(answer: Answer, sent: &Sent) -> Result<ServiceResult, Failure> {
    let operation = sent.operation;
    match answer {
        Answer::Failure(failure) => Err(failure),
        // X.880 lets a sender leave the result out.
        Answer::Result(None) => Ok(ServiceResult::Empty { operation, extensions: None }),
        Answer::Result(Some(result)) if result.opcode() == Code::Local(operation.code()) => Ok(result),
        Answer::Result(Some(other)) => Err(Failure::WrongResult { expected: operation, got: other.opcode() }),
    }
}

/// Whether the malformed APDU is an invoke of an operation that is never answered: not even by a reject.
fn concerns_unanswered_operation(error: &Error) -> bool {
    let Error::Malformed { path, .. } = error;
    let outermost = path.components().next();
    Operation::ALL.iter().any(|operation| is_unanswered(*operation) && outermost == Some(operation.name()))
}
