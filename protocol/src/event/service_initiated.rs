//! ECMA-285 `service-initiated-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AssociatedCallingDeviceId, CallCharacteristics, CallLinkageData, CalledDeviceId, ConnectionId,
    ConnectionInformation, CorrelatorData, CstaCommonArguments, EventCause, LanguagePreferences,
    LocalConnectionState, LocationInfoList, MediaCallCharacteristics, MessageInfo, NetworkCalledDeviceId,
    NetworkCallingDeviceId, ServicesPermitted, SubjectDeviceId, SubjectOfCall,
};

/// A device was lifted, or is being prompted to be.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceInitiatedEvent {
    pub initiated_connection: ConnectionId,
    pub initiating_device: SubjectDeviceId,
    pub called_device: Option<CalledDeviceId>,
    pub local_connection_info: Option<LocalConnectionState>,
    #[asn1(implicit = 0)]
    pub correlator_data: Option<CorrelatorData>,
    pub cause: EventCause,
    #[asn1(implicit = 1)]
    pub services_permitted: Option<ServicesPermitted>,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub initiated_connection_info: Option<ConnectionInformation>,
    pub network_calling_device: Option<NetworkCallingDeviceId>,
    pub network_called_device: Option<NetworkCalledDeviceId>,
    pub associated_calling_device: Option<AssociatedCallingDeviceId>,
    #[asn1(implicit = 5)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 7)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 8)]
    pub message_info: Option<MessageInfo>,
    #[asn1(implicit = 9)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 10)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
