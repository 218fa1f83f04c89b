//! ECMA-285 `make-call`: operation 10.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AccountInfo, AuthCode, AutoOriginate, CallCharacteristics, CallLinkageData, ConnectionId,
    ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceId, EventCause, LanguagePreferences,
    MediaCallCharacteristics, SubjectOfCall, UserData,
};

/// Places a call from one device to another. The calling device is prompted first, unless `auto_originate`
/// says otherwise.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "callingDevice": device("111"),
            "calledDirectoryNumber": device("222"),
            "autoOriginate": "doNotPrompt",
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "subjectOfCall": "invoice",
            "reason": "normal"
        });
        golden(
            "A1 33 02 01 01 02 01 0A 30 2B 30 05 80 03 31 31 31 30 05 80 03 32 32 32 83 01 01 82 03 C0 FF \
             EE 7D 07 04 05 68 65 6C 6C 6F 86 07 69 6E 76 6F 69 63 65 88 01 4E",
            &invoke("makeCall", 10, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "callingDevice": connection("111") });
        golden(
            "A2 1D 02 01 01 30 18 02 01 0A 30 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &result("makeCall", 10, &answer),
        );
    }
}
