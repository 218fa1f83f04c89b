//! ECMA-285 `call-back-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// A call back was set or cancelled.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallBackEvent {
    pub originating_device: SubjectDeviceId,
    pub target_device: SubjectDeviceId,
    pub call_back_set_canceled: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
