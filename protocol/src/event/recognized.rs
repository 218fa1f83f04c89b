//! ECMA-285 `recognized-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, ResourceId, ServicesPermitted};

/// What was said matches a grammar.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecognizedEvent {
    pub over_connection: ConnectionId,
    #[asn1(implicit = 0)]
    pub resource: Option<ResourceId>,
    pub result: Ia5String,
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
    fn recognized_is_these_octets() {
        let recognized = json!({
            "overConnection": connection("111"),
            "resource": "vu1",
            "result": "text",
            "cause": "normal"
        });
        golden(
            "A1 33 02 01 01 02 01 15 30 2B 55 04 11 00 00 12 A6 23 AD 21 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 80 03 76 75 31 16 04 74 65 78 74 0A 01 4E",
            &event("voiceUnitEvents", "recognized", &recognized),
        );
    }
}
