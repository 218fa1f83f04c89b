//! ECMA-285 `telephony-tones-generated-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, ConnectionInformation, CstaCommonArguments, TelephonyTone};

/// A tone was sent into a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TelephonyTonesGeneratedEvent {
    pub connection: ConnectionId,
    pub tone_generated: Option<TelephonyTone>,
    #[asn1(implicit = 0)]
    pub tone_frequency: Option<i64>,
    #[asn1(implicit = 1)]
    pub tone_duration: Option<i64>,
    #[asn1(implicit = 2)]
    pub pause_duration: Option<i64>,
    pub connection_info: Option<ConnectionInformation>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden};

    #[test]
    fn telephony_tones_generated_event_is_these_octets() {
        let telephony_tones_generated_event = json!({
            "connection": connection("111"),
            "toneGenerated": "billing",
            "toneFrequency": 2,
            "toneDuration": 200,
            "pauseDuration": 2
        });
        golden(
            "A1 32 02 01 01 02 01 15 30 2A 55 04 11 00 00 12 A1 22 A3 20 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 0A 01 01 80 01 02 81 02 00 C8 82 01 02",
            &event("callAssociatedEvents", "telephonyTonesGeneratedEvent", &telephony_tones_generated_event),
        );
    }
}
