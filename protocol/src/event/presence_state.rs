//! ECMA-285 `presence-state-event`.

use crate::ber::{Asn1, Octets, Unknowns};
use crate::types::{CstaCommonArguments, PresenceState, SubjectDeviceId, TimeInfo};

/// The presence of who uses the device has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PresenceStateEvent {
    pub device: SubjectDeviceId,
    pub presence_state: PresenceState,
    #[asn1(implicit = 0)]
    pub from_time: Option<TimeInfo>,
    #[asn1(implicit = 1)]
    pub until_time: Option<TimeInfo>,
    #[asn1(implicit = 2)]
    pub place: Option<Octets>,
    #[asn1(implicit = 3)]
    pub mood: Option<Octets>,
    #[asn1(implicit = 4)]
    pub named_presence_state: Option<Octets>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn presence_state_is_these_octets() {
        let presence_state = json!({
            "device": party("111"),
            "presenceState": { "value": "c0", "length": 2 },
            "fromTime": "20260704120000Z",
            "untilTime": "20260704120000Z",
            "place": "6465736b",
            "mood": "63616c6d",
            "namedPresenceState": "01"
        });
        golden(
            "A1 50 02 01 01 02 01 15 30 48 55 04 11 00 00 12 A4 40 AE 3E 63 07 30 05 80 03 31 31 31 03 02 \
             06 C0 80 0F 32 30 32 36 30 37 30 34 31 32 30 30 30 30 5A 81 0F 32 30 32 36 30 37 30 34 31 32 \
             30 30 30 30 5A 82 04 64 65 73 6B 83 04 63 61 6C 6D 84 01 01",
            &event("logicalDeviceFeatureEvents", "presenceState", &presence_state),
        );
    }
}
