//! ECMA-285 `get-switching-function-capabilities`: operation 203.

use crate::ber::{Asn1, Bits, Ia5String, NamedBits, Unknowns};
use crate::types::{
    AcdModels, CallCharacteristics, CapabilityList, ConnectionRateList, CstaCommonArguments,
    DelayToleranceList, DeviceIdFormat, IgnoreUnsupportedParameters, MaxChannelBind, MaxLengthParameters,
    MaxLengthParametersContinued, MediaServiceCapsList, MiscMonitorCaps, MonitorFilter, MonitorMediaClass,
    NumberOfChannels, PauseTime, SwAppearanceAddressability, SwAppearanceTypes, SwDomainFeatures, TimeInfo,
    TimeStampMode, TransAndConfSetup,
};

/// Asks what the switch can do.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GetSwitchingFunctionCapsArgument {
    Extensions(CstaCommonArguments),
    NoData,
}

/// What the switch can do.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GetSwitchingFunctionCapsResult {
    #[asn1(size(0, 64))]
    pub switching_sub_domain_name: Ia5String,
    #[asn1(size(0, 64))]
    pub manufacturer_name: Ia5String,
    pub profiles: Profiles,
    pub device_id_format: DeviceIdFormat,
    pub sw_domain_features: SwDomainFeatures,
    pub sw_appearance_addressability: SwAppearanceAddressability,
    pub sw_appearance_types: SwAppearanceTypes,
    pub ignore_unsupported_parameters: IgnoreUnsupportedParameters,
    #[asn1(implicit = 0)]
    pub call_characteristics_supported: Option<CallCharacteristics>,
    #[asn1(implicit = 1)]
    pub media_class_support: Option<MonitorMediaClass>,
    #[asn1(implicit = 2)]
    pub number_of_channels: Option<NumberOfChannels>,
    #[asn1(implicit = 3)]
    pub max_channel_bind: Option<MaxChannelBind>,
    #[asn1(implicit = 4)]
    pub misc_media_call_characteristics: Option<MiscMediaCallCharacteristics>,
    #[asn1(implicit = 5)]
    pub connection_rate_list: Option<ConnectionRateList>,
    #[asn1(implicit = 6)]
    pub delay_tolerance_list: Option<DelayToleranceList>,
    #[asn1(implicit = 7)]
    pub pause_time: Option<PauseTime>,
    #[asn1(implicit = 8)]
    pub current_time: Option<TimeInfo>,
    #[asn1(implicit = 9)]
    pub message_seq_numbers: Option<MessageSeqNumbers>,
    #[asn1(implicit = 10)]
    pub time_stamp_mode: Option<TimeStampMode>,
    #[asn1(implicit = 11)]
    pub security_mode: Option<SecurityMode>,
    #[asn1(implicit = 12)]
    pub security_format: Option<SecurityFormat>,
    #[asn1(implicit = 13)]
    pub private_data_format: Option<SecurityFormat>,
    #[asn1(implicit = 14)]
    pub trans_and_conf_setup: Option<TransAndConfSetup>,
    #[asn1(implicit = 15)]
    pub monitor_filter_items: Option<MonitorFilterItems>,
    #[asn1(implicit = 16)]
    pub misc_monitor_caps: Option<MiscMonitorCaps>,
    #[asn1(implicit = 17)]
    pub correlator_data_supported: Option<bool>,
    #[asn1(implicit = 18)]
    pub dynamic_feature_supported: Option<DynamicFeatureSupported>,
    #[asn1(implicit = 28)]
    pub call_linkage_options: Option<CallLinkageOptions>,
    #[asn1(implicit = 19, name = "aCDModels")]
    pub acd_models: Option<AcdModels>,
    #[asn1(implicit = 20)]
    pub agent_log_on_models: Option<SwitchAgentLogOnModels>,
    #[asn1(implicit = 21)]
    pub agent_state_models: Option<AgentStateModels>,
    pub connection_view: ConnectionView,
    pub max_length_parameters: MaxLengthParameters,
    #[asn1(implicit = 28)]
    pub max_length_parameters_continued: Option<MaxLengthParametersContinued>,
    #[asn1(implicit = 22)]
    pub serv_evts_list: Option<ServEvtsList>,
    #[asn1(implicit = 23)]
    pub private_data_version_list: Option<PrivateDataVersionList>,
    #[asn1(implicit = 24, range(0, 180))]
    pub system_status_timer: Option<i64>,
    #[asn1(implicit = 25)]
    pub simple_threshold: Option<i64>,
    #[asn1(implicit = 26)]
    pub filter_threshold: Option<CapabilityList>,
    #[asn1(implicit = 27)]
    pub media_service_caps_list: Option<MediaServiceCapsList>,
    #[asn1(implicit = 29)]
    pub max_device_history_length: Option<i64>,
    #[asn1(implicit = 30)]
    pub max_destination_devices_for_deflect: Option<i64>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// Profiles of ECMA-269 a switch supports.
pub type Profiles = Bits<Profile>;

/// A bit of [`Profiles`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    BasicTelephonyProfile = 0,
    RouteingProfile = 1,
    #[asn1(name = "level1aVoiceBrowserProfile")]
    Level1AVoiceBrowserProfile = 2,
    #[asn1(name = "level1bVoiceBrowserProfile")]
    Level1BVoiceBrowserProfile = 3,
    Level2VoiceBrowserProfile = 4,
    #[asn1(name = "minimalUaCSTACallControlProfile")]
    MinimalUaCstaCallControlProfile = 5,
    #[asn1(name = "basicUaCSTACallControlProfile")]
    BasicUaCstaCallControlProfile = 6,
    #[asn1(name = "advancedUaCSTACallControlProfile")]
    AdvancedUaCstaCallControlProfile = 7,
    #[asn1(name = "conferencingUaCSTACallControlProfile")]
    ConferencingUaCstaCallControlProfile = 8,
    #[asn1(name = "basicUaCSTADeviceFeatureProfile")]
    BasicUaCstaDeviceFeatureProfile = 9,
    #[asn1(name = "advancedUaCSTADeviceFeatureProfile")]
    AdvancedUaCstaDeviceFeatureProfile = 10,
    #[asn1(name = "speakerUACSTADeviceFeatureProfile")]
    SpeakerUacstaDeviceFeatureProfile = 11,
    BasicSpeechServiceProfile = 12,
    AdvancedSpeechServiceProfile = 13,
}

/// What a switch does about media.
pub type MiscMediaCallCharacteristics = Bits<MiscMediaCallCharacteristic>;

/// A bit of [`MiscMediaCallCharacteristics`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MiscMediaCallCharacteristic {
    SupportAdjustment = 0,
}

/// Messages that carry a sequence number.
pub type MessageSeqNumbers = Bits<MessageSeqNumber>;

/// A bit of [`MessageSeqNumbers`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageSeqNumber {
    AllEvents = 0,
    AllAcks = 1,
    AllServReqs = 2,
}

/// Messages that carry security data.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SecurityMode {
    AllEvents = 0,
    AllAcks = 1,
    AllServReqs = 2,
    Unknown(i64),
}

/// Formats of security data, or of private data.
pub type SecurityFormat = Bits<SecurityFormatBit>;

/// A bit of [`SecurityFormat`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecurityFormatBit {
    #[asn1(name = "octetStringFromSF")]
    OctetStringFromSf = 0,
    #[asn1(name = "otherTypeFromSF")]
    OtherTypeFromSf = 1,
    #[asn1(name = "octetStringToSF")]
    OctetStringToSf = 2,
    #[asn1(name = "otherTypeToSF")]
    OtherTypeToSf = 3,
}

/// What each kind of monitor can never report.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitorFilterItems {
    #[asn1(implicit = 0)]
    pub device_on_device_monitor_filter: Option<MonitorFilter>,
    #[asn1(implicit = 1)]
    pub device_on_connection_monitor_filter: Option<MonitorFilter>,
    #[asn1(implicit = 2)]
    pub call_on_device_monitor_filter: Option<MonitorFilter>,
    #[asn1(implicit = 3)]
    pub call_on_connection_monitor_filter: Option<MonitorFilter>,
    pub unknown: Unknowns,
}

/// Events that tell which services are permitted.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DynamicFeatureSupported {
    None = 0,
    All = 1,
    Some = 2,
    Unknown(i64),
}

/// Whether calls and threads have linkage.
pub type CallLinkageOptions = Bits<CallLinkageOption>;

/// A bit of [`CallLinkageOptions`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallLinkageOption {
    CallLinkageFeatureSupported = 0,
    ThreadLinkageFeatureSupported = 1,
}

/// Ways agents log on to the switch.
pub type SwitchAgentLogOnModels = Bits<SwitchAgentLogOnModel>;

/// A bit of [`SwitchAgentLogOnModels`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SwitchAgentLogOnModel {
    #[asn1(name = "logOnACDDevice")]
    LogOnAcdDevice = 0,
    #[asn1(name = "logOnACDGroupExplOneStep")]
    LogOnAcdGroupExplOneStep = 1,
    #[asn1(name = "logOnACDGroupExplTwoSteps")]
    LogOnAcdGroupExplTwoSteps = 2,
    #[asn1(name = "logOnACDGroupImplOneStep")]
    LogOnAcdGroupImplOneStep = 3,
}

/// Ways an agent's states in several groups hang together.
pub type AgentStateModels = Bits<AgentStateModel>;

/// A bit of [`AgentStateModels`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgentStateModel {
    MultiState = 0,
    MultiStateSemiIndependentLinked = 1,
    AgentOriented = 2,
}

/// Whether a connection looks the same from all devices.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ConnectionView {
    Fixed = 0,
    Local = 1,
    Unknown(i64),
}

/// Services and events a switch has, by kind.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServEvtsList {
    #[asn1(implicit = 0)]
    pub cap_exchange_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 1)]
    pub system_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 2)]
    pub monitoring_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 3)]
    pub snapshot_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 4)]
    pub call_control_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 5)]
    pub call_control_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 6)]
    pub call_associated_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 7)]
    pub call_associated_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 8)]
    pub media_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 9)]
    pub media_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 10)]
    pub routeing_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 11)]
    pub phys_dev_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 12)]
    pub phys_dev_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 13)]
    pub logical_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 14)]
    pub logical_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 15)]
    pub device_maint_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 16, name = "iOServicesServList")]
    pub io_services_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 17)]
    pub data_collection_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 18)]
    pub voice_unit_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 19)]
    pub voice_unit_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 20)]
    pub cdr_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 21)]
    pub vendor_specific_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 22)]
    pub vendor_specific_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 23)]
    pub status_reporting_serv_list: Option<StatusReportingServList>,
    #[asn1(implicit = 24)]
    pub location_serv_list: Option<CapabilityList>,
    pub unknown: Unknowns,
}

/// Services that report states.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusReportingServList {
    #[asn1(implicit = 0)]
    pub monitoring_services: Option<CapabilityList>,
    #[asn1(implicit = 1)]
    pub snapshot_services: Option<CapabilityList>,
    #[asn1(implicit = 2)]
    pub system_services: Option<CapabilityList>,
    pub unknown: Unknowns,
}

/// Versions of the vendor's private data.
pub type PrivateDataVersionList = Vec<i64>;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "noData": null });
        golden(
            "A1 09 02 01 01 02 02 00 CB 05 00",
            &invoke("getSwitchingFunctionCapabilities", 203, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "switchingSubDomainName": "north",
            "manufacturerName": "example",
            "profiles": { "value": "c0", "length": 2 },
            "deviceIDFormat": { "value": "c0", "length": 2 },
            "swDomainFeatures": { "value": "c0", "length": 2 },
            "swAppearanceAddressability": { "value": "c0", "length": 2 },
            "swAppearanceTypes": { "value": "c0", "length": 2 },
            "ignoreUnsupportedParameters": "rejectMessage",
            "callCharacteristicsSupported": { "value": "c0", "length": 2 },
            "mediaClassSupport": { "value": "c0", "length": 2 },
            "connectionView": "local",
            "maxLengthParameters": {
                "accountInfo": 3,
                "authCode": 3,
                "agentID": 3,
                "agentPassword": 3,
                "callIDInConnectionID": 3,
                "correlatorData": 3,
                "privateData": 2,
                "deviceIdentifiers": 3,
                "userData": 3,
                "buttonLabel": 3,
                "lampLabel": 3,
                "charactersToSend": 3
            }
        });
        golden(
            "A2 63 02 01 01 30 5E 02 02 00 CB 30 58 16 05 6E 6F 72 74 68 16 07 65 78 61 6D 70 6C 65 03 02 \
             06 C0 03 02 06 C0 03 02 06 C0 03 02 06 C0 03 02 06 C0 0A 01 01 80 02 06 C0 81 02 06 C0 0A 01 \
             01 30 24 02 01 03 02 01 03 02 01 03 02 01 03 02 01 03 02 01 03 02 01 02 02 01 03 02 01 03 02 \
             01 03 02 01 03 02 01 03",
            &result("getSwitchingFunctionCapabilities", 203, &answer),
        );
    }
}
