//! ECMA-285 `caller-id-status-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, DeviceId};

/// Whether the device shows its number when it calls has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallerIdStatusEvent {
    pub device: DeviceId,
    pub caller_id_provided: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, event, golden};

    #[test]
    fn caller_id_status_is_these_octets() {
        let caller_id_status = json!({ "device": device("111"), "callerIDProvided": true });
        golden(
            "A1 1C 02 01 01 02 01 15 30 14 55 04 11 00 00 12 A4 0C AA 0A 30 05 80 03 31 31 31 01 01 FF",
            &event("logicalDeviceFeatureEvents", "callerIDStatus", &caller_id_status),
        );
    }
}
