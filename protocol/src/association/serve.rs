//! What the switch invokes: reported, answered, or rejected.

use std::time::Duration;

use super::Association;
use super::output::{Fault, Output};
use super::state::{Open, Phase, State};
use crate::Apdu;
use crate::InvokeId;
use crate::rose::{Code, Invoke, InvokeProblem, Problem, Reject, ReturnResult};
use crate::service::{Argument, Operation, RequestSysStatRes, ServiceResult};
use crate::types::SystemStatus;

/// NULL as it is encoded.
const NULL: [u8; 2] = [0x05, 0x00];

impl Association {
    pub(super) fn serve(&mut self, now: Duration, invoke: Invoke) {
        let Invoke { invoke_id, argument, .. } = invoke;
        match argument {
            Argument::EventReport(report) => {
                self.out.counters.events += 1;
                self.out.tell(Output::Event(report));
            }
            Argument::SystemStatus(report) => {
                self.out.counters.heartbeats += 1;
                self.acknowledge(invoke_id, Operation::SystemStatus);
                self.note_status(report.system_status);
                self.finish_greeting(now);
            }
            Argument::RequestSysStat(_) => {
                let status = RequestSysStatRes::new(SystemStatus::Normal);
                self.out.send(&Apdu::ReturnResult(ReturnResult::new(invoke_id, status)));
            }
            Argument::Escape(_) => {
                if self.settings.answer_escape {
                    self.acknowledge(invoke_id, Operation::Escape);
                }
                self.out.tell(Output::Invoked(Box::new(argument)));
            }
            Argument::MonitorStop(_) => {
                self.acknowledge(invoke_id, Operation::MonitorStop);
                self.out.tell(Output::Invoked(Box::new(argument)));
            }
            Argument::Unknown { opcode, .. } if self.is_heartbeat(&opcode) => {
                self.out.counters.heartbeats += 1;
                let result = ServiceResult::Unknown { opcode, raw: NULL.into() };
                self.out.send(&Apdu::ReturnResult(ReturnResult::new(invoke_id, result)));
                self.finish_greeting(now);
            }
            // None of these has a result (ECMA-285: ALWAYS RESPONDS FALSE, or no RESULT).
            Argument::SnapshotCallData(_)
            | Argument::SnapshotDeviceData(_)
            | Argument::SwitchingFunctionDevices(_)
            | Argument::SystemRegisterAbort(_) => self.out.tell(Output::Invoked(Box::new(argument))),
            _ => {
                let problem = Problem::Invoke(InvokeProblem::UnrecognizedOperation);
                self.out.send(&Apdu::Reject(Reject { invoke_id: Some(invoke_id), problem }));
                self.out.fault(Fault::UnexpectedOperation { opcode: argument.opcode() });
            }
        }
    }

    fn is_heartbeat(&self, opcode: &Code) -> bool {
        self.settings.heartbeat_opcode.is_some_and(|heartbeat| *opcode == Code::Local(heartbeat))
    }

    fn acknowledge(&mut self, invoke_id: InvokeId, operation: Operation) {
        let result = ServiceResult::Empty { operation, extensions: None };
        self.out.send(&Apdu::ReturnResult(ReturnResult::new(invoke_id, result)));
    }

    fn note_status(&mut self, status: SystemStatus) {
        let State::Open(open) = &mut self.state else { return };
        if open.status.replace(status) != Some(status) {
            self.out.tell(Output::SystemStatus(status));
        }
    }

    /// The switch's first systemStatus was answered: we may invoke.
    fn finish_greeting(&mut self, now: Duration) {
        if let State::Open(Open { phase: Phase::Greeting { accepted, .. }, .. }) = &mut self.state {
            let accepted = accepted.take();
            self.bind(now, accepted);
        }
    }
}
