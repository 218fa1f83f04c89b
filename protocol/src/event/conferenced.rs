//! ECMA-285 `conferenced-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageDataList, ConnectionId, ConnectionList, CorrelatorData,
    CstaCommonArguments, DeviceHistory, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, ServicesPermitted, SubjectDeviceId, UserData,
};

/// Two calls became a conference, or a device was added to one.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConferencedEvent {
    pub primary_old_call: ConnectionId,
    pub secondary_old_call: Option<ConnectionId>,
    pub conferencing_device: SubjectDeviceId,
    pub added_party: SubjectDeviceId,
    pub conference_connections: ConnectionList,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 1)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub cause: EventCause,
    #[asn1(implicit = 2)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 3)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 4)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 6)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    #[asn1(implicit = 7)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 8)]
    pub device_history: Option<DeviceHistory>,
    #[asn1(implicit = 9)]
    pub location_info: Option<LocationInfoList>,
    #[asn1(implicit = 5)]
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden, party};

    #[test]
    fn conferenced_is_these_octets() {
        let conferenced = json!({
            "primaryOldCall": connection("111"),
            "secondaryOldCall": connection("111"),
            "conferencingDevice": party("111"),
            "addedParty": party("222"),
            "conferenceConnections": [
                { "newConnection": connection("111"), "oldConnection": connection("111") }
            ],
            "localConnectionInfo": "connected",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "conference"
        });
        golden(
            "A1 81 8D 02 01 01 02 01 15 30 81 84 55 04 11 00 00 12 A0 7C A2 7A 6B 11 30 0F 80 04 30 30 37 \
             35 A1 07 30 05 80 03 31 31 31 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 63 07 \
             30 05 80 03 31 31 31 63 07 30 05 80 03 32 32 32 30 2C 30 2A A0 13 6B 11 30 0F 80 04 30 30 37 \
             35 A1 07 30 05 80 03 31 31 31 A1 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 \
             4E 01 03 81 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 0A 01 3F",
            &event("callControlEvents", "conferenced", &conferenced),
        );
    }
}
