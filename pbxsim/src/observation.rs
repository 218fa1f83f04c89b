//! What the simulator saw and did, for logs, tests and ladders.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use csta::rose::Problem;
use csta::service::Argument;
use csta::types::ConnectionId;
use csta::{Apdu, InvokeId};

use crate::exchange::{CallId, Change, Happening, Phone, Refusal};
use crate::switch::{Fault, LinkId};

/// Observations that are remembered; the oldest is forgotten first.
pub const LOG_LIMIT: usize = 65_536;

/// MakeCalls that are remembered; the oldest is forgotten first.
pub const MAKE_CALL_LIMIT: usize = 1_000_000;

/// Something that happened, and when by the simulator's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Since the start.
    pub at: Duration,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A client connected.
    LinkUp {
        /// The connection.
        link: LinkId,
        /// Its address.
        peer: String,
    },
    /// A connection ended.
    LinkDown {
        /// The connection.
        link: LinkId,
        /// Why.
        reason: String,
    },
    /// An APDU came in.
    Received {
        /// From whom.
        link: LinkId,
        /// What it says.
        message: Message,
    },
    /// An APDU went out.
    Sent {
        /// To whom.
        link: LinkId,
        /// What it says.
        message: Message,
    },
    /// An APDU would have gone out, but a fault swallowed it.
    Lost {
        /// To whom.
        link: LinkId,
        /// What it says.
        message: Message,
    },
    /// A call moved, whether or not anybody monitors it.
    Call(String),
    /// Somebody did something at a phone.
    Phone {
        /// What.
        action: Phone,
        /// Why it had no effect, if it had none.
        refused: Option<Refusal>,
    },
    /// People or destinations behave differently from here on.
    Change(Change),
    /// A fault was set or healed.
    Fault(Fault),
}

/// An APDU in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Kind and operation or event: `makeCall`, `makeCall result`, `delivered`, `aarq`.
    pub name: String,
    /// The invoke id, if it has one.
    pub invoke_id: Option<InvokeId>,
    /// Who and what it is about; may be empty.
    pub detail: String,
}

/// A MakeCall that arrived, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenMakeCall {
    /// When.
    pub at: Duration,
    /// From whom.
    pub link: LinkId,
    /// Its invoke id there.
    pub invoke_id: InvokeId,
    /// The calling device's number.
    pub calling: String,
    /// The digits to dial.
    pub called: String,
    /// The account to charge.
    pub account_code: Option<Vec<u8>>,
    /// The code that permits it.
    pub auth_code: Option<Vec<u8>>,
    /// Its correlator data.
    pub correlator_data: Option<Vec<u8>>,
    /// The call that was made of it, if one was.
    pub call: Option<CallId>,
}

impl Message {
    /// Reads an APDU out.
    pub fn of(apdu: &Apdu) -> Self {
        let (name, invoke_id, detail) = match apdu {
            Apdu::Invoke(invoke) => {
                let (name, detail) = describe_argument(&invoke.argument);
                (name, Some(invoke.invoke_id), detail)
            }
            Apdu::ReturnResult(result) => {
                let operation = result.result.as_ref().and_then(csta::service::ServiceResult::operation);
                let name = operation
                    .map_or("result".to_owned(), |operation| operation.name().to_owned() + " result");
                (name, Some(result.invoke_id), String::new())
            }
            Apdu::ReturnError(error) => {
                let failure =
                    error.failure().map_or("not CSTA's".to_owned(), |failure| format!("{failure:?}"));
                ("error".to_owned(), Some(error.invoke_id), failure)
            }
            Apdu::Reject(reject) => ("reject".to_owned(), reject.invoke_id, describe_problem(reject.problem)),
            other => (other.kind().to_owned(), None, String::new()),
        };
        Self { name, invoke_id, detail }
    }
}

fn describe_argument(argument: &Argument) -> (String, String) {
    let digits = |digits: Option<&str>| digits.unwrap_or("?").to_owned();
    let detail = match argument {
        Argument::EventReport(report) => {
            return (
                report.event_specific_info.name().to_owned(),
                format!("xref {}", report.cross_ref_identifier),
            );
        }
        Argument::MakeCall(call) => {
            format!(
                "{} → {}",
                digits(call.calling_device.digits()),
                digits(call.called_directory_number.digits())
            )
        }
        Argument::ClearConnection(clear) => connection(&clear.connection_to_be_cleared),
        Argument::AnswerCall(answer) => connection(&answer.call_to_be_answered),
        Argument::HoldCall(hold) => connection(&hold.call_to_be_held),
        Argument::RetrieveCall(retrieve) => connection(&retrieve.call_to_be_retrieved),
        Argument::SnapshotCall(snapshot) => connection(&snapshot.snapshot_object),
        Argument::SnapshotDevice(snapshot) => digits(snapshot.snapshot_object.digits()),
        Argument::MonitorStart(start) => match &start.monitor_object {
            csta::types::MonitorObject::DeviceObject(device) => digits(device.digits()),
            csta::types::MonitorObject::CallObject(call) => connection(call),
        },
        Argument::MonitorStop(stop) => format!("xref {}", stop.cross_ref_identifier),
        Argument::SystemStatus(status) => format!("{:?}", status.system_status),
        _ => String::new(),
    };
    let name = argument
        .operation()
        .map_or_else(|| format!("operation {}", argument.opcode()), |it| it.name().to_owned());
    (name, detail)
}

fn connection(connection: &ConnectionId) -> String {
    let call = connection.call_id().map_or("?".into(), |id| String::from_utf8_lossy(id.as_bytes()));
    let device = connection.device().and_then(|device| device.digits()).unwrap_or("?");
    format!("call {call} at {device}")
}

fn describe_problem(problem: Problem) -> String {
    match problem {
        Problem::General(problem) => format!("{problem:?}"),
        Problem::Invoke(problem) => format!("{problem:?}"),
        Problem::ReturnResult(problem) => format!("{problem:?}"),
        Problem::ReturnError(problem) => format!("{problem:?}"),
    }
}

/// An event in words, without the party it is told to.
pub(crate) fn describe_happening(happening: &Happening) -> String {
    let Happening { subject, cause, call, .. } = happening;
    format!("call {} {} → {} at {subject}, cause {}", call.id, call.calling, call.called, cause.name())
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(id) = self.invoke_id {
            write!(f, " #{id}")?;
        }
        if !self.detail.is_empty() {
            write!(f, " {}", self.detail)?;
        }
        Ok(())
    }
}

/// One line: `   12.345 s  link 1 > makeCall #3 2001 → 90123`, where `>` is towards the PBX.
impl fmt::Display for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:9.3} s  ", self.at.as_secs_f64())?;
        match &self.what {
            What::LinkUp { link, peer } => write!(f, "{link} up, {peer}"),
            What::LinkDown { link, reason } => write!(f, "{link} down: {reason}"),
            What::Received { link, message } => write!(f, "{link} > {message}"),
            What::Sent { link, message } => write!(f, "{link} < {message}"),
            What::Lost { link, message } => write!(f, "{link} x {message} (lost)"),
            What::Call(line) => write!(f, "       - {line}"),
            What::Phone { action, refused: None } => write!(f, "phone    {action:?}"),
            What::Phone { action, refused: Some(refusal) } => write!(f, "phone    {action:?}: {refusal}"),
            What::Change(change) => write!(f, "change   {change:?}"),
            What::Fault(fault) => write!(f, "fault    {fault:?}"),
        }
    }
}

/// The memory of a simulator.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub(crate) log: VecDeque<Observation>,
    pub(crate) make_calls: VecDeque<SeenMakeCall>,
}

impl Journal {
    pub(crate) fn note(&mut self, observation: Observation) {
        remember(&mut self.log, observation, LOG_LIMIT);
    }

    pub(crate) fn note_make_call(&mut self, call: SeenMakeCall) {
        remember(&mut self.make_calls, call, MAKE_CALL_LIMIT);
    }
}

fn remember<T>(memory: &mut VecDeque<T>, entry: T, limit: usize) {
    if memory.len() >= limit {
        memory.pop_front();
    }
    memory.push_back(entry);
}
