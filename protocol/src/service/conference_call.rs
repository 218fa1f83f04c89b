//! ECMA-285 `conference-call`: operation 6.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageDataList, ConnectionId, ConnectionInformation, ConnectionList, CstaCommonArguments,
};

/// Merges a held and an active call of one device into a conference.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConferenceCallArgument {
    pub held_call: ConnectionId,
    pub active_call: ConnectionId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The conference, as seen by the device that made it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConferenceCallResult {
    pub conference_call: ConnectionId,
    #[asn1(implicit = 0)]
    pub connections: Option<ConnectionList>,
    #[asn1(implicit = 1)]
    pub conference_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 2)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "heldCall": connection("111"), "activeCall": connection("111") });
        golden(
            "A1 2E 02 01 01 02 01 06 30 26 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 6B 11 \
             30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &invoke("conferenceCall", 6, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "conferenceCall": connection("111"),
            "connections": [{ "newConnection": connection("111"), "oldConnection": connection("111") }]
        });
        golden(
            "A2 4B 02 01 01 30 46 02 01 06 30 41 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 \
             A0 2C 30 2A A0 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 A1 13 6B 11 30 0F \
             80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &result("conferenceCall", 6, &answer),
        );
    }
}
