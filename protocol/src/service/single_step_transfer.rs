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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "activeCall": connection("111"),
            "transferredTo": device("222"),
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "subjectOfCall": "invoice",
            "reason": "normal"
        });
        golden(
            "A1 3C 02 01 01 02 01 32 30 34 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 30 05 \
             80 03 32 32 32 82 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 84 07 69 6E 76 6F 69 63 65 86 01 4E",
            &invoke("singleStepTrans", 50, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "transferredCall": connection("111"),
            "connections": [{ "newConnection": connection("111"), "oldConnection": connection("111") }]
        });
        golden(
            "A2 4B 02 01 01 30 46 02 01 32 30 41 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 \
             A0 2C 30 2A A0 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 A1 13 6B 11 30 0F \
             80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &result("singleStepTrans", 50, &answer),
        );
    }
}
