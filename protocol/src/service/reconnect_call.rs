//! ECMA-285 `reconnect-call`: operation 13.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CstaCommonArguments};

/// Clears the active call and retrieves the held one.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReconnectCallArgument {
    pub active_call: ConnectionId,
    pub held_call: ConnectionId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "activeCall": connection("111"), "heldCall": connection("111") });
        golden(
            "A1 2E 02 01 01 02 01 0D 30 26 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31 6B 11 \
             30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &invoke("reconnectCall", 13, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0A 02 01 01 30 05 02 01 0D 05 00", &result("reconnectCall", 13, &nothing));
    }
}
