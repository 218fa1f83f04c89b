//! ECMA-285 `auto-work-mode-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// Automatic work after calls was switched.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AutoWorkModeEvent {
    pub invoking_device: SubjectDeviceId,
    pub auto_work_on: bool,
    pub auto_work_interval: i64,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
