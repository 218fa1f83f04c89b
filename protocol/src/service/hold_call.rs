//! ECMA-285 `hold-call`: operation 9.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments};

/// Puts a connected call on hold at one device.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoldCallArgument {
    pub call_to_be_held: ConnectionId,
    pub connection_reservation: Option<bool>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "callToBeHeld": connection("111"), "connectionReservation": true });
        golden(
            "A1 1E 02 01 01 02 01 09 30 16 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 01 01 \
             FF",
            &invoke("holdCall", 9, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0A 02 01 01 30 05 02 01 09 05 00", &result("holdCall", 9, &nothing));
    }
}
