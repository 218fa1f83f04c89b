//! ECMA-285 `network-reached-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData, CalledDeviceId, CallingDeviceId,
    ConnectionId, ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceHistory, EventCause,
    LanguagePreferences, LocalConnectionState, LocationInfoList, MediaCallCharacteristics,
    NetworkCalledDeviceId, NetworkCallingDeviceId, NetworkCapability, RedirectionDeviceId, ServicesPermitted,
    SubjectDeviceId, UserData,
};

/// A call has left the switch; events may be fewer from here on.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkReachedEvent {
    pub outbound_connection: ConnectionId,
    pub network_interface_used: SubjectDeviceId,
    pub calling_device: CallingDeviceId,
    pub called_device: CalledDeviceId,
    pub last_redirection_device: RedirectionDeviceId,
    #[asn1(name = "originatingNIDConneciton")]
    pub originating_nid_connection: Option<ConnectionId>,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 1)]
    pub network_capability: Option<NetworkCapability>,
    pub cause: EventCause,
    #[asn1(implicit = 2)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 3)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 4)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 5)]
    pub outbound_connection_info: Option<ConnectionInformation>,
    pub network_calling_device: Option<NetworkCallingDeviceId>,
    pub network_called_device: Option<NetworkCalledDeviceId>,
    pub associated_calling_device: Option<AssociatedCallingDeviceId>,
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
    fn network_reached_is_these_octets() {
        let network_reached = json!({
            "outboundConnection": connection("111"),
            "networkInterfaceUsed": party("111"),
            "callingDevice": party("111"),
            "calledDevice": party("222"),
            "lastRedirectionDevice": { "notKnown": null },
            "localConnectionInfo": "connected",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "newCall"
        });
        golden(
            "A1 58 02 01 01 02 01 15 30 50 55 04 11 00 00 12 A0 48 AB 46 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 61 07 30 05 80 03 31 31 31 62 07 30 05 80 \
             03 32 32 32 64 02 87 00 4E 01 03 80 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 0A 01 16",
            &event("callControlEvents", "networkReached", &network_reached),
        );
    }
}
