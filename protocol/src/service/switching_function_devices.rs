//! ECMA-285 `switching-function-devices`: operation 205.

use crate::ber::{Asn1, Bits, Ia5String, NamedBits, Unknowns};
use crate::types::{CstaCommonArguments, DeviceCategory, DeviceId, NamedDeviceTypes, ServiceCrossRefId};

/// Brings a part of what getSwitchingFunctionDevices asked for.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SwitchingFunctionDevicesArgument {
    pub service_cross_ref_id: ServiceCrossRefId,
    pub segment_id: Option<i64>,
    pub last_segment: bool,
    pub device_list: DeviceList,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// Devices.
pub type DeviceList = Vec<DeviceListEntry>;

/// A device that may be controlled or monitored.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceListEntry {
    pub device_id: DeviceId,
    #[asn1(implicit = 0, default = DeviceCategory::Station)]
    pub device_category: DeviceCategory,
    #[asn1(implicit = 1)]
    pub named_device_types: Option<NamedDeviceTypes>,
    pub device_attributes: Option<DeviceAttributes>,
    #[asn1(size(0, 64))]
    pub device_model_name: Option<Ia5String>,
    pub nid_group: Option<DeviceId>,
    pub unknown: Unknowns,
}

/// What a device is used for.
pub type DeviceAttributes = Bits<DeviceAttribute>;

/// A bit of [`DeviceAttributes`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceAttribute {
    MediaAccessDevice = 0,
    RouteingDevice = 1,
    #[asn1(name = "groupACD")]
    GroupAcd = 2,
    GroupHunt = 3,
    GroupPick = 4,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, golden, invoke};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "serviceCrossRefID": "0001",
            "segmentID": 2,
            "lastSegment": true,
            "deviceList": [{ "deviceID": device("111") }]
        });
        golden(
            "A1 1E 02 01 01 02 02 00 CD 30 15 04 02 00 01 02 01 02 01 01 FF 30 09 30 07 30 05 80 03 31 31 \
             31",
            &invoke("switchingFunctionDevices", 205, &argument),
        );
    }
}
