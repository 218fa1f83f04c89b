//! ECMA-285 `monitor-stop`: operation 73.

use crate::ber::{Asn1, Unknowns};
use crate::types::{CstaCommonArguments, MonitorCrossRefId};

/// Ends a monitor. Both sides may send it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitorStopArgument {
    pub cross_ref_identifier: MonitorCrossRefId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({ "crossRefIdentifier": "11000012" });
        golden("A1 0E 02 01 01 02 01 49 30 06 55 04 11 00 00 12", &invoke("monitorStop", 73, &argument));
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0A 02 01 01 30 05 02 01 49 05 00", &result("monitorStop", 73, &nothing));
    }
}
