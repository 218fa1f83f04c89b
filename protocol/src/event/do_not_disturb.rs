//! ECMA-285 `do-not-disturb-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CallOrigination, CstaCommonArguments, DeviceId, SubjectDeviceId};

/// Do not disturb was switched.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DoNotDisturbEvent {
    pub device: SubjectDeviceId,
    pub do_not_disturb_on: bool,
    pub call_origination: Option<CallOrigination>,
    pub calling_device_list: Option<Vec<DeviceId>>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn do_not_disturb_is_these_octets() {
        let do_not_disturb = json!({
            "device": party("111"),
            "doNotDisturbOn": true,
            "callOrigination": { "value": "c0", "length": 2 }
        });
        golden(
            "A1 22 02 01 01 02 01 15 30 1A 55 04 11 00 00 12 A4 12 AB 10 63 07 30 05 80 03 31 31 31 01 01 \
             FF 03 02 06 C0",
            &event("logicalDeviceFeatureEvents", "doNotDisturb", &do_not_disturb),
        );
    }
}
