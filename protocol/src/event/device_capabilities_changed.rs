//! ECMA-285 `device-capabilities-changed-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, EventCause, SubjectDeviceId};

/// What a device can do has changed: ask for it again.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceCapsChangedEvent {
    pub device: SubjectDeviceId,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
