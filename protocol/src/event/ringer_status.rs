//! ECMA-285 `ringer-status-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, RingMode, RingerId, SubjectDeviceId, Volume};

/// A ringer has changed.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RingerStatusEvent {
    pub device: SubjectDeviceId,
    pub ringer: RingerId,
    pub ring_mode: Option<RingMode>,
    #[asn1(implicit = 0, range(0, 1000))]
    pub ring_count: Option<i64>,
    #[asn1(implicit = 3)]
    pub ring_duration: Option<i64>,
    #[asn1(implicit = 1)]
    pub ring_pattern: Option<i64>,
    #[asn1(explicit = 2)]
    pub ring_volume: Option<Volume>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn ringer_status_is_these_octets() {
        let ringer_status = json!({
            "device": party("111"),
            "ringer": "01",
            "ringMode": "notRinging",
            "ringCount": 3,
            "ringDuration": 20,
            "ringPattern": 2,
            "ringVolume": { "volAbs": 3 }
        });
        golden(
            "A1 2F 02 01 01 02 01 15 30 27 55 04 11 00 00 12 A3 1F A8 1D 63 07 30 05 80 03 31 31 31 04 01 \
             01 0A 01 01 80 01 03 83 01 14 81 01 02 A2 03 02 01 03",
            &event("physicalDeviceFeatureEvents", "ringerStatus", &ringer_status),
        );
    }
}
