//! ECMA-285 `silence-timeout-expired-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, ResourceId, ServicesPermitted};

/// Nothing was said in the time allowed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SilenceTimeoutExpiredEvent {
    pub over_connection: ConnectionId,
    #[asn1(implicit = 0)]
    pub resource: Option<ResourceId>,
    pub cause: Option<EventCause>,
    pub services_permitted: Option<ServicesPermitted>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
