//! ECMA-285 `digits-dialed-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCalledDeviceId, AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData, ConnectionId,
    ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceId, EventCause, LanguagePreferences,
    LocalConnectionState, LocationInfoList, NetworkCalledDeviceId, NetworkCallingDeviceId, ServicesPermitted,
    SubjectDeviceId,
};

/// A device has dialled part of a number.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DigitsDialedEvent {
    pub dialing_connection: ConnectionId,
    pub dialing_device: SubjectDeviceId,
    pub dialing_sequence: DeviceId,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub correlator_data: Option<CorrelatorData>,
    pub cause: EventCause,
    #[asn1(implicit = 1)]
    pub services_permitted: Option<ServicesPermitted>,
    pub network_calling_device: Option<NetworkCallingDeviceId>,
    pub network_called_device: Option<NetworkCalledDeviceId>,
    pub associated_calling_device: Option<AssociatedCallingDeviceId>,
    pub associated_called_device: Option<AssociatedCalledDeviceId>,
    #[asn1(implicit = 2)]
    pub dialing_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 5)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 6)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, event, golden, party};

    #[test]
    fn digits_dialed_is_these_octets() {
        let digits_dialed = json!({
            "dialingConnection": connection("111"),
            "dialingDevice": party("222"),
            "dialingSequence": device("222"),
            "localConnectionInfo": "connected",
            "correlatorData": "c0ffee",
            "cause": "normal"
        });
        golden(
            "A1 40 02 01 01 02 01 15 30 38 55 04 11 00 00 12 A0 30 A5 2E 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 32 32 32 30 05 80 03 32 32 32 4E 01 03 80 03 C0 FF \
             EE 0A 01 4E",
            &event("callControlEvents", "digitsDialed", &digits_dialed),
        );
    }
}
