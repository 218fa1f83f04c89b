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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "existingCall": connection("111"),
            "consultedDevice": device("111"),
            "connectionReservation": true,
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "consultOptions": "consultOnly",
            "subjectOfCall": "invoice"
        });
        golden(
            "A1 41 02 01 01 02 01 07 30 39 A0 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 A1 07 \
             30 05 80 03 31 31 31 82 01 FF 85 03 C0 FF EE A6 07 04 05 68 65 6C 6C 6F 8A 01 01 8B 07 69 6E \
             76 6F 69 63 65",
            &invoke("consultationCall", 7, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "initiatedCall": connection("111") });
        golden(
            "A2 1D 02 01 01 30 18 02 01 07 30 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &result("consultationCall", 7, &answer),
        );
    }
}
