//! ECMA-285 `diverted-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCalledDeviceId, AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData,
    CalledDeviceId, CallingDeviceId, ConnectionId, ConnectionInformation, CorrelatorData,
    CstaCommonArguments, DeviceHistory, EventCause, LanguagePreferences, LocalConnectionState,
    LocationInfoList, MediaCallCharacteristics, MessageInfo, NetworkCalledDeviceId, NetworkCallingDeviceId,
    RedirectionDeviceId, ServicesPermitted, SubjectDeviceId, SubjectOfCall, UserData,
};

/// A call has left a device for another.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivertedEvent {
    pub connection: ConnectionId,
    pub diverting_device: SubjectDeviceId,
    pub new_destination: SubjectDeviceId,
    pub calling_device: Option<CallingDeviceId>,
    pub called_device: Option<CalledDeviceId>,
    pub last_redirection_device: RedirectionDeviceId,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub cause: EventCause,
    #[asn1(implicit = 1)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub connection_info: Option<ConnectionInformation>,
    pub network_calling_device: Option<NetworkCallingDeviceId>,
    pub network_called_device: Option<NetworkCalledDeviceId>,
    pub associated_calling_device: Option<AssociatedCallingDeviceId>,
    pub associated_called_device: Option<AssociatedCalledDeviceId>,
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
