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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "activeCall": connection("111"),
            "deviceToJoin": device("222"),
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "subjectOfCall": "invoice"
        });
        golden(
            "A1 39 02 01 01 02 01 14 30 31 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 30 05 \
             80 03 32 32 32 82 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 83 07 69 6E 76 6F 69 63 65",
            &invoke("singleStepConf", 20, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "conferencedCall": connection("111") });
        golden(
            "A2 1D 02 01 01 30 18 02 01 14 30 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &result("singleStepConf", 20, &answer),
        );
    }
}
