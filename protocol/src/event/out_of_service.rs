//! ECMA-285 `out-of-service-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, EventCause, SubjectDeviceId};

/// A device has stopped working.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutOfServiceEvent {
    pub device: SubjectDeviceId,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
