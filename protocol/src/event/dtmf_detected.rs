//! ECMA-285 `dtmf-detected-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, ResourceId, ServicesPermitted};

/// A tone of a key was heard.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DtmfDetectedEvent {
    pub over_connection: ConnectionId,
    #[asn1(implicit = 0)]
    pub resource: Option<ResourceId>,
    pub dtmf_char: Ia5String,
    pub cause: Option<EventCause>,
    pub services_permitted: Option<ServicesPermitted>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
