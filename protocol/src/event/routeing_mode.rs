//! ECMA-285 `routeing-mode-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// Whether calls to the device are routed by the computer has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteingModeEvent {
    pub device: SubjectDeviceId,
    pub routeing_mode: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn routeing_mode_is_these_octets() {
        let routeing_mode = json!({ "device": party("111"), "routeingMode": true });
        golden(
            "A1 1E 02 01 01 02 01 15 30 16 55 04 11 00 00 12 A4 0E AD 0C 63 07 30 05 80 03 31 31 31 01 01 \
             FF",
            &event("logicalDeviceFeatureEvents", "routeingMode", &routeing_mode),
        );
    }
}
