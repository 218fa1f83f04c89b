//! ECMA-285 `get-logical-device-information`: operation 201.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{
    AcdModels, AgentLogOnModels, AppearanceType, CapabilityList, ConnectionRateList, CstaCommonArguments,
    DelayToleranceList, DeviceCategory, DeviceId, GroupDeviceAttributes, MaxChannelBind,
    MediaServiceCapsList, MiscMonitorCaps, MonitorFilter, MonitorMediaClass, NamedDeviceTypes,
    NumberOfChannels, TransAndConfSetup,
};

/// Asks what a device can do.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GetLogicalDeviceInformationArgument {
    pub device: DeviceId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// What the device can do.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GetLogicalDeviceInformationResult {
    #[asn1(implicit = 0, default = DeviceCategory::Station)]
    pub device_category: DeviceCategory,
    #[asn1(implicit = 1)]
    pub group_device_attributes: Option<GroupDeviceAttributes>,
    #[asn1(implicit = 2)]
    pub named_device_types: Option<NamedDeviceTypes>,
    #[asn1(explicit = 3)]
    pub short_form_device_id: Option<DeviceId>,
    pub has_physical_element: bool,
    pub acd_models: AcdModels,
    #[asn1(implicit = 4)]
    pub agent_log_on_models: Option<AgentLogOnModels>,
    pub appearance_addressable: bool,
    pub appearance_type: AppearanceType,
    #[asn1(implicit = 5)]
    pub appearance_list: Option<Vec<Ia5String>>,
    #[asn1(implicit = 6)]
    pub other_physical_device_list: Option<Vec<DeviceId>>,
    #[asn1(implicit = 7)]
    pub misc_monitor_caps: Option<MiscMonitorCaps>,
    #[asn1(implicit = 8)]
    pub associated_group_list: Option<Vec<DeviceId>>,
    #[asn1(implicit = 9)]
    pub max_callbacks: Option<i64>,
    #[asn1(implicit = 10)]
    pub max_auto_answer_rings: Option<i64>,
    #[asn1(implicit = 11)]
    pub max_active_calls: Option<i64>,
    #[asn1(implicit = 12)]
    pub max_held_calls: Option<i64>,
    #[asn1(implicit = 13)]
    pub max_fwd_settings: Option<i64>,
    #[asn1(implicit = 14)]
    pub max_devices_in_conf: Option<i64>,
    #[asn1(implicit = 15)]
    pub trans_and_conf_setup: Option<TransAndConfSetup>,
    #[asn1(implicit = 16)]
    pub device_on_device_monitor_filter: Option<MonitorFilter>,
    #[asn1(implicit = 17)]
    pub device_on_connection_monitor_filter: Option<MonitorFilter>,
    #[asn1(implicit = 18)]
    pub call_on_device_monitor_filter: Option<MonitorFilter>,
    #[asn1(implicit = 19)]
    pub call_on_connection_monitor_filter: Option<MonitorFilter>,
    #[asn1(implicit = 20)]
    pub media_class_support: Option<MonitorMediaClass>,
    #[asn1(implicit = 21)]
    pub media_service_caps_list: Option<MediaServiceCapsList>,
    #[asn1(implicit = 22)]
    pub connection_rate_list: Option<ConnectionRateList>,
    #[asn1(implicit = 23)]
    pub delay_tolerance_list: Option<DelayToleranceList>,
    #[asn1(implicit = 24)]
    pub number_of_channels: Option<NumberOfChannels>,
    #[asn1(implicit = 25)]
    pub max_channel_bind: Option<MaxChannelBind>,
    #[asn1(implicit = 26)]
    pub routeing_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 27)]
    pub log_dev_serv_list: Option<CapabilityList>,
    #[asn1(implicit = 28)]
    pub log_dev_evts_list: Option<CapabilityList>,
    #[asn1(implicit = 29)]
    pub device_maint_evts_list: Option<CapabilityList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "device": device("111") });
        golden(
            "A1 10 02 01 01 02 02 00 C9 30 07 30 05 80 03 31 31 31",
            &invoke("getLogicalDeviceInformation", 201, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "deviceCategory": "group",
            "groupDeviceAttributes": { "value": "c0", "length": 2 },
            "namedDeviceTypes": "acdGroup",
            "shortFormDeviceID": device("111"),
            "hasPhysicalElement": true,
            "acdModels": { "value": "c0", "length": 2 },
            "agentLogOnModels": { "value": "c0", "length": 2 },
            "appearanceAddressable": true,
            "appearanceType": "basicStandard",
            "miscMonitorCaps": { "value": "c0", "length": 2 }
        });
        golden(
            "A2 33 02 01 01 30 2E 02 02 00 C9 30 28 80 01 01 81 02 06 C0 82 01 01 A3 07 30 05 80 03 31 31 \
             31 01 01 FF 03 02 06 C0 84 02 06 C0 01 01 FF 0A 01 01 87 02 06 C0",
            &result("getLogicalDeviceInformation", 201, &answer),
        );
    }
}
