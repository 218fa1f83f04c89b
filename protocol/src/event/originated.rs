//! ECMA-285 `originated-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCalledDeviceId, AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData,
    CalledDeviceId, ConnectionId, ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceId,
    EventCause, LanguagePreferences, LocalConnectionState, LocationInfoList, MediaCallCharacteristics,
    MessageInfo, NetworkCalledDeviceId, NetworkCallingDeviceId, ServicesPermitted, SubjectDeviceId,
    SubjectOfCall,
};

/// A call is being placed: the device has dialled.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginatedEvent {
    pub originated_connection: ConnectionId,
    pub calling_device: SubjectDeviceId,
    pub called_device: CalledDeviceId,
    pub originating_device: Option<DeviceId>,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 2)]
    pub correlator_data: Option<CorrelatorData>,
    pub cause: EventCause,
    #[asn1(implicit = 3)]
    pub services_permitted: Option<ServicesPermitted>,
    pub network_calling_device: Option<NetworkCallingDeviceId>,
    pub network_called_device: Option<NetworkCalledDeviceId>,
    pub associated_calling_device: Option<AssociatedCallingDeviceId>,
    pub associated_called_device: Option<AssociatedCalledDeviceId>,
    #[asn1(implicit = 4)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 5)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 6)]
    pub originated_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 7)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 8)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 9)]
    pub message_info: Option<MessageInfo>,
    #[asn1(implicit = 10)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 11)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden, party};

    #[test]
    fn originated_is_these_octets() {
        let originated = json!({
            "originatedConnection": connection("111"),
            "callingDevice": party("111"),
            "calledDevice": party("222"),
            "localConnectionInfo": "connected",
            "correlatorData": "c0ffee",
            "cause": "newCall",
            "subjectOfCall": "invoice"
        });
        golden(
            "A1 4B 02 01 01 02 01 15 30 43 55 04 11 00 00 12 A0 3B AD 39 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 62 07 30 05 80 03 32 32 32 4E 01 03 82 03 \
             C0 FF EE 0A 01 16 88 07 69 6E 76 6F 69 63 65",
            &event("callControlEvents", "originated", &originated),
        );
    }
}
