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
