//! ECMA-285 `charging-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ChargingInfo, ConnectionId, CstaCommonArguments, DeviceId, EventCause};

/// What a call costs.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChargingEvent {
    pub connection: ConnectionId,
    pub charged_device: DeviceId,
    pub charging_info: ChargingInfo,
    pub cause: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, event, golden};

    #[test]
    fn charging_is_these_octets() {
        let charging = json!({
            "connection": connection("111"),
            "chargedDevice": device("111"),
            "chargingInfo": {
                "numberUnits": { "numberOfChargeUnits": [{ "chargingUnits": 2 }] },
                "typeOfChargingInfo": "total"
            },
            "cause": "normal"
        });
        golden(
            "A1 3B 02 01 01 02 01 15 30 33 55 04 11 00 00 12 A1 2B A1 29 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 30 05 80 03 31 31 31 30 0A A0 05 30 03 02 01 02 0A 01 01 0A 01 4E",
            &event("callAssociatedEvents", "charging", &charging),
        );
    }
}
