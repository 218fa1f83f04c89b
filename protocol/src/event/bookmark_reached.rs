//! ECMA-285 `bookmark-reached-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, ResourceId, ServicesPermitted};

/// A message was played up to a bookmark.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookmarkReachedEvent {
    pub over_connection: ConnectionId,
    #[asn1(implicit = 0)]
    pub resource: Option<ResourceId>,
    pub bookmark: Ia5String,
    pub cause: Option<EventCause>,
    pub services_permitted: Option<ServicesPermitted>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
