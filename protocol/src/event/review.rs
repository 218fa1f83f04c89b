//! ECMA-285 `review-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, MessageId, ResourceId, ServicesPermitted};

/// A recorded message is being reviewed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReviewEvent {
    pub connection: ConnectionId,
    pub message: MessageId,
    #[asn1(implicit = 2)]
    pub resource: Option<ResourceId>,
    #[asn1(implicit = 0)]
    pub length: Option<i64>,
    #[asn1(implicit = 1)]
    pub current_position: Option<i64>,
    pub cause: Option<EventCause>,
    pub services_permitted: Option<ServicesPermitted>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
