//! ECMA-285 `message-waiting-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, DeviceId, SubjectDeviceId};

/// A message waits for the device, or no longer does.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageWaitingEvent {
    pub target_device: SubjectDeviceId,
    pub device_for_message: Option<DeviceId>,
    pub message_waiting_on: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
