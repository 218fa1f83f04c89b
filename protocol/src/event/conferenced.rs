//! ECMA-285 `conferenced-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageDataList, ConnectionId, ConnectionList, CorrelatorData,
    CstaCommonArguments, DeviceHistory, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, ServicesPermitted, SubjectDeviceId, UserData,
};

/// Two calls became a conference, or a device was added to one.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConferencedEvent {
    pub primary_old_call: ConnectionId,
    pub secondary_old_call: Option<ConnectionId>,
    pub conferencing_device: SubjectDeviceId,
    pub added_party: SubjectDeviceId,
    pub conference_connections: ConnectionList,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 1)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub cause: EventCause,
    #[asn1(implicit = 2)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 3)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 4)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 6)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    #[asn1(implicit = 7)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 8)]
    pub device_history: Option<DeviceHistory>,
    #[asn1(implicit = 9)]
    pub location_info: Option<LocationInfoList>,
    #[asn1(implicit = 5)]
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
