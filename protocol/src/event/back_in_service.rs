//! ECMA-285 `back-in-service-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, EventCause, SubjectDeviceId};

/// A device works again.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BackInServiceEvent {
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
    fn back_in_service_is_these_octets() {
        let back_in_service = json!({ "device": party("111"), "cause": "normal" });
        golden(
            "A1 1E 02 01 01 02 01 15 30 16 55 04 11 00 00 12 A5 0E A0 0C 63 07 30 05 80 03 31 31 31 0A 01 \
             4E",
            &event("deviceMaintenanceEvents", "backInService", &back_in_service),
        );
    }
}
