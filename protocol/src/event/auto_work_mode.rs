//! ECMA-285 `auto-work-mode-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// Automatic work after calls was switched.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AutoWorkModeEvent {
    pub invoking_device: SubjectDeviceId,
    pub auto_work_on: bool,
    pub auto_work_interval: i64,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn auto_work_mode_is_these_octets() {
        let auto_work_mode = json!({
            "invokingDevice": party("111"),
            "autoWorkOn": true,
            "autoWorkInterval": 2
        });
        golden(
            "A1 21 02 01 01 02 01 15 30 19 55 04 11 00 00 12 A4 11 A7 0F 63 07 30 05 80 03 31 31 31 01 01 \
             FF 02 01 02",
            &event("logicalDeviceFeatureEvents", "autoWorkMode", &auto_work_mode),
        );
    }
}
