//! ECMA-285 `caller-id-status-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, DeviceId};

/// Whether the device shows its number when it calls has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallerIdStatusEvent {
    pub device: DeviceId,
    pub caller_id_provided: bool,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
