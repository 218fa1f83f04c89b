//! ECMA-285 `button-information-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ButtonId, CstaCommonArguments, DeviceId, SubjectDeviceId};

/// A button's label or number has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ButtonInformationEvent {
    pub device: SubjectDeviceId,
    pub button: ButtonId,
    #[asn1(size(0, 64))]
    pub button_label: Option<Ia5String>,
    pub button_associated_number: Option<DeviceId>,
    pub button_press_indicator: Option<bool>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{device, event, golden, party};

    #[test]
    fn button_information_is_these_octets() {
        let button_information = json!({
            "device": party("111"),
            "button": "05",
            "buttonLabel": "Smith",
            "buttonAssociatedNumber": device("111"),
            "buttonPressIndicator": true
        });
        golden(
            "A1 2F 02 01 01 02 01 15 30 27 55 04 11 00 00 12 A3 1F A0 1D 63 07 30 05 80 03 31 31 31 04 01 \
             05 16 05 53 6D 69 74 68 30 05 80 03 31 31 31 01 01 FF",
            &event("physicalDeviceFeatureEvents", "buttonInformation", &button_information),
        );
    }
}
