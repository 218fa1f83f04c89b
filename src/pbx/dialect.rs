//! The switchboard's requests as CSTA arguments, and what the switch says as the switchboard's inputs.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use callbackd_api::{ids::Device, words::FailureReason};
use csta::{
    association::Failure,
    ber::Ia5String,
    event::CstaEventReportArgument,
    service::{
        Argument, ClearConnectionArgument, CrossRefIdOrSnapshotCallData, CrossRefIdOrSnapshotDeviceData,
        DigitMode, GenerateDigitsArgument, HoldCallArgument, MakeCallArgument, MonitorStartArgument,
        MonitorStartResult, MonitorStopArgument, RetrieveCallArgument, ServiceResult, SnapshotCallArgument,
        SnapshotCallResult, SnapshotDeviceArgument,
    },
    types::{
        AccountInfo, AuthCode, AutoOriginate, CallControlEvent, CallId, ConnectionId, CorrelatorData,
        DeviceId, MonitorObject, ServiceCrossRefId,
    },
};

use super::{
    hearing,
    sighting::{self, CallDetails},
};
use crate::{
    leg::{Refusal, Sighting},
    switchboard::{Answer, LinkInput, SwitchRequest, Token},
};

/// Snapshot data that were promised under a reference must come within this.
const DATA_WITHIN: Duration = Duration::from_secs(10);
/// Connections of one snapshot; more are not believed.
const MAX_SIGHTINGS: usize = 64;

/// What this switch wants said, or not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// Send correlator data with MakeCall.
    pub correlator: bool,
    /// Ask the switch not to prompt the phone.
    pub do_not_prompt: bool,
    /// Causes of failure that mean something else here than in the standard.
    pub causes: BTreeMap<i64, FailureReason>,
}

/// Translates for one association.
#[derive(Debug)]
pub(super) struct Interpreter {
    dialect: Dialect,
    /// Snapshots that were asked for: what about.
    asked: HashMap<Token, Snapshot>,
    /// Snapshots whose data follow in invokes of their own.
    following: HashMap<ServiceCrossRefId, Following>,
}

#[derive(Debug)]
enum Snapshot {
    Device,
    Call { device: Device, call_id: CallId },
}

#[derive(Debug)]
struct Following {
    token: Token,
    about: Snapshot,
    details: CallDetails,
    sightings: Vec<Sighting>,
    until: Duration,
}

impl Interpreter {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, asked: HashMap::new(), following: HashMap::new() }
    }

    /// The argument that asks for this.
    pub(super) fn argument(&mut self, token: Token, request: SwitchRequest) -> Argument {
        match request {
            SwitchRequest::MakeCall(permit) => {
                let called = DeviceId::dialing_number(&permit.on_the_wire());
                let mut argument = MakeCallArgument::new(device(permit.device()), called);
                argument.account_code = permit.account_code().map(|code| AccountInfo::new(code.expose()));
                argument.auth_code = permit.auth_code().map(|code| AuthCode::new(code.expose()));
                if self.dialect.correlator {
                    argument.correlator_data = Some(CorrelatorData::new(permit.leg().octets()));
                }
                if self.dialect.do_not_prompt {
                    argument.auto_originate = AutoOriginate::DoNotPrompt;
                }
                Argument::MakeCall(Box::new(argument))
            }
            SwitchRequest::ClearConnection { device, call_id } => Argument::ClearConnection(Box::new(
                ClearConnectionArgument::new(connection(&device, call_id)),
            )),
            SwitchRequest::HoldCall { device, call_id } => {
                Argument::HoldCall(Box::new(HoldCallArgument::new(connection(&device, call_id))))
            }
            SwitchRequest::RetrieveCall { device, call_id } => {
                Argument::RetrieveCall(Box::new(RetrieveCallArgument::new(connection(&device, call_id))))
            }
            SwitchRequest::GenerateDigits { device, call_id, digits } => {
                let connection = connection(&device, call_id);
                let mut argument = GenerateDigitsArgument::new(connection, Ia5String::from(digits.expose()));
                argument.digit_mode = Some(DigitMode::Dtmf);
                Argument::GenerateDigits(Box::new(argument))
            }
            SwitchRequest::SnapshotDevice(number) => {
                self.asked.insert(token, Snapshot::Device);
                Argument::SnapshotDevice(Box::new(SnapshotDeviceArgument::new(device(&number))))
            }
            SwitchRequest::SnapshotCall { device, call_id } => {
                let about = Snapshot::Call { device: device.clone(), call_id: call_id.clone() };
                self.asked.insert(token, about);
                Argument::SnapshotCall(Box::new(SnapshotCallArgument::new(connection(&device, call_id))))
            }
            SwitchRequest::MonitorStart(number) => {
                let object = MonitorObject::DeviceObject(device(&number));
                Argument::MonitorStart(Box::new(MonitorStartArgument::new(object)))
            }
            SwitchRequest::MonitorStop(cross_ref) => {
                Argument::MonitorStop(Box::new(MonitorStopArgument::new(cross_ref)))
            }
        }
    }

    /// What came of it; `None` if its data are yet to follow.
    pub(super) fn answer(
        &mut self,
        now: Duration,
        token: Token,
        outcome: Result<ServiceResult, Failure>,
    ) -> Option<Answer> {
        let about = self.asked.remove(&token);
        let result = match outcome {
            Ok(result) => result,
            Err(failure) => return Some(failed(failure)),
        };
        Some(match (result, about) {
            (ServiceResult::MakeCall(result), _) => match result.calling_device.call_id() {
                Some(call_id) => Answer::Calling {
                    call_id: call_id.clone(),
                    linkage: result.call_linkage_data.as_ref().map(hearing::linkage),
                },
                // A call that cannot be named cannot be followed: nobody knows.
                None => Answer::Unanswered,
            },
            (ServiceResult::MonitorStart(result), _) => monitoring(&result),
            (ServiceResult::SnapshotDevice(result), _) => match result.cross_ref_id_or_snapshot_data {
                CrossRefIdOrSnapshotDeviceData::SnapshotData(data) => {
                    Answer::Sightings(sighting::of_device(&data).take(MAX_SIGHTINGS).collect())
                }
                CrossRefIdOrSnapshotDeviceData::ServiceCrossRefId(cross_ref) => {
                    return self.follow(now, token, cross_ref, Snapshot::Device, CallDetails::default());
                }
            },
            (ServiceResult::SnapshotCall(result), Some(Snapshot::Call { device, call_id })) => {
                return self.call_snapshot(now, token, *result, device, call_id);
            }
            _ => Answer::Done,
        })
    }

    fn call_snapshot(
        &mut self,
        now: Duration,
        token: Token,
        result: SnapshotCallResult,
        device: Device,
        call_id: CallId,
    ) -> Option<Answer> {
        let details = CallDetails::of(&result);
        match result.cross_ref_id_or_snapshot_data {
            CrossRefIdOrSnapshotCallData::SnapshotData(data) => {
                Some(Answer::Sightings(vec![sighting::of_call(&device, call_id, &data, &details)]))
            }
            CrossRefIdOrSnapshotCallData::ServiceCrossRefId(cross_ref) => {
                self.follow(now, token, cross_ref, Snapshot::Call { device, call_id }, details)
            }
        }
    }

    fn follow(
        &mut self,
        now: Duration,
        token: Token,
        cross_ref: ServiceCrossRefId,
        about: Snapshot,
        details: CallDetails,
    ) -> Option<Answer> {
        let following = Following { token, about, details, sightings: Vec::new(), until: now + DATA_WITHIN };
        self.following.insert(cross_ref, following);
        None
    }

    /// What an event report means; `None` for what nobody acts on.
    pub(super) fn event(&self, report: CstaEventReportArgument) -> Option<LinkInput> {
        hearing::report(report, |cause| self.dialect.causes.get(&cause.code()).copied())
    }

    /// What another invoke of the switch means.
    pub(super) fn invoked(&mut self, argument: Argument) -> Option<LinkInput> {
        match argument {
            Argument::SnapshotDeviceData(data) => {
                let following = self.following.get_mut(&data.service_cross_ref_id)?;
                let room = MAX_SIGHTINGS.saturating_sub(following.sightings.len());
                following.sightings.extend(sighting::of_device(&data.snapshot_data).take(room));
                self.finish(&data.service_cross_ref_id, data.last_segment)
            }
            Argument::SnapshotCallData(data) => {
                let following = self.following.get_mut(&data.service_cross_ref_id)?;
                if let Snapshot::Call { device, call_id } = &following.about {
                    let seen =
                        sighting::of_call(device, call_id.clone(), &data.snapshot_data, &following.details);
                    sighting::merge(&mut following.sightings, seen);
                }
                self.finish(&data.service_cross_ref_id, data.last_segment)
            }
            Argument::MonitorStop(stop) => Some(LinkInput::MonitorEnded(stop.cross_ref_identifier)),
            _ => None,
        }
    }

    fn finish(&mut self, cross_ref: &ServiceCrossRefId, last: bool) -> Option<LinkInput> {
        if !last {
            return None;
        }
        let Following { token, sightings, .. } = self.following.remove(cross_ref)?;
        Some(LinkInput::Answered { token, answer: Answer::Sightings(sightings) })
    }

    /// When promised data are overdue.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.following.values().map(|following| following.until).min()
    }

    /// Promised data that did not come.
    pub(super) fn overdue(&mut self, now: Duration) -> Vec<LinkInput> {
        let late = self.following.extract_if(|_, following| following.until <= now);
        late.map(|(_, following)| LinkInput::Answered { token: following.token, answer: Answer::Unanswered })
            .collect()
    }
}

fn device(number: &Device) -> DeviceId {
    DeviceId::dialing_number(number.as_str())
}

fn connection(number: &Device, call_id: CallId) -> ConnectionId {
    ConnectionId::both(call_id, device(number))
}

/// The filter that MonitorStart returns tells what this switch will never send, whatever was asked: a set bit suppresses.
fn monitoring(result: &MonitorStartResult) -> Answer {
    let never =
        |filter: &csta::types::MonitorFilter| filter.call_control.contains(CallControlEvent::Established);
    Answer::Monitoring {
        cross_ref: result.cross_ref_identifier.clone(),
        reports_answer: !result.actualmonitor_filter.as_ref().is_some_and(never),
    }
}

fn failed(failure: Failure) -> Answer {
    match failure {
        Failure::Error(error) => Answer::Refused(Refusal::from_error(error.as_ref())),
        Failure::Reject(problem) => Answer::Refused(Refusal::from_reject(problem)),
        // Done, perhaps, or not: what cannot be read tells nothing.
        Failure::TimedOut | Failure::LinkLost | Failure::Unreadable(_) | Failure::WrongResult { .. } => {
            Answer::Unanswered
        }
    }
}
