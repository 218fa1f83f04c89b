//! ECMA-285 `consultation-call`: operation 7.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AccountInfo, AuthCode, CallCharacteristics, CallLinkageData, ConnectionId, ConnectionInformation,
    ConsultOptions, CorrelatorData, CstaCommonArguments, DeviceId, LanguagePreferences,
    MediaCallCharacteristics, SubjectOfCall, UserData,
};

/// Holds an existing call and places a second one from the same device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsultationCallArgument {
    #[asn1(implicit = 0)]
    pub existing_call: ConnectionId,
    #[asn1(explicit = 1)]
    pub consulted_device: DeviceId,
    #[asn1(implicit = 2)]
    pub connection_reservation: Option<bool>,
    #[asn1(implicit = 3)]
    pub account_code: Option<AccountInfo>,
    #[asn1(implicit = 4)]
    pub auth_code: Option<AuthCode>,
    #[asn1(implicit = 5)]
    pub correlator_data: Option<CorrelatorData>,
    #[asn1(implicit = 6)]
    pub user_data: Option<UserData>,
    #[asn1(implicit = 7)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 8)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 9)]
    pub calling_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 10, default = ConsultOptions::Unrestricted)]
    pub consult_options: ConsultOptions,
    #[asn1(implicit = 11)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 12)]
    pub language_preferences: Option<LanguagePreferences>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The second call, at the device that placed it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsultationCallResult {
    pub initiated_call: ConnectionId,
    #[asn1(implicit = 0)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 1)]
    pub initiated_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 2)]
    pub call_linkage_data: Option<CallLinkageData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
