//! ECMA-285 `started-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, ResourceId, ServicesPermitted};

/// A voice unit has begun.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StartedEvent {
    pub over_connection: ConnectionId,
    #[asn1(implicit = 0)]
    pub resource: Option<ResourceId>,
    pub cause: Option<EventCause>,
    pub services_permitted: Option<ServicesPermitted>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden};

    #[test]
    fn started_is_these_octets() {
        let started = json!({
            "overConnection": connection("111"),
            "resource": "vu1",
            "cause": "normal"
        });
        golden(
            "A1 2D 02 01 01 02 01 15 30 25 55 04 11 00 00 12 A6 1D B0 1B 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 80 03 76 75 31 0A 01 4E",
            &event("voiceUnitEvents", "started", &started),
        );
    }
}
