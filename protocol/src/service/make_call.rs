//! ECMA-285 `make-call`: operation 10.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AccountInfo, AuthCode, AutoOriginate, CallCharacteristics, CallLinkageData, ConnectionId,
    ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceId, EventCause, LanguagePreferences,
    MediaCallCharacteristics, SubjectOfCall, UserData,
};

/// Places a call from one device to another. The calling device is prompted first, unless `auto_originate` says
/// otherwise.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MakeCallArgument {
    pub calling_device: DeviceId,
    pub called_directory_number: DeviceId,
    #[asn1(implicit = 0)]
    pub account_code: Option<AccountInfo>,
    #[asn1(implicit = 1)]
    pub auth_code: Option<AuthCode>,
    #[asn1(implicit = 3, default = AutoOriginate::Prompt)]
    pub auto_originate: AutoOriginate,
    #[asn1(implicit = 2)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 5)]
    pub calling_connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 6)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 7)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 8)]
    pub reason: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The new call, at the calling device. The device may still have to be lifted.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MakeCallResult {
    pub calling_device: ConnectionId,
    #[asn1(implicit = 0)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 1)]
    pub initiated_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 2)]
    pub call_linkage_data: Option<CallLinkageData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
