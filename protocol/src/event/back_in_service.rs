//! ECMA-285 `back-in-service-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, EventCause, SubjectDeviceId};

/// A device works again.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BackInServiceEvent {
    pub device: SubjectDeviceId,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
