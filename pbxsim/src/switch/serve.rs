//! The services: what a client asks for, done by the exchange.

use std::time::Duration;

use bytes::Bytes;
use csta::InvokeId;
use csta::rose::{InvokeProblem, Problem};
use csta::service::{
    Argument, CrossRefIdOrSnapshotCallData, MakeCallArgument, MakeCallResult, MonitorStartArgument,
    MonitorStartResult, Operation, RequestSysStatRes, ServiceResult, SnapshotCallArgument,
};
use csta::types::{
    AutoOriginate, ConnectionId, CstaCommonArguments, CstaPrivateData, DeviceId, MonitorCrossRefId,
    MonitorFilter, MonitorObject, OperationErrors, ServiceCrossRefId, SnapshotCallData,
    StateIncompatibilityErrors, SystemResourceAvailabilityErrors, SystemStatus, UniversalFailure,
};

use super::clock;
use super::device::{connection_id, linkage, resolve};
use super::link::{Clock, LinkId, Monitor};
use super::{Switch, snapshot};
use crate::config::{CrossRefs, SnapshotStyle};
use crate::exchange::{CallId, CallOrder, Device, Refusal};
use crate::observation::SeenMakeCall;

/// What an invoke is answered with.
#[derive(Debug)]
pub(super) enum Reply {
    /// A result, and invokes of ours that follow it.
    Done(ServiceResult, Vec<Argument>),
    Failed(UniversalFailure),
    Rejected(Problem),
}

impl Reply {
    fn done(result: impl Into<ServiceResult>) -> Self {
        Self::Done(result.into(), Vec::new())
    }

    fn empty(operation: Operation) -> Self {
        Self::done(ServiceResult::Empty { operation, extensions: None })
    }
}

impl From<OperationErrors> for Reply {
    fn from(error: OperationErrors) -> Self {
        Self::Failed(UniversalFailure::Operation(error))
    }
}

impl Switch {
    pub(super) fn serve(&mut self, now: Duration, link: LinkId, id: InvokeId, argument: &Argument) -> Reply {
        match argument {
            Argument::MakeCall(call) => self.make_call(now, link, id, call),
            Argument::ClearConnection(clear) => self.at_connection(
                Operation::ClearConnection,
                &clear.connection_to_be_cleared,
                |it, call, at| it.exchange.clear(now, call, at),
            ),
            Argument::AnswerCall(answer) => {
                self.at_connection(Operation::AnswerCall, &answer.call_to_be_answered, |it, call, at| {
                    it.exchange.answer(now, call, extension(at)?)
                })
            }
            Argument::HoldCall(hold) => {
                self.at_connection(Operation::HoldCall, &hold.call_to_be_held, |it, call, at| {
                    it.exchange.hold(now, call, extension(at)?)
                })
            }
            Argument::RetrieveCall(retrieve) => {
                self.at_connection(Operation::RetrieveCall, &retrieve.call_to_be_retrieved, |it, call, at| {
                    it.exchange.retrieve(now, call, extension(at)?)
                })
            }
            Argument::MonitorStart(start) => self.start_monitor(link, start),
            Argument::MonitorStop(stop) => self.stop_monitor(link, &stop.cross_ref_identifier),
            Argument::SnapshotDevice(snapshot) => self.snapshot_device(&snapshot.snapshot_object),
            Argument::SnapshotCall(snapshot) => self.snapshot_call(snapshot),
            Argument::SystemStatus(_) => Reply::empty(Operation::SystemStatus),
            Argument::Escape(escape) => self.escape(now, link, &escape.private_data),
            Argument::RequestSysStat(_) => Reply::done(RequestSysStatRes::new(SystemStatus::Normal)),
            _ => Reply::Rejected(Problem::Invoke(InvokeProblem::UnrecognizedOperation)),
        }
    }

    /// HiPath 3000 answers its activation with its clock, and tells it again and again from then on.
    fn escape(&mut self, now: Duration, link: LinkId, data: &CstaPrivateData) -> Reply {
        let period = self.config.escape_clock.then(|| clock::asked_for(data)).flatten();
        let (Some(every), Some(link)) = (period, self.links.get_mut(&link)) else {
            return Reply::empty(Operation::Escape);
        };
        link.clock = Some(Clock { every, next: now + every });
        let extensions = CstaCommonArguments {
            private_data: Some(vec![clock::told(now)]),
            ..CstaCommonArguments::default()
        };
        Reply::done(ServiceResult::Empty { operation: Operation::Escape, extensions: Some(extensions) })
    }

    fn make_call(&mut self, now: Duration, link: LinkId, id: InvokeId, order: &MakeCallArgument) -> Reply {
        let number = |device: &DeviceId| device.digits().unwrap_or_default().to_owned();
        let (from, to) = (number(&order.calling_device), number(&order.called_directory_number));
        let correlator = order.correlator_data.as_ref().map(|data| Bytes::copy_from_slice(data.as_bytes()));
        let mut seen = SeenMakeCall {
            at: now,
            link,
            invoke_id: id,
            calling: from.clone(),
            called: to.clone(),
            account_code: order.account_code.as_ref().map(|code| code.as_bytes().to_vec()),
            auth_code: order.auth_code.as_ref().map(|code| code.as_bytes().to_vec()),
            correlator_data: correlator.as_deref().map(<[u8]>::to_vec),
            call: None,
        };
        let made = if std::mem::take(&mut self.faults.is_busy) {
            Err(Refusal::Congested)
        } else {
            let at_once = order.auto_originate == AutoOriginate::DoNotPrompt;
            self.exchange.make_call(now, CallOrder { from: from.clone(), to, at_once, correlator })
        };
        seen.call = made.ok();
        self.journal.note_make_call(seen);
        match made {
            Ok(call) => self.make_call_result(call, from),
            Err(refusal) => Reply::Failed(failure(Operation::MakeCall, refusal)),
        }
    }

    fn make_call_result(&self, id: CallId, from: String) -> Reply {
        let Some(call) = self.exchange.call(id.octets()) else {
            return OperationErrors::InvalidCallId.into();
        };
        let mut result = MakeCallResult::new(connection_id(call, &Device::Extension(from)));
        result.call_linkage_data = self.config.call_linkage_data.then(|| linkage(call));
        Reply::done(result)
    }

    fn at_connection(
        &mut self,
        operation: Operation,
        connection: &ConnectionId,
        act: impl FnOnce(&mut Self, CallId, &Device) -> Result<(), Refusal>,
    ) -> Reply {
        let done = resolve(&self.exchange, connection).and_then(|(call, device)| act(self, call, &device));
        match done {
            Ok(()) => Reply::empty(operation),
            Err(refusal) => Reply::Failed(failure(operation, refusal)),
        }
    }

    fn start_monitor(&mut self, link: LinkId, start: &MonitorStartArgument) -> Reply {
        let MonitorObject::DeviceObject(device) = &start.monitor_object else {
            return OperationErrors::InvalidMonitorObjectType.into();
        };
        let extensions = &self.exchange.plan().extensions;
        let number = device.digits().unwrap_or_default();
        let Some(index) = extensions.iter().position(|extension| extension.number == number) else {
            return OperationErrors::InvalidDeviceId.into();
        };
        if self.links.values().map(|link| link.monitors.len()).sum::<usize>() >= self.config.monitor_limit {
            let error = SystemResourceAvailabilityErrors::OverallMonitorLimitExceeded;
            return Reply::Failed(UniversalFailure::SystemResourceAvailability(error));
        }
        let mut filter = start.requested_monitor_filter.clone().unwrap_or_default();
        self.config.never_sent.iter().for_each(|event| filter.call_control.insert(*event));
        let monitor = Monitor {
            xref: self.free_xref(index),
            device: number.to_owned(),
            suppressed: filter.call_control.clone(),
        };
        self.monitor_result(link, monitor, filter)
    }

    fn monitor_result(&mut self, link: LinkId, monitor: Monitor, filter: MonitorFilter) -> Reply {
        let mut result = MonitorStartResult::new(monitor.xref.clone());
        result.actualmonitor_filter = Some(filter);
        if let Some(link) = self.links.get_mut(&link) {
            link.monitors.push(monitor);
        }
        Reply::done(result)
    }

    fn free_xref(&self, extension: usize) -> MonitorCrossRefId {
        if self.config.cross_refs == CrossRefs::Counted {
            let free = (0..=u16::MAX).map(|number| MonitorCrossRefId::new(number.to_be_bytes()));
            return self.first_free(free).unwrap_or_else(|| MonitorCrossRefId::new([0xff, 0xff]));
        }
        // It shows the extension, so that the same one comes back after a reconnect.
        let [.., high, low] = extension.to_be_bytes();
        let nth = (1..=u8::MAX).map(|nth| MonitorCrossRefId::new([nth, 0x11, high, low]));
        self.first_free(nth).unwrap_or_else(|| MonitorCrossRefId::new([0, 0x11, high, low]))
    }

    fn first_free(&self, mut xrefs: impl Iterator<Item = MonitorCrossRefId>) -> Option<MonitorCrossRefId> {
        let taken = |xref: &MonitorCrossRefId| {
            self.links.values().flat_map(|link| &link.monitors).any(|monitor| monitor.xref == *xref)
        };
        xrefs.find(|xref| !taken(xref))
    }

    fn stop_monitor(&mut self, link: LinkId, xref: &MonitorCrossRefId) -> Reply {
        let Some(link) = self.links.get_mut(&link) else { return OperationErrors::InvalidCrossRefId.into() };
        let before = link.monitors.len();
        link.monitors.retain(|monitor| monitor.xref != *xref);
        if link.monitors.len() == before {
            return OperationErrors::InvalidMonitorCrossRefId.into();
        }
        Reply::empty(Operation::MonitorStop)
    }

    fn snapshot_device(&mut self, device: &DeviceId) -> Reply {
        let number = device.digits().unwrap_or_default();
        if self.exchange.plan().extension(number).is_none() {
            return OperationErrors::InvalidDeviceId.into();
        }
        let entries = snapshot::of_device(&self.config, &self.exchange, number);
        match self.config.snapshot {
            SnapshotStyle::Unsupported => OperationErrors::ServiceNotSupported.into(),
            SnapshotStyle::Inline => Reply::done(snapshot::device_result(entries)),
            SnapshotStyle::Following => {
                let xref = self.next_service_xref();
                Reply::Done(snapshot::device_reference(&xref), snapshot::device_segments(&xref, entries))
            }
        }
    }

    fn snapshot_call(&mut self, argument: &SnapshotCallArgument) -> Reply {
        let id = argument.snapshot_object.call_id();
        let Some(call) = id.and_then(|id| self.exchange.call(id.as_bytes())).cloned() else {
            return OperationErrors::InvalidCallId.into();
        };
        let (data, segments) = match self.config.snapshot {
            SnapshotStyle::Unsupported => return OperationErrors::ServiceNotSupported.into(),
            SnapshotStyle::Inline => {
                let data = SnapshotCallData(snapshot::of_call(&call));
                (CrossRefIdOrSnapshotCallData::SnapshotData(data), Vec::new())
            }
            SnapshotStyle::Following => {
                let xref = self.next_service_xref();
                let segments = snapshot::call_segments(&xref, &call);
                (CrossRefIdOrSnapshotCallData::ServiceCrossRefId(xref), segments)
            }
        };
        Reply::Done(snapshot::call_result(&self.config, &call, data), segments)
    }

    fn next_service_xref(&mut self) -> ServiceCrossRefId {
        self.service_xrefs = self.service_xrefs.wrapping_add(1);
        ServiceCrossRefId::new(self.service_xrefs.to_be_bytes())
    }
}

fn extension(device: &Device) -> Result<&str, Refusal> {
    match device {
        Device::Extension(number) => Ok(number),
        Device::Trunk(_) => Err(Refusal::UnknownConnection),
    }
}

fn failure(operation: Operation, refusal: Refusal) -> UniversalFailure {
    use UniversalFailure as F;
    match refusal {
        Refusal::UnknownCallingDevice => F::Operation(OperationErrors::InvalidCallingDeviceId),
        Refusal::NothingDialled => F::Operation(OperationErrors::InvalidCalledDeviceId),
        Refusal::Barred => F::Operation(OperationErrors::PrivilegeViolationCalledDevice),
        Refusal::UnknownConnection => F::Operation(OperationErrors::InvalidConnectionId),
        Refusal::DeviceBusy if operation == Operation::MakeCall => {
            F::StateIncompatibility(StateIncompatibilityErrors::InvalidCallingDeviceState)
        }
        Refusal::DeviceBusy => F::StateIncompatibility(StateIncompatibilityErrors::ConnectedCallExists),
        Refusal::WrongState => F::StateIncompatibility(StateIncompatibilityErrors::InvalidConnectionState),
        Refusal::Congested => F::SystemResourceAvailability(SystemResourceAvailabilityErrors::ResourceBusy),
    }
}
