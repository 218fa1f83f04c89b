//! ECMA-285 `bridged-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageData, ConnectionId, ConnectionInformation, CorrelatorData,
    CstaCommonArguments, EventCause, LanguagePreferences, LocalConnectionState, LocationInfoList,
    MediaCallCharacteristics, ServicesPermitted, SubjectDeviceId, UserData,
};

/// An appearance of a shared line dropped to the background, or joined there.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BridgedEvent {
    pub bridged_connection: ConnectionId,
    pub bridged_appearance: SubjectDeviceId,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub cause: EventCause,
    #[asn1(implicit = 1)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub bridged_connection_info: Option<ConnectionInformation>,
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
    fn bridged_is_these_octets() {
        let bridged = json!({
            "bridgedConnection": connection("111"),
            "bridgedAppearance": party("111"),
            "localConnectionInfo": "connected",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "normal"
        });
        golden(
            "A1 42 02 01 01 02 01 15 30 3A 55 04 11 00 00 12 A0 32 A0 30 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 4E 01 03 80 03 C0 FF EE 7D 07 04 05 68 65 \
             6C 6C 6F 0A 01 4E",
            &event("callControlEvents", "bridged", &bridged),
        );
    }
}
