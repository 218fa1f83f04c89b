//! ECMA-285 `call-cleared-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallCharacteristics, CallLinkageData, ConnectionId, CorrelatorData, CstaCommonArguments, EventCause,
    LanguagePreferences, LocationInfoList, MediaCallCharacteristics, UserData,
};

/// A call has ended at all its devices.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallClearedEvent {
    pub cleared_call: ConnectionId,
    #[asn1(implicit = 1)]
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub cause: EventCause,
    #[asn1(implicit = 2)]
    pub media_call_characteristics: Option<MediaCallCharacteristics>,
    #[asn1(implicit = 3)]
    pub call_characteristics: Option<CallCharacteristics>,
    #[asn1(implicit = 4)]
    pub call_linkage_data: Option<CallLinkageData>,
    #[asn1(implicit = 5)]
    pub language_preferences: Option<LanguagePreferences>,
    #[asn1(implicit = 6)]
    pub location_info: Option<LocationInfoList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, event, golden};

    #[test]
    fn call_cleared_is_these_octets() {
        let call_cleared = json!({
            "clearedCall": connection("111"),
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "cause": "normalClearing"
        });
        golden(
            "A1 36 02 01 01 02 01 15 30 2E 55 04 11 00 00 12 A0 26 A1 24 6B 11 30 0F 80 04 30 30 37 35 A1 \
             07 30 05 80 03 31 31 31 81 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 0A 01 30",
            &event("callControlEvents", "callCleared", &call_cleared),
        );
    }
}
