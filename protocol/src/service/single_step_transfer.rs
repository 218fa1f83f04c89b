//! ECMA-285 `single-step-transfer`: operation 50.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AccountInfo, AuthCode, CallCharacteristics, CallLinkageDataList, ConnectionId, ConnectionInformation,
    ConnectionList, CorrelatorData, CstaCommonArguments, DeviceId, EventCause, LanguagePreferences,
    SubjectOfCall, UserData,
};

/// Replaces one device of a call by another, without a call to consult.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SingleStepTransArgument {
    pub active_call: ConnectionId,
    pub transferred_to: DeviceId,
    #[asn1(implicit = 0)]
    pub account_code: Option<AccountInfo>,
    #[asn1(implicit = 1)]
    pub auth_code: Option<AuthCode>,
    #[asn1(implicit = 2)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 5)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 6)]
    pub reason: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The connection of the device that took over.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SingleStepTransResult {
    pub transferred_call: ConnectionId,
    #[asn1(implicit = 0)]
    pub connections: Option<ConnectionList>,
    #[asn1(implicit = 1)]
    pub transferred_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 2)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
