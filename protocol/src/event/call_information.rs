//! ECMA-285 `call-information-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AccountInfo, AuthCode, CallCharacteristics, CallLinkageDataList, CallQualifyingData, CallingDeviceId,
    ConnectionId, ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceId, LanguagePreferences,
    ServicesPermitted, SubjectDeviceId, SubjectOfCall, UserData,
};

/// Something about a call has changed that has no event of its own.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallInformationEvent {
    pub connection: ConnectionId,
    pub device: SubjectDeviceId,
    pub calling_device: Option<CallingDeviceId>,
    #[asn1(implicit = 0)]
    pub account_info: Option<AccountInfo>,
    #[asn1(implicit = 1)]
    pub auth_code: Option<AuthCode>,
    #[asn1(implicit = 2)]
    pub correlator_data: Option<CorrelatorData>,
    #[asn1(implicit = 3)]
    pub services_permitted: Option<ServicesPermitted>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 4)]
    pub call_qualifying_data: Option<CallQualifyingData>,
    pub connection_info: Option<ConnectionInformation>,
    #[asn1(implicit = 5)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    #[asn1(implicit = 6)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 7)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 8)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 9)]
    pub device_info: Option<DeviceId>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden, party};

    #[test]
    fn call_information_is_these_octets() {
        let call_information = json!({
            "connection": connection("111"),
            "device": party("111"),
            "callingDevice": party("111"),
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "subjectOfCall": "invoice"
        });
        golden(
            "A1 4E 02 01 01 02 01 15 30 46 55 04 11 00 00 12 A1 3E A0 3C 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 63 07 30 05 80 03 31 31 31 61 07 30 05 80 03 31 31 31 82 03 C0 FF EE \
             7D 07 04 05 68 65 6C 6C 6F 87 07 69 6E 76 6F 69 63 65",
            &event("callAssociatedEvents", "callInformation", &call_information),
        );
    }
}
