//! ECMA-285 `microphone-gain-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{AuditoryApparatusId, CstaCommonArguments, MicrophoneGain, SubjectDeviceId};

/// The gain of a microphone has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicrophoneGainEvent {
    pub invoking_device: SubjectDeviceId,
    pub auditory_apparatus: AuditoryApparatusId,
    pub microphone_gain: MicrophoneGain,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
