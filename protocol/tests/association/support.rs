//! One end of a link on a virtual clock, and its transcript: `>` sent, `!` told to the owner.

use std::fmt::Write;
use std::time::Duration;

use csta::association::{Association, Misuse, Output, Settings, Token};
use csta::rose::{Problem, Reject};
use csta::service::{Argument, MakeCallArgument, ServiceResult};
use csta::types::DeviceId;
use csta::{Apdu, InvokeId};

pub(crate) const AARE: &str =
    "612f80020780a10706052b0c00815aa203020100a305a103020101be14281206072b0c00821d8148a007a0050303000800";
pub(crate) const STATUS_NORMAL: &str = "a10c020101020200d330030a0102";
pub(crate) const STATUS_ANSWER: &str = "a20b0201013006020200d30500";
pub(crate) const MAKE_CALL_RESULT: &str = "a21d020101301802010a30136b11300f800430303735a10730058003313131";
pub(crate) const SERVICE_INITIATED: &str = "a134020103020115302c550401110012a024b0226b11300f800430303735a107300580033131316307300580033131314e01010a0116";

/// Seconds.
pub(crate) const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Octets of a hexadecimal text; spaces do not count.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect()
}

pub(crate) fn make_call() -> MakeCallArgument {
    MakeCallArgument::new(DeviceId::dialing_number("111"), DeviceId::dialing_number("222"))
}

/// An association and the time.
pub(crate) struct End {
    pub(crate) association: Association,
    pub(crate) now: Duration,
}

impl End {
    /// Idle, at an odd time: nothing may depend on zero.
    pub(crate) fn new(settings: Settings) -> Self {
        Self { association: Association::new(settings), now: s(1000) }
    }

    pub(crate) fn connected(settings: Settings) -> Self {
        let mut end = Self::new(settings);
        end.association.connected(end.now);
        end
    }

    /// Bound, with nothing left to say of it.
    pub(crate) fn bound(settings: Settings) -> Self {
        let mut end = Self::connected(settings);
        if !end.association.is_bound() {
            end.association.receive(end.now, &hex(AARE));
        }
        assert!(end.association.is_bound());
        end.transcript();
        end
    }

    pub(crate) fn receive(&mut self, apdu: &str) -> String {
        self.association.receive(self.now, &hex(apdu));
        self.transcript()
    }

    pub(crate) fn invoke(&mut self, token: u64) -> Result<InvokeId, Misuse> {
        self.association.invoke(self.now, make_call(), Token(token))
    }

    /// Lets time pass as an owner would: handling each timeout when it is due. A line for the time of each.
    pub(crate) fn wait(&mut self, seconds: u64) -> String {
        let end = self.now + s(seconds);
        let mut lines = String::new();
        for _ in 0..1000 {
            let Some(due) = self.association.poll_timeout().filter(|due| *due <= end) else {
                self.now = end;
                return lines;
            };
            writeln!(lines, "+{}", (due - (end - s(seconds))).as_secs()).unwrap();
            self.now = due;
            self.association.handle_timeout(due);
            lines += &self.transcript();
        }
        panic!("an association that never comes to rest");
    }

    pub(crate) fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.association.poll_output()).collect()
    }

    /// Everything put out since the last look, a line each.
    pub(crate) fn transcript(&mut self) -> String {
        self.outputs().iter().fold(String::new(), |lines, output| lines + &line(output) + "\n")
    }
}

/// One output in a line.
pub(crate) fn line(output: &Output) -> String {
    match output {
        Output::Send(octets) => format!("> {}", summary(&Apdu::decode(octets).unwrap())),
        Output::Bound { accepted } => {
            format!("! bound{}", if accepted.is_some() { "" } else { " without ACSE" })
        }
        Output::Event(report) => format!("! event {}", report.event_specific_info.name()),
        Output::Invoked(argument) => format!("! invoked {}", operation(argument)),
        Output::SystemStatus(status) => format!("! status {status:?}"),
        Output::Completed { token, invoke_id, outcome } => {
            format!("! completed {} invoke {invoke_id}: {}", token.0, describe(outcome))
        }
        Output::Late { token, invoke_id, outcome } => {
            format!("! late {} invoke {invoke_id}: {}", token.0, describe(outcome))
        }
        Output::ProbeAnswered { after } => format!("! probe answered after {} s", after.as_secs()),
        Output::ProbeMissed { in_a_row } => format!("! probe missed, {in_a_row} in a row"),
        Output::Fault(fault) => format!("! fault: {fault}"),
        Output::Closed(reason) => format!("! closed: {reason}"),
    }
}

fn describe(outcome: &Result<ServiceResult, csta::association::Failure>) -> String {
    match outcome {
        Ok(result) => format!("result of {}", result.operation().map_or("?", |operation| operation.name())),
        Err(failure) => failure.to_string(),
    }
}

fn operation(argument: &Argument) -> &'static str {
    argument.operation().map_or("?", |operation| operation.name())
}

fn summary(apdu: &Apdu) -> String {
    match apdu {
        Apdu::Invoke(invoke) => format!("invoke {} {}", invoke.invoke_id, operation(&invoke.argument)),
        Apdu::ReturnResult(result) => format!("result {}", result.invoke_id),
        Apdu::ReturnError(error) => format!("error {}", error.invoke_id),
        Apdu::Reject(Reject { invoke_id, problem }) => {
            let id = invoke_id.map_or("without id".to_owned(), |id| id.to_string());
            let problem = match problem {
                Problem::General(problem) => format!("{problem:?}"),
                Problem::Invoke(problem) => format!("{problem:?}"),
                Problem::ReturnResult(problem) => format!("{problem:?}"),
                Problem::ReturnError(problem) => format!("{problem:?}"),
            };
            format!("reject {id} {problem}")
        }
        other => other.kind().to_owned(),
    }
}

/// Compares a transcript with the lines expected.
#[track_caller]
pub(crate) fn assert_lines(got: &str, expected: &[&str]) {
    assert_eq!(got.lines().collect::<Vec<_>>(), expected);
}
