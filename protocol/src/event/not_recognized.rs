//! ECMA-285 `not-recognized-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, ResourceId, ServicesPermitted};

/// What was said matches no grammar.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotRecognizedEvent {
    pub over_connection: ConnectionId,
    #[asn1(implicit = 0)]
    pub resource: Option<ResourceId>,
    pub result: Ia5String,
    pub cause: Option<EventCause>,
    pub services_permitted: Option<ServicesPermitted>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
