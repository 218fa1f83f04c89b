//! ECMA-285 `service-initiated-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData, CalledDeviceId, ConnectionId,
    ConnectionInformation, CorrelatorData, CstaCommonArguments, EventCause, LanguagePreferences,
    LocalConnectionState, LocationInfoList, MediaCallCharacteristics, MessageInfo, NetworkCalledDeviceId,
    NetworkCallingDeviceId, ServicesPermitted, SubjectDeviceId, SubjectOfCall,
};

/// A device was lifted, or is being prompted to be.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceInitiatedEvent {
    pub initiated_connection: ConnectionId,
    pub initiating_device: SubjectDeviceId,
    pub called_device: Option<CalledDeviceId>,
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
    pub initiated_connection_info: Option<ConnectionInformation>,
    pub network_calling_device: Option<NetworkCallingDeviceId>,
    pub network_called_device: Option<NetworkCalledDeviceId>,
    pub associated_calling_device: Option<AssociatedCallingDeviceId>,
    #[asn1(implicit = 5)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 7)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 8)]
    pub message_info: Option<MessageInfo>,
    #[asn1(implicit = 9)]
    pub language_preferences: Option<LanguagePreferences>,
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
    fn service_initiated_is_these_octets() {
        let service_initiated = json!({
            "initiatedConnection": connection("111"),
            "initiatingDevice": party("111"),
            "calledDevice": party("222"),
            "localConnectionInfo": "initiated",
            "correlatorData": "c0ffee",
            "cause": "makeCall",
            "subjectOfCall": "invoice"
        });
        golden(
            "A1 4B 02 01 01 02 01 15 30 43 55 04 11 00 00 12 A0 3B B0 39 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 62 07 30 05 80 03 32 32 32 4E 01 01 80 03 \
             C0 FF EE 0A 01 2C 87 07 69 6E 76 6F 69 63 65",
            &event("callControlEvents", "serviceInitiated", &service_initiated),
        );
    }
}
