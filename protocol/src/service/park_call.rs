//! ECMA-285 `park-call`: operation 18.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageData, ConnectionId, CorrelatorData, CstaCommonArguments, DeviceId, LanguagePreferences,
    SubjectOfCall,
};

/// Moves a connected call to where another device can pick it up.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParkCallArgument {
    pub parking: ConnectionId,
    pub park_to: DeviceId,
    pub correlator_data: Option<CorrelatorData>,
    #[asn1(implicit = 0)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 1)]
    pub language_preferences: Option<LanguagePreferences>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// Where the call went.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParkCallResult {
    pub parked_to: Option<ConnectionId>,
    #[asn1(implicit = 1)]
    pub call_linkage_data: Option<CallLinkageData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
