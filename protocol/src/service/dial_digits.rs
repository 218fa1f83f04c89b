//! ECMA-285 `dial-digits`: operation 219.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CorrelatorData, CstaCommonArguments, DeviceId};

/// Dials for a call that was begun without a destination, or with part of one.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DialDigitsArgument {
    pub dialling_connection: ConnectionId,
    pub dialling_sequence: DeviceId,
    pub correlator_data: Option<CorrelatorData>,
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
            "diallingConnection": connection("111"),
            "diallingSequence": device("222"),
            "correlatorData": "c0ffee"
        });
        golden(
            "A1 28 02 01 01 02 02 00 DB 30 1F 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 30 \
             05 80 03 32 32 32 04 03 C0 FF EE",
            &invoke("dialDigits", 219, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0B 02 01 01 30 06 02 02 00 DB 05 00", &result("dialDigits", 219, &nothing));
    }
}
