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
