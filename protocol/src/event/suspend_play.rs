//! ECMA-285 `suspend-play-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, MessageId, ResourceId, ServicesPermitted};

/// Playing is suspended.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SuspendPlayEvent {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden};

    #[test]
    fn suspend_play_is_these_octets() {
        let suspend_play = json!({
            "connection": connection("111"),
            "message": "0007",
            "resource": "vu1",
            "length": 2,
            "currentPosition": 2,
            "cause": "normal"
        });
        golden(
            "A1 37 02 01 01 02 01 15 30 2F 55 04 11 00 00 12 A6 27 A4 25 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 04 02 00 07 82 03 76 75 31 80 01 02 81 01 02 0A 01 4E",
            &event("voiceUnitEvents", "suspendPlay", &suspend_play),
        );
    }
}
