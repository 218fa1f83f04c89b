//! ECMA-285 `network-capabilities-changed-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageData, CalledDeviceId, ConnectionId, ConnectionInformation,
    CorrelatorData, CstaCommonArguments, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, NetworkCapability, ProgressIndicator, ServicesPermitted,
    SubjectDeviceId, UserData,
};

/// Another network, with other abilities, was reached on the way.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkCapabilitiesChangedEvent {
    pub outbound_connection: ConnectionId,
    pub network_interface_used: SubjectDeviceId,
    pub called_device: CalledDeviceId,
    pub progress_indicator: ProgressIndicator,
    pub local_connection_info: Option<LocalConnectionState>,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 0)]
    pub network_capability: Option<NetworkCapability>,
    pub cause: EventCause,
    #[asn1(implicit = 1)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub outbound_connection_info: Option<ConnectionInformation>,
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
    fn network_capabilities_changed_is_these_octets() {
        let network_capabilities_changed = json!({
            "outboundConnection": connection("111"),
            "networkInterfaceUsed": party("111"),
            "calledDevice": party("222"),
            "progressIndicator": {
                "progressLocation": "privateNetServingLocal",
                "progressDescription": "qSIGProgressDesc"
            },
            "localConnectionInfo": "connected",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "normal"
        });
        golden(
            "A1 53 02 01 01 02 01 15 30 4B 55 04 11 00 00 12 A0 43 AA 41 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 62 07 30 05 80 03 32 32 32 30 06 0A 01 01 \
             0A 01 01 4E 01 03 04 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 0A 01 4E",
            &event("callControlEvents", "networkCapabilitiesChanged", &network_capabilities_changed),
        );
    }
}
