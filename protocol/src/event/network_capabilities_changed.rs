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
