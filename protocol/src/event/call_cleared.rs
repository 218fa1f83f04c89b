//! ECMA-285 `call-cleared-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageData, ConnectionId, CorrelatorData, CstaCommonArguments, EventCause,
    LanguagePreferences, LocationInfoList, MediaCallCharacteristics, UserData,
};

/// A call has ended at all its devices.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallClearedEvent {
    pub cleared_call: ConnectionId,
    #[asn1(implicit = 1)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub cause: EventCause,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
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
