//! ECMA-285 `held-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageData, ConnectionId, ConnectionInformation, CorrelatorData,
    CstaCommonArguments, EventCause, LanguagePreferences, LocalConnectionState, LocationInfoList,
    MediaCallCharacteristics, ServicesPermitted, SubjectDeviceId,
};

/// A device has put a call on hold.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldEvent {
    pub held_connection: ConnectionId,
    pub holding_device: SubjectDeviceId,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub correlator_data: Option<CorrelatorData>,
    pub cause: EventCause,
    #[asn1(implicit = 1)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub held_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 5)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 6)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 7)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden, party};

    #[test]
    fn held_is_these_octets() {
        let held = json!({
            "heldConnection": connection("111"),
            "holdingDevice": party("111"),
            "localConnectionInfo": "hold",
            "correlatorData": "c0ffee",
            "cause": "normal"
        });
        golden(
            "A1 39 02 01 01 02 01 15 30 31 55 04 11 00 00 12 A0 29 A9 27 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 4E 01 04 80 03 C0 FF EE 0A 01 4E",
            &event("callControlEvents", "held", &held),
        );
    }
}
