//! ECMA-285 `lamp-mode-event`.

use crate::ber::{Asn1, Octets, Unknowns};
use crate::types::{CstaCommonArguments, LampBrightness, LampColor, LampId, LampMode, SubjectDeviceId};

/// A lamp has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LampModeEvent {
    pub device: SubjectDeviceId,
    pub lamp: LampId,
    pub lamp_label: Option<Octets>,
    pub lamp_mode: LampMode,
    pub lamp_brightness: Option<LampBrightness>,
    pub lamp_color: Option<LampColor>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn lamp_mode_is_these_octets() {
        let lamp_mode = json!({
            "device": party("111"),
            "lamp": "05",
            "lampLabel": "6d61696c",
            "lampMode": 3,
            "lampBrightness": "dim",
            "lampColor": 3
        });
        golden(
            "A1 2D 02 01 01 02 01 15 30 25 55 04 11 00 00 12 A3 1D A4 1B 63 07 30 05 80 03 31 31 31 04 01 \
             05 04 04 6D 61 69 6C 02 01 03 0A 01 01 02 01 03",
            &event("physicalDeviceFeatureEvents", "lampMode", &lamp_mode),
        );
    }
}
