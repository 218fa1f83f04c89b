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
