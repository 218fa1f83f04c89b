//! ECMA-285 `forwarding-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, DeviceId, ForwardDefault, ForwardingType, SubjectDeviceId};

/// Forwarding was switched, or goes elsewhere.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForwardingEvent {
    pub device: SubjectDeviceId,
    pub forwarding_type: Option<ForwardingType>,
    pub forward_status: bool,
    pub forward_to: Option<DeviceId>,
    pub forward_default: Option<ForwardDefault>,
    #[asn1(range(1, 100))]
    pub ring_count: Option<i64>,
    #[asn1(implicit = 4)]
    pub ring_duration: Option<i64>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, event, golden, party};

    #[test]
    fn forwarding_is_these_octets() {
        let forwarding = json!({
            "device": party("111"),
            "forwardingType": "forwardBusy",
            "forwardStatus": true,
            "forwardTo": device("222"),
            "forwardDefault": "forwardingType",
            "ringCount": 3,
            "ringDuration": 20
        });
        golden(
            "A1 31 02 01 01 02 01 15 30 29 55 04 11 00 00 12 A4 21 AC 1F 63 07 30 05 80 03 31 31 31 0A 01 \
             01 01 01 FF 30 05 80 03 32 32 32 0A 01 01 02 01 03 84 01 14",
            &event("logicalDeviceFeatureEvents", "forwarding", &forwarding),
        );
    }
}
