//! ECMA-285 `hookswitch-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, HookswitchId, SubjectDeviceId};

/// A handset was lifted or put down.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HookswitchEvent {
    pub device: SubjectDeviceId,
    pub hookswitch: HookswitchId,
    pub hookswitch_on_hook: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn hookswitch_is_these_octets() {
        let hookswitch = json!({
            "device": party("111"),
            "hookswitch": "00",
            "hookswitchOnHook": true
        });
        golden(
            "A1 21 02 01 01 02 01 15 30 19 55 04 11 00 00 12 A3 11 A3 0F 63 07 30 05 80 03 31 31 31 04 01 \
             00 01 01 FF",
            &event("physicalDeviceFeatureEvents", "hookswitch", &hookswitch),
        );
    }
}
