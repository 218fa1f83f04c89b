//! ECMA-285 `service-completion-failure-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    ConnectionId, ConnectionInformation, CstaCommonArguments, DeviceId, EventCause, LocalConnectionState,
    MediaCallCharacteristics,
};

/// A service that was acknowledged could not be completed after all.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceCompletionFailureEvent {
    pub primary_call: PrimaryOrSecondaryCall,
    #[asn1(implicit = 0)]
    pub secondary_call: Option<PrimaryOrSecondaryCall>,
    #[asn1(implicit = 1)]
    pub other_devs_primary_call_list: Option<Vec<OtherCall>>,
    #[asn1(implicit = 2)]
    pub other_devs_secondary_call_list: Option<Vec<OtherCall>>,
    #[asn1(implicit = 3)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    pub cause: EventCause,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// A connection the service was about.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrimaryOrSecondaryCall {
    pub device_id: DeviceId,
    pub connection_id: ConnectionId,
    pub local_connection_state: LocalConnectionState,
    pub connection_info: Option<ConnectionInformation>,
    pub unknown: Unknowns,
}

/// Another connection of a call the service was about.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherCall {
    pub device_id: DeviceId,
    pub connection_id: ConnectionId,
    pub local_connection_state: Option<LocalConnectionState>,
    pub connection_info: Option<ConnectionInformation>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, event, golden};

    #[test]
    fn service_completion_failure_is_these_octets() {
        let service_completion_failure = json!({
            "primaryCall": {
                "deviceID": device("111"),
                "connectionID": connection("111"),
                "localConnectionState": "connected"
            },
            "secondaryCall": {
                "deviceID": device("111"),
                "connectionID": connection("111"),
                "localConnectionState": "connected"
            },
            "cause": "networkCongestion"
        });
        golden(
            "A1 53 02 01 01 02 01 15 30 4B 55 04 11 00 00 12 A1 43 A4 41 30 1D 30 05 80 03 31 31 31 6B 11 \
             30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 4E 01 03 A0 1D 30 05 80 03 31 31 31 6B 11 \
             30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 4E 01 03 0A 01 14",
            &event("callAssociatedEvents", "serviceCompletionFailure", &service_completion_failure),
        );
    }
}
