//! ECMA-285 `device-capabilities-changed-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, EventCause, SubjectDeviceId};

/// What a device can do has changed: ask for it again.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceCapsChangedEvent {
    pub device: SubjectDeviceId,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn device_capability_changed_is_these_octets() {
        let device_capability_changed = json!({ "device": party("111"), "cause": "normal" });
        golden(
            "A1 1E 02 01 01 02 01 15 30 16 55 04 11 00 00 12 A5 0E A1 0C 63 07 30 05 80 03 31 31 31 0A 01 \
             4E",
            &event("deviceMaintenanceEvents", "deviceCapabilityChanged", &device_capability_changed),
        );
    }
}
