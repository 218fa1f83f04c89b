//! ECMA-285 `transfer-call`: operation 16.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageDataList, ConnectionId, ConnectionInformation, ConnectionList, CstaCommonArguments,
};

/// Connects the far ends of a held and an active call and releases the device between.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferCallArgument {
    pub held_call: ConnectionId,
    pub active_call: ConnectionId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The call that is left.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferCallResult {
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

    use crate::golden::{connection, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "heldCall": connection("111"), "activeCall": connection("111") });
        golden(
            "A1 2E 02 01 01 02 01 10 30 26 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 6B 11 \
             30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &invoke("transferCall", 16, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({
            "transferredCall": connection("111"),
            "connections": [{ "newConnection": connection("111"), "oldConnection": connection("111") }]
        });
        golden(
            "A2 4B 02 01 01 30 46 02 01 10 30 41 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 \
             A0 2C 30 2A A0 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 A1 13 6B 11 30 0F \
             80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &result("transferCall", 16, &answer),
        );
    }
}
