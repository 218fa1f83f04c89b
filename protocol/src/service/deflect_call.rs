//! ECMA-285 `deflect-call`: operation 218.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, ConnectionId, CorrelatorData, CstaCommonArguments, DeviceId, EventCause,
    LanguagePreferences, SubjectOfCall, UserData,
};

/// Sends an alerting or queued call elsewhere.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeflectCallArgument {
    pub call_to_be_diverted: ConnectionId,
    pub new_destination: DeviceId,
    pub add_new_destinations_list: Option<DeviceIdList>,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 0)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 1)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 2)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 3)]
    pub reason: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// Further destinations of a deflected call.
pub type DeviceIdList = Vec<DeviceId>;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "callToBeDiverted": connection("111"),
            "newDestination": device("222"),
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "subjectOfCall": "invoice",
            "reason": "normal"
        });
        golden(
            "A1 3D 02 01 01 02 02 00 DA 30 34 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 30 \
             05 80 03 32 32 32 04 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 81 07 69 6E 76 6F 69 63 65 83 01 \
             4E",
            &invoke("deflectCall", 218, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0B 02 01 01 30 06 02 02 00 DA 05 00", &result("deflectCall", 218, &nothing));
    }
}
