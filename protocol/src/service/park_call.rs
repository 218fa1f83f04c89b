//! ECMA-285 `park-call`: operation 18.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageData, ConnectionId, CorrelatorData, CstaCommonArguments, DeviceId, LanguagePreferences,
    SubjectOfCall,
};

/// Moves a connected call to where another device can pick it up.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParkCallArgument {
    pub parking: ConnectionId,
    pub park_to: DeviceId,
    pub correlator_data: Option<CorrelatorData>,
    #[asn1(implicit = 0)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 1)]
    pub language_preferences: Option<LanguagePreferences>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// Where the call went.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParkCallResult {
    pub parked_to: Option<ConnectionId>,
    #[asn1(implicit = 1)]
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
            "parking": connection("111"),
            "parkTo": device("222"),
            "correlatorData": "c0ffee",
            "subjectOfCall": "invoice"
        });
        golden(
            "A1 30 02 01 01 02 01 12 30 28 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 30 05 \
             80 03 32 32 32 04 03 C0 FF EE 80 07 69 6E 76 6F 69 63 65",
            &invoke("parkCall", 18, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "parkedTo": connection("111") });
        golden(
            "A2 1D 02 01 01 30 18 02 01 12 30 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &result("parkCall", 18, &answer),
        );
    }
}
