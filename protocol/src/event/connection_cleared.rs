//! ECMA-285 `connection-cleared-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageData, ChargingInfo, ConnectionId, ConnectionInformation, CorrelatorData,
    CstaCommonArguments, DeviceHistory, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, ServicesPermitted, SubjectDeviceId, UserData,
};

/// A device has left a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionClearedEvent {
    pub dropped_connection: ConnectionId,
    pub releasing_device: SubjectDeviceId,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 1)]
    pub charging_info: Option<ChargingInfo>,
    pub cause: EventCause,
    #[asn1(implicit = 2)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 3)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 4)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 5)]
    pub dropped_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 6)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 7)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 8)]
    pub device_history: Option<DeviceHistory>,
    #[asn1(implicit = 9)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden, party};

    #[test]
    fn connection_cleared_is_these_octets() {
        let connection_cleared = json!({
            "droppedConnection": connection("111"),
            "releasingDevice": party("111"),
            "localConnectionInfo": "null",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "normalClearing"
        });
        golden(
            "A1 42 02 01 01 02 01 15 30 3A 55 04 11 00 00 12 A0 32 A3 30 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 4E 01 00 80 03 C0 FF EE 7D 07 04 05 68 65 \
             6C 6C 6F 0A 01 30",
            &event("callControlEvents", "connectionCleared", &connection_cleared),
        );
    }
}
