//! ECMA-285 `do-not-disturb-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CallOrigination, CstaCommonArguments, DeviceId, SubjectDeviceId};

/// Do not disturb was switched.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DoNotDisturbEvent {
    pub device: SubjectDeviceId,
    pub do_not_disturb_on: bool,
    pub call_origination: Option<CallOrigination>,
    pub calling_device_list: Option<Vec<DeviceId>>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
