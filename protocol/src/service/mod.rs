//! Services: one file each, with argument, result and golden test.
//!
//! Beside the services of ECMA-285 stands the table of all operations, from which [`Operation`], [`Argument`]
//! and [`ServiceResult`] are made.
#![expect(
    missing_docs,
    reason = "components and values have the standard's names; each type says what it is"
)]

mod alternate_call;
mod answer_call;
mod change_monitor_filter;
mod change_system_status_filter;
mod clear_call;
mod clear_connection;
mod conference_call;
mod consultation_call;
mod deflect_call;
mod dial_digits;
mod directed_pickup_call;
mod escape;
mod generate_digits;
mod get_agent_state;
mod get_logical_device_information;
mod get_switching_function_capabilities;
mod get_switching_function_devices;
mod hold_call;
mod make_call;
mod make_predictive_call;
mod monitor_start;
mod monitor_stop;
mod operation;
mod park_call;
mod private_data_version_selection;
mod reconnect_call;
mod request_system_status;
mod retrieve_call;
mod set_agent_state;
mod single_step_conference;
mod single_step_transfer;
mod snapshot_call;
mod snapshot_call_data;
mod snapshot_device;
mod snapshot_device_data;
mod switching_function_devices;
mod system_register;
mod system_register_abort;
mod system_register_cancel;
mod system_status;
mod transfer_call;

pub use self::alternate_call::AlternateCallArgument;
pub use self::answer_call::AnswerCallArgument;
pub use self::change_monitor_filter::{ChangeMonitorFilterArgument, ChangeMonitorFilterResult};
pub use self::change_system_status_filter::{ChangeSysStatFilterArg, ChangeSysStatFilterRes};
pub use self::clear_call::ClearCallArgument;
pub use self::clear_connection::ClearConnectionArgument;
pub use self::conference_call::{ConferenceCallArgument, ConferenceCallResult};
pub use self::consultation_call::{ConsultationCallArgument, ConsultationCallResult};
pub use self::deflect_call::{DeflectCallArgument, DeviceIdList};
pub use self::dial_digits::DialDigitsArgument;
pub use self::directed_pickup_call::{DirectedPickupCallArgument, DirectedPickupCallResult};
pub use self::escape::EscapeArgument;
pub use self::generate_digits::{DigitMode, GenerateDigitsArgument};
pub use self::get_agent_state::{
    AgentInfo, AgentStateCondition, AgentStateEntry, AgentStateList, GetAgentStateArgument,
    GetAgentStateResult,
};
pub use self::get_logical_device_information::{
    GetLogicalDeviceInformationArgument, GetLogicalDeviceInformationResult,
};
pub use self::get_switching_function_capabilities::{
    AgentStateModel, AgentStateModels, CallLinkageOption, CallLinkageOptions, ConnectionView,
    DynamicFeatureSupported, GetSwitchingFunctionCapsArgument, GetSwitchingFunctionCapsResult,
    MessageSeqNumber, MessageSeqNumbers, MiscMediaCallCharacteristic, MiscMediaCallCharacteristics,
    MonitorFilterItems, PrivateDataVersionList, Profile, Profiles, SecurityFormat, SecurityFormatBit,
    SecurityMode, ServEvtsList, StatusReportingServList, SwitchAgentLogOnModel, SwitchAgentLogOnModels,
};
pub use self::get_switching_function_devices::{
    GetSwitchingFunctionDevicesArgument, GetSwitchingFunctionDevicesResult, ReqDeviceCategory,
};
pub use self::hold_call::HoldCallArgument;
pub use self::make_call::{MakeCallArgument, MakeCallResult};
pub use self::make_predictive_call::{
    DefaultAction, DestinationCondition, DestinationDetection, DestinationDetectionEntry, DetectionAction,
    MakePredictiveCallArgument, MakePredictiveCallResult, SignallingCondition, SignallingConditionsAction,
    SignallingDetection,
};
pub use self::monitor_start::{MonitorStartArgument, MonitorStartResult};
pub use self::monitor_stop::MonitorStopArgument;
pub use self::park_call::{ParkCallArgument, ParkCallResult};
pub use self::private_data_version_selection::PrivateDataVersionSelectionArgument;
pub use self::reconnect_call::ReconnectCallArgument;
pub use self::request_system_status::{RequestSysStatArg, RequestSysStatRes};
pub use self::retrieve_call::RetrieveCallArgument;
pub use self::set_agent_state::{ReqAgentState, SetAgentStateArgument, SetAgentStateResult};
pub use self::single_step_conference::{SingleStepConfArgument, SingleStepConfResult};
pub use self::single_step_transfer::{SingleStepTransArgument, SingleStepTransResult};
pub use self::snapshot_call::{CrossRefIdOrSnapshotCallData, SnapshotCallArgument, SnapshotCallResult};
pub use self::snapshot_call_data::SnapshotCallDataArgument;
pub use self::snapshot_device::{
    CrossRefIdOrSnapshotDeviceData, SnapshotDeviceArgument, SnapshotDeviceResult,
};
pub use self::snapshot_device_data::SnapshotDeviceDataArgument;
pub use self::switching_function_devices::{
    DeviceAttribute, DeviceAttributes, DeviceList, DeviceListEntry, SwitchingFunctionDevicesArgument,
};
pub use self::system_register::{
    RequestType, RequestTypes, StatusFilter, StatusFilterBit, SystemRegisterArgument, SystemRegisterResult,
};
pub use self::system_register_abort::SystemRegisterAbortArgument;
pub use self::system_register_cancel::SystemRegisterCancelArgument;
pub use self::system_status::SystemStatusArg;
pub use self::transfer_call::{TransferCallArgument, TransferCallResult};

use serde_json::Value;

use self::operation::{ResultOf, operations, required};
use crate::ber::{Asn1, Element, Object, Octets, Result, Writer};
use crate::event::CstaEventReportArgument;
use crate::rose::code::Code;
use crate::types::CstaCommonArguments;

operations! {
    1 alternateCall AlternateCall(AlternateCallArgument) => empty,
    2 answerCall AnswerCall(AnswerCallArgument) => empty,
    4 clearCall ClearCall(ClearCallArgument) => empty,
    5 clearConnection ClearConnection(ClearConnectionArgument) => empty,
    6 conferenceCall ConferenceCall(ConferenceCallArgument) -> ConferenceCallResult,
    7 consultationCall ConsultationCall(ConsultationCallArgument) -> ConsultationCallResult,
    9 holdCall HoldCall(HoldCallArgument) => empty,
    10 makeCall MakeCall(MakeCallArgument) -> MakeCallResult,
    11 makePredictiveCall MakePredictiveCall(MakePredictiveCallArgument) -> MakePredictiveCallResult,
    13 reconnectCall ReconnectCall(ReconnectCallArgument) => empty,
    14 retrieveCall RetrieveCall(RetrieveCallArgument) => empty,
    16 transferCall TransferCall(TransferCallArgument) -> TransferCallResult,
    18 parkCall ParkCall(ParkCallArgument) -> ParkCallResult,
    20 singleStepConf SingleStepConf(SingleStepConfArgument) -> SingleStepConfResult,
    21 cSTAEventReport EventReport(CstaEventReportArgument),
    50 singleStepTrans SingleStepTrans(SingleStepTransArgument) -> SingleStepTransResult,
    51 escape Escape(EscapeArgument) => empty,
    71 monitorStart MonitorStart(MonitorStartArgument) -> MonitorStartResult,
    72 changeMonitorFilter ChangeMonitorFilter(ChangeMonitorFilterArgument) -> ChangeMonitorFilterResult,
    73 monitorStop MonitorStop(MonitorStopArgument) => empty,
    74 snapshotDevice SnapshotDevice(SnapshotDeviceArgument) -> SnapshotDeviceResult,
    75 snapshotCall SnapshotCall(SnapshotCallArgument) -> SnapshotCallResult,
    76 snapshotCallData SnapshotCallData(SnapshotCallDataArgument),
    77 snapshotDeviceData SnapshotDeviceData(SnapshotDeviceDataArgument),
    201 getLogicalDeviceInformation GetLogicalDeviceInformation(GetLogicalDeviceInformationArgument)
        -> GetLogicalDeviceInformationResult,
    203 getSwitchingFunctionCapabilities GetSwitchingFunctionCapabilities(GetSwitchingFunctionCapsArgument)
        -> GetSwitchingFunctionCapsResult,
    204 getSwitchingFunctionDevices GetSwitchingFunctionDevices(GetSwitchingFunctionDevicesArgument)
        -> GetSwitchingFunctionDevicesResult,
    205 switchingFunctionDevices SwitchingFunctionDevices(SwitchingFunctionDevicesArgument),
    206 changeSysStatFilter ChangeSysStatFilter(ChangeSysStatFilterArg) -> ChangeSysStatFilterRes,
    207 systemRegister SystemRegister(SystemRegisterArgument) -> SystemRegisterResult,
    208 systemRegisterAbort SystemRegisterAbort(SystemRegisterAbortArgument),
    209 systemRegisterCancel SystemRegisterCancel(SystemRegisterCancelArgument) => empty,
    210 requestSysStat RequestSysStat(RequestSysStatArg) -> RequestSysStatRes,
    211 systemStatus SystemStatus(SystemStatusArg) => empty,
    218 deflectCall DeflectCall(DeflectCallArgument) => empty,
    219 dialDigits DialDigits(DialDigitsArgument) => empty,
    220 directedPickupCall DirectedPickupCall(DirectedPickupCallArgument) -> DirectedPickupCallResult,
    232 generateDigits GenerateDigits(GenerateDigitsArgument) => empty,
    304 getAgentState GetAgentState(GetAgentStateArgument) -> GetAgentStateResult,
    312 setAgentState SetAgentState(SetAgentStateArgument) -> SetAgentStateResult,
    368 privateDataVersionSelection PrivateDataVersionSelection(PrivateDataVersionSelectionArgument) => empty,
}
