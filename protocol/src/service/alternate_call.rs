//! ECMA-285 `alternate-call`: operation 1.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, ConsultOptions, CstaCommonArguments};

/// Holds the active call and retrieves the held one, in one act.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlternateCallArgument {
    pub held_call: ConnectionId,
    pub active_call: ConnectionId,
    pub connection_reservation: Option<bool>,
    #[asn1(default = ConsultOptions::Unrestricted)]
    pub consult_options: ConsultOptions,
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
            "heldCall": connection("111"),
            "activeCall": connection("111"),
            "connectionReservation": true,
            "consultOptions": "consultOnly"
        });
        golden(
            "A1 34 02 01 01 02 01 01 30 2C 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 6B 11 \
             30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 01 01 FF 0A 01 01",
            &invoke("alternateCall", 1, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0A 02 01 01 30 05 02 01 01 05 00", &result("alternateCall", 1, &nothing));
    }
}
