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
