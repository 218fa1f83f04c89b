//! ECMA-285 `clear-call`: operation 4.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments, EventCause, UserData};

/// Releases every device from a call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClearCallArgument {
    pub call_to_be_cleared: ConnectionId,
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
            "callToBeCleared": connection("111"),
            "userData": "68656c6c6f",
            "reason": "normal"
        });
        golden(
            "A1 27 02 01 01 02 01 04 30 1F 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 7D 07 \
             04 05 68 65 6C 6C 6F 0A 01 4E",
            &invoke("clearCall", 4, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0A 02 01 01 30 05 02 01 04 05 00", &result("clearCall", 4, &nothing));
    }
}
