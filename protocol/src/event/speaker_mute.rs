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
