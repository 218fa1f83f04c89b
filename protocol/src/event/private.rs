//! ECMA-285 `private-event`.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaPrivateData, CstaSecurityData};

/// An event of the vendor's own.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrivateEvent {
    pub security: Option<CstaSecurityData>,
    #[asn1(open)]
    pub private_data: CstaPrivateData,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden};

    #[test]
    fn private_is_these_octets() {
        let private = json!({ "privateData": { "vendor": "e10e06062b0c0288530f04041a0401c0" } });
        golden(
            "A1 22 02 01 01 02 01 15 30 1A 55 04 11 00 00 12 A7 12 A0 10 E1 0E 06 06 2B 0C 02 88 53 0F 04 \
             04 1A 04 01 C0",
            &event("vendorSpecEvents", "privateEvent", &private),
        );
    }
}
