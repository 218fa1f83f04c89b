//! ECMA-285 `microphone-mute-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AuditoryApparatusId, CstaCommonArguments, SubjectDeviceId};

/// A microphone was muted, or no longer is.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicrophoneMuteEvent {
    pub invoking_device: SubjectDeviceId,
    pub auditory_apparatus: AuditoryApparatusId,
    pub microphone_mute_on: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn microphone_mute_is_these_octets() {
        let microphone_mute = json!({
            "invokingDevice": party("111"),
            "auditoryApparatus": "00",
            "microphoneMuteOn": true
        });
        golden(
            "A1 21 02 01 01 02 01 15 30 19 55 04 11 00 00 12 A3 11 A7 0F 63 07 30 05 80 03 31 31 31 04 01 \
             00 01 01 FF",
            &event("physicalDeviceFeatureEvents", "microphoneMute", &microphone_mute),
        );
    }
}
