//! ECMA-285 `speaker-mute-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AuditoryApparatusId, CstaCommonArguments, SubjectDeviceId};

/// A loudspeaker was muted, or no longer is.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeakerMuteEvent {
    pub invoking_device: SubjectDeviceId,
    pub auditory_apparatus: AuditoryApparatusId,
    pub speaker_mute_on: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn speaker_mute_is_these_octets() {
        let speaker_mute = json!({
            "invokingDevice": party("111"),
            "auditoryApparatus": "00",
            "speakerMuteOn": false
        });
        golden(
            "A1 21 02 01 01 02 01 15 30 19 55 04 11 00 00 12 A3 11 A9 0F 63 07 30 05 80 03 31 31 31 04 01 \
             00 01 01 00",
            &event("physicalDeviceFeatureEvents", "speakerMute", &speaker_mute),
        );
    }
}
