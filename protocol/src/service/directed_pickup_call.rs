//! ECMA-285 `directed-pickup-call`: operation 220.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageData, ConnectionId, ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceId,
    UserData,
};

/// Answers a call at another device than the one it alerts.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectedPickupCallArgument {
    pub call_to_be_picked_up: ConnectionId,
    pub requesting_device: DeviceId,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The call at the device that picked it up.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectedPickupCallResult {
    pub picked_call: Option<ConnectionId>,
    pub picked_call_info: Option<ConnectionInformation>,
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
            "callToBePickedUp": connection("222"),
            "requestingDevice": device("111"),
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f"
        });
        golden(
            "A1 31 02 01 01 02 02 00 DC 30 28 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 32 32 32 30 \
             05 80 03 31 31 31 04 03 C0 FF EE 7D 07 04 05 68 65 6C 6C 6F",
            &invoke("directedPickupCall", 220, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "pickedCall": connection("111") });
        golden(
            "A2 1E 02 01 01 30 19 02 02 00 DC 30 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 \
             31",
            &result("directedPickupCall", 220, &answer),
        );
    }
}
