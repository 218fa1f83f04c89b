//! ECMA-285 `bridged-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageData, ConnectionId, ConnectionInformation, CorrelatorData,
    CstaCommonArguments, EventCause, LanguagePreferences, LocalConnectionState, LocationInfoList,
    MediaCallCharacteristics, ServicesPermitted, SubjectDeviceId, UserData,
};

/// An appearance of a shared line dropped to the background, or joined there.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BridgedEvent {
    pub bridged_connection: ConnectionId,
    pub bridged_appearance: SubjectDeviceId,
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
    pub bridged_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 5)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 6)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 7)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
