//! ECMA-285 `escape`: operation 51.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaPrivateData, CstaSecurityData, EscapeRegisterId};

/// Carries a service of the vendor's own.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EscapeArgument {
    pub escape_register_id: Option<EscapeRegisterId>,
    pub security: Option<CstaSecurityData>,
    #[asn1(open)]
    pub private_data: CstaPrivateData,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "escapeRegisterID": "01",
            "privateData": { "vendor": "e10e06062b0c0288530f04041a0401c0" }
        });
        golden(
            "A1 1D 02 01 01 02 01 33 30 15 A0 03 04 01 01 E1 0E 06 06 2B 0C 02 88 53 0F 04 04 1A 04 01 C0",
            &invoke("escape", 51, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0A 02 01 01 30 05 02 01 33 05 00", &result("escape", 51, &nothing));
    }
}
