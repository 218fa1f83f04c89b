//! ECMA-285 `transferred-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageDataList, ChargingInfo, ConnectionId, ConnectionList, CorrelatorData,
    CstaCommonArguments, DeviceHistory, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, ServicesPermitted, SubjectDeviceId, UserData,
};

/// A call was handed over from one device to another.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferredEvent {
    pub primary_old_call: ConnectionId,
    #[asn1(implicit = 0)]
    pub secondary_old_call: Option<ConnectionId>,
    pub transferring_device: SubjectDeviceId,
    pub transferred_to_device: SubjectDeviceId,
    #[asn1(implicit = 1)]
    pub transferred_connections: ConnectionList,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 2)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 3)]
    pub charging_info: Option<ChargingInfo>,
    pub cause: EventCause,
    #[asn1(implicit = 4)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 5)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 6)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 7)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    #[asn1(implicit = 8)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 9)]
    pub device_history: Option<DeviceHistory>,
    #[asn1(implicit = 10)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden, party};

    #[test]
    fn transferred_is_these_octets() {
        let transferred = json!({
            "primaryOldCall": connection("111"),
            "secondaryOldCall": connection("111"),
            "transferringDevice": party("111"),
            "transferredToDevice": party("222"),
            "transferredConnections": [
                { "newConnection": connection("111"), "oldConnection": connection("111") }
            ],
            "localConnectionInfo": "connected",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "transfer"
        });
        golden(
            "A1 81 8D 02 01 01 02 01 15 30 81 84 55 04 11 00 00 12 A0 7C B1 7A 6B 11 30 0F 80 04 30 30 37 \
             35 A1 07 30 05 80 03 31 31 31 A0 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 63 07 \
             30 05 80 03 31 31 31 63 07 30 05 80 03 32 32 32 A1 2C 30 2A A0 13 6B 11 30 0F 80 04 30 30 37 \
             35 A1 07 30 05 80 03 31 31 31 A1 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 \
             4E 01 03 82 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 0A 01 20",
            &event("callControlEvents", "transferred", &transferred),
        );
    }
}
