//! ECMA-285 `partially-in-service-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, EventCause, SubjectDeviceId};

/// A device works in part.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartiallyInServiceEvent {
    pub device: SubjectDeviceId,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
