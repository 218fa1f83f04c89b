//! ECMA-285 `message-waiting-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, DeviceId, SubjectDeviceId};

/// A message waits for the device, or no longer does.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageWaitingEvent {
    pub target_device: SubjectDeviceId,
    pub device_for_message: Option<DeviceId>,
    pub message_waiting_on: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, event, golden, party};

    #[test]
    fn message_waiting_is_these_octets() {
        let message_waiting = json!({
            "targetDevice": party("222"),
            "deviceForMessage": device("111"),
            "messageWaitingOn": true
        });
        golden(
            "A1 25 02 01 01 02 01 15 30 1D 55 04 11 00 00 12 A3 15 A5 13 63 07 30 05 80 03 32 32 32 30 05 \
             80 03 31 31 31 01 01 FF",
            &event("physicalDeviceFeatureEvents", "messageWaiting", &message_waiting),
        );
    }
}
