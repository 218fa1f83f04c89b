//! ECMA-285 `call-back-message-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, SubjectDeviceId};

/// A message asking to be called back was set or cancelled.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallBackMessageEvent {
    pub originating_device: SubjectDeviceId,
    pub target_device: SubjectDeviceId,
    pub call_back_msg_set_canceled: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
