//! ECMA-285 `single-step-conference`: operation 20.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AccountInfo, AuthCode, CallLinkageDataList, ConnectionId, ConnectionInformation, CorrelatorData,
    CstaCommonArguments, DeviceId, LanguagePreferences, ParticipationType, SubjectOfCall, UserData,
};

/// Adds a device to a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SingleStepConfArgument {
    pub active_call: ConnectionId,
    pub device_to_join: DeviceId,
    #[asn1(default = ParticipationType::Active)]
    pub participation_type: ParticipationType,
    #[asn1(implicit = 0)]
    pub account_code: Option<AccountInfo>,
    #[asn1(implicit = 1)]
    pub auth_code: Option<AuthCode>,
    #[asn1(implicit = 2)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 3)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 4)]
    pub language_preferences: Option<LanguagePreferences>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The connection of the device that joined.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SingleStepConfResult {
    pub conferenced_call: ConnectionId,
    pub conferenced_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 1)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
