//! ECMA-285 `private-data-version-selection`: operation 368.

use crate::ber::Asn1;

/// Chooses the version of the vendor's private data.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrivateDataVersionSelectionArgument(pub i64);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!(2);
        golden("A1 0A 02 01 01 02 02 01 70 02 01 02", &invoke("privateDataVersionSelection", 368, &argument));
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden(
            "A2 0B 02 01 01 30 06 02 02 01 70 05 00",
            &result("privateDataVersionSelection", 368, &nothing),
        );
    }
}
