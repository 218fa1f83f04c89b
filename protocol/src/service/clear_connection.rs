//! ECMA-285 `clear-connection`: operation 5.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CorrelatorData, CstaCommonArguments, EventCause, UserData};

/// Releases one device from a call; the rest of the call goes on if it can.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClearConnectionArgument {
    pub connection_to_be_cleared: ConnectionId,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub reason: Option<EventCause>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "connectionToBeCleared": connection("111"),
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "reason": "normal"
        });
        golden(
            "A1 2C 02 01 01 02 01 05 30 24 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 04 03 \
             C0 FF EE 7D 07 04 05 68 65 6C 6C 6F 0A 01 4E",
            &invoke("clearConnection", 5, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0A 02 01 01 30 05 02 01 05 05 00", &result("clearConnection", 5, &nothing));
    }
}
