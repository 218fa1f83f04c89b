//! ECMA-285 `deflect-call`: operation 218.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, ConnectionId, CorrelatorData, CstaCommonArguments, DeviceId, EventCause,
    LanguagePreferences, SubjectOfCall, UserData,
};

/// Sends an alerting or queued call elsewhere.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeflectCallArgument {
    pub call_to_be_diverted: ConnectionId,
    pub new_destination: DeviceId,
    pub add_new_destinations_list: Option<DeviceIdList>,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 0)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 1)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 2)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 3)]
    pub reason: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// Further destinations of a deflected call.
pub type DeviceIdList = Vec<DeviceId>;
