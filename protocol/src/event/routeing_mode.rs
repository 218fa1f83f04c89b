//! ECMA-285 `routeing-mode-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// Whether calls to the device are routed by the computer has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteingModeEvent {
    pub device: SubjectDeviceId,
    pub routeing_mode: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
