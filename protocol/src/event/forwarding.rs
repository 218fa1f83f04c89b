//! ECMA-285 `forwarding-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, DeviceId, ForwardDefault, ForwardingType, SubjectDeviceId};

/// Forwarding was switched, or goes elsewhere.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForwardingEvent {
    pub device: SubjectDeviceId,
    pub forwarding_type: Option<ForwardingType>,
    pub forward_status: bool,
    pub forward_to: Option<DeviceId>,
    pub forward_default: Option<ForwardDefault>,
    #[asn1(range(1, 100))]
    pub ring_count: Option<i64>,
    #[asn1(implicit = 4)]
    pub ring_duration: Option<i64>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
