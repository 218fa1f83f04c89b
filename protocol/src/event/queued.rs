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
