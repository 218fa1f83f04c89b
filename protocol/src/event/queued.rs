//! ECMA-285 `queued-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCalledDeviceId, AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData,
    CalledDeviceId, CallingDeviceId, ConnectionId, ConnectionInformation, CorrelatorData,
    CstaCommonArguments, DeviceHistory, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, MessageInfo, NetworkCalledDeviceId, NetworkCallingDeviceId,
    RedirectionDeviceId, ServicesPermitted, SubjectDeviceId, SubjectOfCall, UserData,
};

/// A call waits in a queue.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueuedEvent {
    pub queued_connection: ConnectionId,
    pub queue: SubjectDeviceId,
    pub calling_device: CallingDeviceId,
    pub called_device: CalledDeviceId,
    pub last_redirection_device: RedirectionDeviceId,
    #[asn1(implicit = 0)]
    pub number_queued: Option<i64>,
    #[asn1(implicit = 1)]
    pub calls_in_front: Option<i64>,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 2)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
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
    pub queued_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 7)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 8)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 9)]
    pub message_info: Option<MessageInfo>,
    #[asn1(implicit = 10)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 11)]
    pub device_history: Option<DeviceHistory>,
    #[asn1(implicit = 12)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden, party};

    #[test]
    fn queued_is_these_octets() {
        let queued = json!({
            "queuedConnection": connection("222"),
            "queue": party("222"),
            "callingDevice": party("111"),
            "calledDevice": party("222"),
            "lastRedirectionDevice": { "notKnown": null },
            "numberQueued": 2,
            "callsInFront": 2,
            "localConnectionInfo": "queued",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "campOn"
        });
        golden(
            "A1 5E 02 01 01 02 01 15 30 56 55 04 11 00 00 12 A0 4E AE 4C 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 32 32 32 63 07 30 05 80 03 32 32 32 61 07 30 05 80 03 31 31 31 62 07 30 05 80 \
             03 32 32 32 64 02 87 00 80 01 02 81 01 02 4E 01 05 82 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F \
             0A 01 0C",
            &event("callControlEvents", "queued", &queued),
        );
    }
}
