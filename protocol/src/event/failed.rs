//! ECMA-285 `failed-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCalledDeviceId, AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData,
    CalledDeviceId, CallingDeviceId, ConnectionId, ConnectionInformation, CorrelatorData,
    CstaCommonArguments, DeviceHistory, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, MessageInfo, NetworkCalledDeviceId, NetworkCallingDeviceId,
    RedirectionDeviceId, ServicesPermitted, SubjectDeviceId, SubjectOfCall, UserData,
};

/// A call cannot be completed at a device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FailedEvent {
    pub failed_connection: ConnectionId,
    pub failing_device: SubjectDeviceId,
    pub calling_device: CallingDeviceId,
    pub called_device: CalledDeviceId,
    pub last_redirection_device: RedirectionDeviceId,
    #[asn1(name = "originatingNIDConnection")]
    pub originating_nid_connection: Option<ConnectionId>,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub cause: EventCause,
    #[asn1(implicit = 1)]
    pub services_permitted: Option<ServicesPermitted>,
    pub network_calling_device: Option<NetworkCallingDeviceId>,
    pub network_called_device: Option<NetworkCalledDeviceId>,
    pub associated_calling_device: Option<AssociatedCallingDeviceId>,
    pub associated_called_device: Option<AssociatedCalledDeviceId>,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub failed_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 5)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 6)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 7)]
    pub message_info: Option<MessageInfo>,
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
    fn failed_is_these_octets() {
        let failed = json!({
            "failedConnection": connection("222"),
            "failingDevice": party("222"),
            "callingDevice": party("111"),
            "calledDevice": party("222"),
            "lastRedirectionDevice": { "notKnown": null },
            "localConnectionInfo": "fail",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "busy",
            "subjectOfCall": "invoice"
        });
        golden(
            "A1 61 02 01 01 02 01 15 30 59 55 04 11 00 00 12 A0 51 A8 4F 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 32 32 32 63 07 30 05 80 03 32 32 32 61 07 30 05 80 03 31 31 31 62 07 30 05 80 \
             03 32 32 32 64 02 87 00 4E 01 06 80 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 0A 01 03 86 07 69 \
             6E 76 6F 69 63 65",
            &event("callControlEvents", "failed", &failed),
        );
    }
}
