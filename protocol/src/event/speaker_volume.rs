//! ECMA-285 `speaker-volume-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AuditoryApparatusId, CstaCommonArguments, SubjectDeviceId, Volume};

/// The volume of a loudspeaker has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeakerVolumeEvent {
    pub invoking_device: SubjectDeviceId,
    pub auditory_apparatus: AuditoryApparatusId,
    pub speaker_volume: Volume,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn speaker_volume_is_these_octets() {
        let speaker_volume = json!({
            "invokingDevice": party("111"),
            "auditoryApparatus": "00",
            "speakerVolume": { "volAbs": 3 }
        });
        golden(
            "A1 21 02 01 01 02 01 15 30 19 55 04 11 00 00 12 A3 11 AA 0F 63 07 30 05 80 03 31 31 31 04 01 \
             00 02 01 03",
            &event("physicalDeviceFeatureEvents", "speakerVolume", &speaker_volume),
        );
    }
}
