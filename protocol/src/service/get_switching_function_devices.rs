//! ECMA-285 `get-switching-function-devices`: operation 204.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, DeviceId, ServiceCrossRefId};

/// Asks which devices may be controlled and monitored.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GetSwitchingFunctionDevicesArgument {
    pub requested_device_id: Option<DeviceId>,
    pub requested_device_category: Option<ReqDeviceCategory>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// Kind of device asked for.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ReqDeviceCategory {
    Acd = 0,
    #[asn1(name = "groupACD")]
    GroupAcd = 1,
    GroupHunt = 2,
    GroupPick = 3,
    GroupOther = 4,
    NetworkInterface = 5,
    Park = 6,
    RouteingDevice = 7,
    Station = 8,
    VoiceUnit = 9,
    Other = 10,
    Conference = 11,
    #[asn1(name = "dtmfIV")]
    DtmfIv = 12,
    #[asn1(name = "genericIV")]
    GenericIv = 13,
    GroupUser = 14,
    #[asn1(name = "listenerIV")]
    ListenerIv = 15,
    #[asn1(name = "messageIV")]
    MessageIv = 16,
    #[asn1(name = "promptIV")]
    PromptIv = 17,
    PromptQueue = 18,
    Unknown(i64),
}

/// The reference under which switchingFunctionDevices will bring them.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GetSwitchingFunctionDevicesResult {
    pub service_cross_ref_id: ServiceCrossRefId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "requestedDeviceID": device("111"), "requestedDeviceCategory": "groupACD" });
        golden(
            "A1 13 02 01 01 02 02 00 CC 30 0A 30 05 80 03 31 31 31 0A 01 01",
            &invoke("getSwitchingFunctionDevices", 204, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "serviceCrossRefID": "0001" });
        golden(
            "A2 0F 02 01 01 30 0A 02 02 00 CC 30 04 04 02 00 01",
            &result("getSwitchingFunctionDevices", 204, &answer),
        );
    }
}
