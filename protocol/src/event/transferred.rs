//! ECMA-285 `transferred-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageDataList, ChargingInfo, ConnectionId, ConnectionList, CorrelatorData,
    CstaCommonArguments, DeviceHistory, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, ServicesPermitted, SubjectDeviceId, UserData,
};

/// A call was handed over from one device to another.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferredEvent {
    pub primary_old_call: ConnectionId,
    #[asn1(implicit = 0)]
    pub secondary_old_call: Option<ConnectionId>,
    pub transferring_device: SubjectDeviceId,
    pub transferred_to_device: SubjectDeviceId,
    #[asn1(implicit = 1)]
    pub transferred_connections: ConnectionList,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 2)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 3)]
    pub charging_info: Option<ChargingInfo>,
    pub cause: EventCause,
    #[asn1(implicit = 4)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 5)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 6)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 7)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    #[asn1(implicit = 8)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 9)]
    pub device_history: Option<DeviceHistory>,
    #[asn1(implicit = 10)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
