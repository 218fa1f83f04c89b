//! ECMA-285 `digits-generated-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{ConnectionId, ConnectionInformation, CstaCommonArguments};

/// Digits were sent into a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DigitsGeneratedEvent {
    pub connection: ConnectionId,
    pub digit_generated_list: Ia5String,
    #[asn1(implicit = 0)]
    pub digit_duration_list: Option<Vec<i64>>,
    #[asn1(implicit = 1)]
    pub pause_duration_list: Option<Vec<i64>>,
    pub connection_info: Option<ConnectionInformation>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden};

    #[test]
    fn digits_generated_event_is_these_octets() {
        let digits_generated_event = json!({ "connection": connection("111"), "digitGeneratedList": "12" });
        golden(
            "A1 29 02 01 01 02 01 15 30 21 55 04 11 00 00 12 A1 19 A2 17 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 16 02 31 32",
            &event("callAssociatedEvents", "digitsGeneratedEvent", &digits_generated_event),
        );
    }
}
